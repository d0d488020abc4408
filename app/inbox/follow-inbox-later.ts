import type { UnreadCounts } from "~/contract/chat";

/** Follows the inbox once its code is loaded: a visitor's first page goes without it. Returns the way to stop it. */
export function followInboxLater(account: string, onCounts: (counts: UnreadCounts) => void): () => void {
  let stop = () => {};
  let isStopped = false;
  // A chunk that does not load leaves the counts of the page; the next page tries again.
  const load = import("./follow-inbox").then(({ followInbox }) => {
    if (!isStopped) stop = followInbox(account, onCounts);
  });
  load.catch(() => undefined);
  return () => {
    isStopped = true;
    stop();
  };
}
