/** Answers reads of an inbox: the badge, and its entries. */
import type { UnreadCounts } from "../../../app/contract/chat";
import { askTtlMs } from "../../../app/contract/connection";
import { InboxEntryId, type InboxPlace, type ListedInboxEntry } from "../../../app/contract/inbox";
import type { ConnectionId, SessionId } from "../../../app/contract/ids";
import type { Happening, InboxState, RoomUnread } from "./state";

/** Who reads, and when, in milliseconds since 1970. The session is null where there is none. */
export interface Reading {
  session: SessionId | null;
  now: number;
}

/** Returns how much waits; conversations without an unread message count 0. A sign-in is no news to the session that it began. */
export function badgeOf(state: InboxState, { session, now }: Reading): UnreadCounts {
  const talks = Object.values<RoomUnread>(state.rooms).filter((room) => room.lastSeq > 0 && counts(room));
  const unread = talks.map(({ connectionId, unread: count }) => [connectionId, count] as const);
  const news = Object.values<Happening>(state.happenings).filter(
    (happening) => isNews(happening) && !isOf(happening, session) && isShown(state, happening, now),
  );
  return {
    counts: Object.fromEntries(unread),
    total: unread.reduce((sum, [, count]) => sum + count, 0),
    asks: Object.values<number>(state.watch.requests).filter((sentAt) => isWaiting(sentAt, now)).length,
    news: news.length,
  };
}

/** Returns the entries below a place (null: from the first), newest first, and the place where to go on. `now` in milliseconds since 1970. */
export function pageOf(
  state: InboxState,
  { below, limit, now }: { below: InboxPlace | null; limit: number; now: number },
): { entries: ListedInboxEntry[]; next: InboxPlace | null } {
  const all = [...roomsThatCount(state).map(messagesEntry), ...shownHappenings(state, now)]
    .toSorted((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))
    .filter(({ at, id }) => below === null || at < below.at || (at === below.at && id < below.id));
  const entries = all.slice(0, limit);
  const last = entries.at(-1);
  return { entries, next: all.length > limit && last ? { at: last.at, id: last.id } : null };
}

/**
 * Returns the entry of an id that waits for the person: null once it was seen, read, answered or hidden. `now` in milliseconds
 * since 1970.
 */
export function waitingEntry(state: InboxState, id: InboxEntryId, now: number): ListedInboxEntry | null {
  const happening = Object.hasOwn(state.happenings, id) ? state.happenings[id] : undefined;
  if (!happening) {
    return (
      roomsThatCount(state)
        .map(messagesEntry)
        .find((entry) => entry.id === id) ?? null
    );
  }
  const { kind, connectionId, isSeen } = happening;
  const isAnswered = kind === "request_received" && (connectionId === null || !(connectionId in state.watch.requests));
  return isSeen || isAnswered || !isShown(state, happening, now) ? null : toEntry(happening);
}

/** Returns all entries that wait for the person, as {@link waitingEntry} does one. */
export function waitingEntries(state: InboxState, now: number): ListedInboxEntry[] {
  const happenings = Object.values<Happening>(state.happenings).flatMap(({ id }) => waitingEntry(state, id, now) ?? []);
  return [...roomsThatCount(state).map(messagesEntry), ...happenings];
}

/** Returns the state with some entries seen. Ids that it does not have are ignored; what was seen stays seen. */
export function markSeen(state: InboxState, ids: readonly InboxEntryId[]): InboxState {
  const unseen = ids.flatMap((id) => {
    const happening = Object.hasOwn(state.happenings, id) ? state.happenings[id] : undefined;
    return happening && !happening.isSeen ? [[id, { ...happening, isSeen: true }] as const] : [];
  });
  if (unseen.length === 0) return state;
  return { ...state, happenings: { ...state.happenings, ...Object.fromEntries(unseen) } };
}

/** Returns the rooms with unread messages that wait for the person. */
export function roomsThatCount(state: InboxState): RoomUnread[] {
  return Object.values<RoomUnread>(state.rooms).filter((room) => room.unread > 0 && counts(room));
}

function counts({ status }: RoomUnread): boolean {
  return status === "open" || status === "unknown";
}

function messagesEntry({ connectionId, unread, lastAt }: RoomUnread): ListedInboxEntry {
  const id = messagesEntryId(connectionId);
  const rest = { connectionId, storyId: null, userAgent: null };
  return { id, kind: "messages", at: lastAt, isSeen: false, unread, ...rest };
}

/** Returns the id of the entry that stands for a conversation's unread messages. */
export function messagesEntryId(connectionId: ConnectionId): InboxEntryId {
  return InboxEntryId.parse(`messages.${connectionId}`);
}

function shownHappenings(state: InboxState, now: number): ListedInboxEntry[] {
  return Object.values<Happening>(state.happenings)
    .filter((happening) => isShown(state, happening, now))
    .map(toEntry);
}

function toEntry({ sessionId: _session, ...happening }: Happening): ListedInboxEntry {
  return { ...happening, unread: null };
}

function isOf({ sessionId }: Happening, session: SessionId | null): boolean {
  return sessionId !== null && sessionId === session;
}

/** A request counts by itself while it waits. */
function isNews({ kind, isSeen }: Happening): boolean {
  return !isSeen && kind !== "request_received";
}

/** Returns whether news about a connection is shown: while that is open, or its request waits. A block hides all of it. */
function isShown({ rooms, watch }: InboxState, { connectionId }: Happening, now: number): boolean {
  if (connectionId === null || rooms[connectionId]?.status === "open") return true;
  const sentAt = watch.requests[connectionId];
  return sentAt !== undefined && isWaiting(sentAt, now);
}

function isWaiting(sentAt: number, now: number): boolean {
  return now - sentAt < askTtlMs;
}
