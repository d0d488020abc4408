import { createContext, useContext, useEffect, useState, type ReactNode } from "react";
import type { UnreadCounts } from "~/contract/chat";

/** Milliseconds between two looks at the counts while the page shows. */
const lookEvery = 20_000;

/** Milliseconds after a change of page before a look: what was just read takes a moment to be counted. */
const settles = 1_500;

const none: UnreadCounts = { counts: {}, total: 0 };

const Unread = createContext<UnreadCounts>(none);

/** Unread messages of the viewer, by connection and in all. */
export function useUnreadCounts(): UnreadCounts {
  return useContext(Unread);
}

/** Keeps the unread counts fresh for all that is in it: now and then while the page shows, and when it shows again. */
export function UnreadProvider({
  initial,
  page,
  children,
}: {
  /** Null for a visitor: nothing is asked. */
  initial: UnreadCounts | null;
  /** Where the viewer is: a change looks again. */
  page: string;
  children: ReactNode;
}) {
  const [counts, setCounts] = useState(initial ?? none);
  const isSignedIn = initial !== null;
  useEffect(() => setCounts(initial ?? none), [initial]);
  useEffect(() => {
    if (!isSignedIn) return;
    let isOver = false;
    const look = async () => {
      if (document.hidden || !navigator.onLine) return;
      const fresh = await fetchUnread();
      if (fresh && !isOver) setCounts(fresh);
    };
    const onVisible = () => void look();
    const soon = setTimeout(onVisible, settles);
    const often = setInterval(onVisible, lookEvery);
    document.addEventListener("visibilitychange", onVisible);
    return () => {
      isOver = true;
      clearTimeout(soon);
      clearInterval(often);
      document.removeEventListener("visibilitychange", onVisible);
    };
  }, [isSignedIn, page]);
  return <Unread.Provider value={counts}>{children}</Unread.Provider>;
}

async function fetchUnread(): Promise<UnreadCounts | null> {
  try {
    const answer = await fetch("/api/chat/unread-counts");
    return answer.ok ? ((await answer.json()) as UnreadCounts) : null; // our own server's answer: zod is 20 kB
  } catch {
    return null;
  }
}
