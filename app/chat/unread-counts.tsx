import { createContext, useContext, useEffect, useRef, useState, type ReactNode } from "react";
import type { UnreadCounts } from "~/contract/chat";
import { addNews, hearUnread, withNews, type UnreadNews } from "./unread-news";

/** Milliseconds between two looks at the counts while the page shows. */
const lookEvery = 20_000;

const none: UnreadCounts = { counts: {}, total: 0, asks: 0 };

const Unread = createContext<UnreadCounts>(none);

/** Unread messages of the viewer, by connection and in all, and the asks that wait for their answer. */
export function useUnreadCounts(): UnreadCounts {
  return useContext(Unread);
}

interface Props {
  /** Null for a visitor: nothing is asked. */
  initial: UnreadCounts | null;
  /** Where the viewer is: a change looks again. */
  page: string;
  children: ReactNode;
}

/**
 * Keeps the unread counts fresh for all that is in it: at once by what open conversations tell, in this tab or another;
 * by a look at the server when the page comes, shows or is turned to, and now and then while it shows.
 */
export function UnreadProvider({ initial, page, children }: Props) {
  const [counts, setCounts] = useState(initial ?? none);
  const news = useRef<readonly UnreadNews[]>([]);
  const isSignedIn = initial !== null;
  useEffect(() => setCounts(withNews(initial ?? none, news.current, Date.now())), [initial]);
  useEffect(() => {
    if (!isSignedIn) return;
    return hearUnread((one) => {
      news.current = addNews(news.current, one);
      setCounts((before) => withNews(before, news.current, Date.now()));
    });
  }, [isSignedIn]);
  useEffect(() => {
    if (!isSignedIn) return;
    return watch((fresh) => setCounts(withNews(fresh, news.current, Date.now())));
  }, [isSignedIn, page]);
  return <Unread.Provider value={isSignedIn ? counts : none}>{children}</Unread.Provider>;
}

/** Looks at the counts now, again and again, and when the page shows or is turned to. Gives the way to end it. */
function watch(onCounts: (counts: UnreadCounts) => void): () => void {
  let isOver = false;
  const look = async () => {
    if (document.hidden || !navigator.onLine) return;
    const fresh = await fetchUnread();
    if (fresh && !isOver) onCounts(fresh);
  };
  const onNews = () => void look();
  onNews();
  const often = setInterval(onNews, lookEvery);
  const turns = [
    [document, "visibilitychange"],
    [window, "focus"],
    [window, "online"],
  ] as const;
  for (const [target, event] of turns) target.addEventListener(event, onNews);
  return () => {
    isOver = true;
    clearInterval(often);
    for (const [target, event] of turns) target.removeEventListener(event, onNews);
  };
}

async function fetchUnread(): Promise<UnreadCounts | null> {
  try {
    const answer = await fetch("/api/chat/unread-counts");
    return answer.ok ? ((await answer.json()) as UnreadCounts) : null; // our own server's answer: zod is 20 kB
  } catch {
    return null;
  }
}
