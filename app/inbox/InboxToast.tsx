import { Link, useLocation } from "@remix-run/react";
import { X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { api } from "~/client/api";
import type { InboxEntry } from "~/contract/inbox";
import { entryPath, entrySentence, inboxText } from "~/text/inbox";
import { onHappened } from "./happened";

/** Long enough to read two lines; the entry stays in the inbox. */
const shownMs = 8_000;

/** Of the newest entries, which the one that was announced is among. */
const lookedAt = 10;

/**
 * Shows what happens now, below the header: read out politely, never in the way of what is being typed, and for as long as
 * somebody points at it or has it focused.
 */
export function InboxToast() {
  const [entry, setEntry] = useState<InboxEntry | null>(null);
  const toast = useRef<HTMLDivElement>(null);
  const { pathname } = useLocation();
  useEffect(
    () =>
      onHappened(({ id, connection_id: connection }) => {
        const isOpenHere = pathname === `/connections/${connection}` || pathname === "/inbox";
        if (document.hidden || isOpenHere) return;
        void findEntry(id).then((found) => found && setEntry(found));
      }),
    [pathname],
  );
  useEffect(() => {
    if (entry === null) return;
    const timer = setInterval(() => {
      if (!toast.current?.matches(":hover, :focus-within")) setEntry(null);
    }, shownMs);
    return () => clearInterval(timer);
  }, [entry]);
  return (
    <div
      role="status"
      className="pointer-events-none fixed inset-x-0 top-18 z-20 mx-auto flex max-w-5xl justify-end px-4 sm:px-6"
    >
      {entry && (
        <div
          ref={toast}
          className="pointer-events-auto flex max-w-sm items-start gap-1 rounded-2xl border border-line bg-card p-2 ps-4 shadow-card"
        >
          <Link to={entryPath(entry)} onClick={() => setEntry(null)} className="min-h-11 py-2.5 hover:underline">
            {entrySentence(entry)}
          </Link>
          <button
            type="button"
            aria-label={inboxText.dismiss}
            onClick={() => setEntry(null)}
            className="grid size-11 shrink-0 place-items-center rounded-full text-soft hover:bg-sunk"
          >
            <X size={18} aria-hidden="true" />
          </button>
        </div>
      )}
    </div>
  );
}

async function findEntry(id: string): Promise<InboxEntry | null> {
  const result = await api.call("GET /api/inbox", { query: { limit: lookedAt } });
  return result.kind === "answer" ? (result.body.entries.find((entry) => entry.id === id) ?? null) : null;
}
