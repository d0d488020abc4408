import { Link, useLocation } from "@remix-run/react";
import { X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { api } from "~/client/api";
import type { InboxEntry } from "~/contract/inbox";
import { useKeepSubscribed } from "~/push/use-keep-subscribed";
import { entryPath, entrySentence, inboxText } from "~/text/inbox";
import { useLatest } from "~/ui/use-latest";
import { happened } from "./announcements";

/** Long enough to read two lines; the entry stays in the inbox. */
const shownMs = 8_000;

/** Of the newest entries, which the one that was announced is among. */
const lookedAt = 10;

/**
 * Shows what happens now, below the header: read out politely, never in the way of what is being typed, and for as long as
 * somebody points at it or has it focused.
 */
export function InboxToast({ account }: { account: string }) {
  const toast = useRef<HTMLDivElement>(null);
  const isHeld = () => toast.current?.matches(":hover, :focus-within") ?? false;
  const { entry, dismiss } = useEntryThatHappens(isHeld);
  useKeepSubscribed(account);
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
          <Link to={entryPath(entry)} onClick={dismiss} className="min-h-11 py-2.5 hover:underline">
            {entrySentence(entry)}
          </Link>
          <button
            type="button"
            aria-label={inboxText.dismiss}
            onClick={dismiss}
            className="grid size-11 shrink-0 place-items-center rounded-full text-soft hover:bg-sunk"
          >
            <X size={18} aria-hidden="true" />
          </button>
        </div>
      )}
    </div>
  );
}

/** Returns the entry of what happened elsewhere than on this page; null again after a while in which it is not held. */
function useEntryThatHappens(isHeld: () => boolean) {
  const [entry, setEntry] = useState<InboxEntry | null>(null);
  const latestIsHeld = useLatest(isHeld);
  const { pathname } = useLocation();
  useEffect(
    () =>
      happened.follow(({ id, connection_id: connection }) => {
        const isOpenHere = pathname === `/connections/${connection}` || pathname === "/inbox";
        if (document.hidden || isOpenHere) return;
        void findEntry(id).then((found) => found && setEntry(found));
      }),
    [pathname],
  );
  useEffect(() => {
    if (entry === null) return;
    const timer = setInterval(() => {
      if (!latestIsHeld.current()) setEntry(null);
    }, shownMs);
    return () => clearInterval(timer);
  }, [entry, latestIsHeld]);
  return { entry, dismiss: () => setEntry(null) };
}

async function findEntry(id: string): Promise<InboxEntry | null> {
  const result = await api.call("GET /api/inbox", { query: { limit: lookedAt } });
  return result.kind === "answer" ? (result.body.entries.find((entry) => entry.id === id) ?? null) : null;
}
