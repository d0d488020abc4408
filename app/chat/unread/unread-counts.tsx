import { createContext, useContext, useEffect, useState, useSyncExternalStore, type ReactNode } from "react";
import { api } from "~/client/api";
import type { UnreadCounts } from "~/contract/chat";
import { noUnread, UnreadStore } from "./unread-store";
import { subscribeToUnread } from "./unread-updates";

/** Between two polls of the counts while the page is visible. */
const pollIntervalMs = 20_000;

const Unread = createContext<UnreadCounts>(noUnread);

/** Returns the viewer's unread messages, by connection and in total, and the requests that wait for their answer. */
export function useUnreadCounts(): UnreadCounts {
  return useContext(Unread);
}

interface Props {
  /** Null for a visitor: nothing is fetched. */
  initial: UnreadCounts | null;
  /** The path of the current page: a change fetches the counts again. */
  page: string;
  children: ReactNode;
}

/**
 * Keeps the unread counts fresh for all that is in it: at once by what open conversations publish, in this tab or
 * another; and by polling the server while the page is visible.
 */
export function UnreadProvider({ initial, page, children }: Props) {
  const [store] = useState(() => new UnreadStore(initial ?? noUnread));
  const counts = useSyncExternalStore(store.subscribe, store.counts, store.counts);
  const isSignedIn = initial !== null;
  useEffect(() => store.setServerCounts(initial ?? noUnread, Date.now()), [store, initial]);
  useEffect(() => {
    if (!isSignedIn) return;
    return subscribeToUnread((update) => store.update(update, Date.now()));
  }, [store, isSignedIn]);
  useEffect(() => {
    if (!isSignedIn) return;
    return pollCounts((fresh) => store.setServerCounts(fresh, Date.now()));
  }, [store, isSignedIn, page]);
  return <Unread.Provider value={isSignedIn ? counts : noUnread}>{children}</Unread.Provider>;
}

/** Fetches the counts now, at an interval, and when the page is shown or focused. Returns the way to stop it. */
function pollCounts(onCounts: (counts: UnreadCounts) => void): () => void {
  let isStopped = false;
  const poll = async () => {
    if (document.hidden || !navigator.onLine) return;
    const fresh = await fetchUnread();
    if (fresh && !isStopped) onCounts(fresh);
  };
  const onEvent = () => void poll();
  onEvent();
  const timer = setInterval(onEvent, pollIntervalMs);
  const occasions = [
    [document, "visibilitychange"],
    [window, "focus"],
    [window, "online"],
  ] as const;
  for (const [target, event] of occasions) target.addEventListener(event, onEvent);
  return () => {
    isStopped = true;
    clearInterval(timer);
    for (const [target, event] of occasions) target.removeEventListener(event, onEvent);
  };
}

async function fetchUnread(): Promise<UnreadCounts | null> {
  const result = await api.call("GET /api/chat/unread-counts");
  return result.kind === "answer" ? result.body : null;
}
