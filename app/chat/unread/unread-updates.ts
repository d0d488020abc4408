/** Unread counts of open conversations, sent to every tab: they are a moment ahead of the server's. */
import type { UnreadCounts } from "~/contract/chat";
import type { ConnectionId } from "~/contract/ids";

export interface UnreadUpdate {
  room: ConnectionId;
  unread: number;
  /** Milliseconds since 1970. */
  at: number;
}

/** An update overrides the server's count for this long: by then the inbox has heard of what was read. */
export const updateTtlMs = 5_000;

const channelName = "heartfelt-unread";

let channel: BroadcastChannel | null = null;

/** Sends the unread count of a room to the badges of all tabs, this one included. */
export function publishUnread(room: ConnectionId, unread: number): void {
  channel ??= new BroadcastChannel(channelName);
  channel.postMessage({ room, unread, at: Date.now() } satisfies UnreadUpdate);
}

/** Calls back with the updates of all tabs. Returns the way to unsubscribe. */
export function subscribeToUnread(listener: (update: UnreadUpdate) => void): () => void {
  // A channel of its own: a channel does not receive what it sends itself.
  const receiver = new BroadcastChannel(channelName);
  receiver.addEventListener("message", ({ data }: MessageEvent<UnreadUpdate>) => listener(data));
  return () => receiver.close();
}

/** Returns the counts with each fresh update in place of its room's count. `now` in milliseconds since 1970. */
export function applyUpdates(counts: UnreadCounts, updates: readonly UnreadUpdate[], now: number): UnreadCounts {
  const fresh = updates.filter(({ at }) => now - at < updateTtlMs);
  if (fresh.length === 0) return counts;
  const byRoom = { ...counts.counts, ...Object.fromEntries(fresh.map(({ room, unread }) => [room, unread])) };
  return { ...counts, counts: byRoom, total: Object.values(byRoom).reduce((sum, unread) => sum + unread, 0) };
}

/** Returns the updates with one more, which replaces an earlier one of the same room. */
export function addUpdate(updates: readonly UnreadUpdate[], update: UnreadUpdate): UnreadUpdate[] {
  return [...updates.filter(({ room }) => room !== update.room), update];
}
