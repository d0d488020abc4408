/** What an open conversation knows of its unread messages a moment before the server's counts do, for every tab. */
import type { UnreadCounts } from "~/contract/chat";
import type { ConnectionId } from "~/contract/ids";

export interface UnreadNews {
  room: ConnectionId;
  unread: number;
  /** Milliseconds since 1970. */
  at: number;
}

/** Milliseconds for which a conversation's own word stands against the counts: by then what was read is counted. */
const newsLasts = 30_000;

const channelName = "heartfelt-unread";

let channel: BroadcastChannel | null = null;

/** Tells this tab's badges and those of all others how many messages of a room are unread now. */
export function tellUnread(room: ConnectionId, unread: number): void {
  channel ??= new BroadcastChannel(channelName);
  channel.postMessage({ room, unread, at: Date.now() } satisfies UnreadNews);
}

/** Hears what the conversations of all tabs tell. Gives the way to end it. */
export function hearUnread(listener: (news: UnreadNews) => void): () => void {
  // A channel of its own: one that tells does not hear itself.
  const ear = new BroadcastChannel(channelName);
  ear.addEventListener("message", ({ data }: MessageEvent<UnreadNews>) => listener(data));
  return () => ear.close();
}

/** The counts with the newest word of each conversation in its place. `now` in milliseconds since 1970. */
export function withNews(counts: UnreadCounts, news: readonly UnreadNews[], now: number): UnreadCounts {
  const fresh = news.filter(({ at }) => now - at < newsLasts);
  if (fresh.length === 0) return counts;
  const byRoom = { ...counts.counts, ...Object.fromEntries(fresh.map(({ room, unread }) => [room, unread])) };
  return { ...counts, counts: byRoom, total: Object.values(byRoom).reduce((sum, unread) => sum + unread, 0) };
}

/** The news with one more: a room's newest word alone is kept. */
export function addNews(news: readonly UnreadNews[], one: UnreadNews): UnreadNews[] {
  return [...news.filter(({ room }) => room !== one.room), one];
}
