import { useEffect } from "react";
import { api } from "~/client/api";
import type { InboxEntry } from "~/contract/inbox";

/** Marks entries as seen once they are shown. Marked again, they stay so. */
export function useMarkSeen(entries: readonly InboxEntry[]): void {
  useEffect(() => {
    const ids = entries.filter(({ kind, is_seen }) => !is_seen && kind !== "messages").map(({ id }) => id);
    if (ids.length > 0) void api.call("POST /api/inbox/seen", { body: { ids } });
  }, [entries]);
}
