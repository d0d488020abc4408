import { createContext, useContext, useEffect, useState, useSyncExternalStore, type ReactNode } from "react";
import type { UnreadCounts } from "~/contract/chat";
import { noUnread, UnreadStore } from "./unread-store";
import { subscribeToUnread, updateTtlMs } from "./unread-updates";

const Unread = createContext<UnreadCounts>(noUnread);

/** Returns the viewer's unread messages, by connection and in total, requests that wait for their answer, and other news. */
export function useUnreadCounts(): UnreadCounts {
  return useContext(Unread);
}

interface Props {
  /** Null for a visitor: nothing is followed. */
  account: string | null;
  /** As the page was loaded with it. */
  initial: UnreadCounts;
  /** Calls back with the server's counts whenever they change. Returns the way to stop it. */
  follow: (account: string, onCounts: (counts: UnreadCounts) => void) => () => void;
  children: ReactNode;
}

/**
 * Keeps the unread counts fresh for all that is in it: by the server's live line, and a moment ahead of it by what open
 * conversations publish, in this tab or another.
 */
export function UnreadProvider({ account, initial, follow, children }: Props) {
  const [store] = useState(() => new UnreadStore(initial));
  const counts = useSyncExternalStore(store.subscribe, store.counts, store.counts);
  useEffect(() => store.setServerCounts(initial, Date.now()), [store, initial]);
  useEffect(() => {
    if (account === null) return;
    return subscribeToUnread((update) => {
      store.update(update, Date.now());
      setTimeout(() => store.recount(Date.now()), updateTtlMs);
    });
  }, [store, account]);
  useEffect(() => {
    if (account === null) return;
    return follow(account, (fresh) => store.setServerCounts(fresh, Date.now()));
  }, [store, account, follow]);
  return <Unread.Provider value={account === null ? noUnread : counts}>{children}</Unread.Provider>;
}
