/** D1 was read: what differs from the last reading is what happened. Reading it twice, or late, adds nothing. */
import { entriesOf } from "../../../app/contract/entries";
import { InboxEntryId, type InboxKind } from "../../../app/contract/inbox";
import type { ConnectionId, StoryId } from "../../../app/contract/ids";
import { newerRoom } from "./report";
import type { ConnectionTruth, Happening, InboxState, Revealed, RoomUnread, Truth, Watch } from "./state";

/** The time for which news stays listed. */
export const happeningTtlMs = 90 * 24 * 60 * 60 * 1000;

/** The newest that stay listed, however young the others are. */
export const maxHappenings = 300;

/** The age from which news counts as seen when D1 is read for the first time: it was on the pages of before. */
const firstReadingMs = 60_000;

/** Returns the state after a reading of D1, and what is new in it, oldest first. `now` in milliseconds since 1970. */
export function mergeTruth(state: InboxState, truth: Truth, now: number): { state: InboxState; news: Happening[] } {
  const forgottenUntil = Math.max(state.watch.forgottenUntil, now - happeningTtlMs);
  const seenUntil = state.watch.isSynced ? -Infinity : now - firstReadingMs;
  const news = happeningsIn(state, truth, now)
    .filter(({ id, at }) => at > forgottenUntil && !Object.hasOwn(state.happenings, id))
    .map((happening) => (happening.at < seenUntil ? { ...happening, isSeen: true } : happening))
    .toSorted((a, b) => a.at - b.at);
  const kept = keepNewest({ ...withoutDeleted(state, truth), ...byId(news) }, forgottenUntil);
  const watch = sameOr(state.watch, { ...watchOf(state, truth), forgottenUntil: kept.forgottenUntil, isSynced: true });
  return {
    state: { rooms: mergeRooms(state, truth), happenings: sameKeys(state.happenings, kept.happenings), watch },
    news: news.filter(({ id }) => Object.hasOwn(kept.happenings, id)),
  };
}

function mergeRooms({ rooms }: InboxState, { connections }: Truth): InboxState["rooms"] {
  const merged: Record<ConnectionId, RoomUnread> = {};
  const listed = new Set(connections.map(({ connectionId }) => connectionId));
  for (const [id, room] of entriesOf(rooms)) {
    // It is forgotten at the second reading that lacks it: a report may have come while the first was on its way.
    if (!listed.has(id) && room.status !== "gone") merged[id] = { ...room, status: "gone" };
  }
  for (const truth of connections) {
    const room = mergeRoom(rooms[truth.connectionId] ?? null, truth);
    if (room) merged[truth.connectionId] = room;
  }
  return sameKeys(rooms, merged);
}

/** Returns null for a room without a message: it has nothing to remember, but that it is closed. */
function mergeRoom(known: RoomUnread | null, { connectionId, isOpen, copied }: ConnectionTruth): RoomUnread | null {
  const nothing = { lastSeq: 0, readSeq: 0, unread: 0, lastAt: 0 };
  return newerRoom(known, { connectionId, ...(copied ?? nothing) }, isOpen ? "open" : "closed");
}

function happeningsIn(state: InboxState, truth: Truth, now: number): Happening[] {
  return [
    ...truth.requests.map(({ connectionId, sentAt }) => about("request_received", { connectionId, at: sentAt })),
    ...truth.connections
      .filter(({ isAsker }) => isAsker)
      .map(({ connectionId, acceptedAt }) => about("request_accepted", { connectionId, at: acceptedAt })),
    ...revealsIn(state, truth, now),
    ...truth.held.map(({ storyId, heldAt }) => about("story_held", { storyId, at: heldAt }, heldAt)),
    ...truth.released.map((storyId) => about("story_released", { storyId, at: now }, state.watch.held[storyId] ?? now)),
    ...truth.signIns.map(({ sessionId, at, userAgent }) => about("new_sign_in", { sessionId, at, userAgent })),
  ];
}

/** A block closes originals to both, and nobody is to learn of it: only open connections are compared. */
function revealsIn({ watch }: InboxState, { connections, revealed }: Truth, now: number): Happening[] {
  const today = new Map(revealed.map((each) => [each.connectionId, each]));
  return connections.flatMap(({ connectionId, isOpen }) => {
    const [before, after] = [watch.revealed[connectionId], today.get(connectionId)];
    if (!isOpen) return [];
    if (after && after.newestAt > (before?.newestAt ?? -1)) {
      return [about("originals_revealed", { connectionId, at: after.newestAt }, after.newestAt)];
    }
    if (!before || before.photos <= (after?.photos ?? 0)) return [];
    return [about("originals_taken_back", { connectionId, at: now }, before.newestAt, before.photos)];
  });
}

type Subject = Pick<Happening, "at"> & Partial<Happening>;

/** Returns a happening whose id follows from what it is about, so that it is listed once. */
function about(kind: Exclude<InboxKind, "messages">, subject: Subject, ...occasions: number[]): Happening {
  const { connectionId = null, storyId = null, sessionId = null, userAgent = null, at } = subject;
  const id = InboxEntryId.parse([kind, connectionId ?? storyId ?? sessionId, ...occasions].join("."));
  return { id, kind, at, connectionId, storyId, sessionId, userAgent, isSeen: false };
}

function watchOf({ watch }: InboxState, truth: Truth): Omit<Watch, "forgottenUntil" | "isSynced"> {
  const closed = new Set(truth.connections.filter(({ isOpen }) => !isOpen).map(({ connectionId }) => connectionId));
  const revealed: Record<ConnectionId, Revealed> = {};
  for (const [id, each] of entriesOf(watch.revealed)) if (closed.has(id)) revealed[id] = each;
  for (const { connectionId, photos, newestAt } of truth.revealed) {
    if (!closed.has(connectionId)) revealed[connectionId] = { photos, newestAt };
  }
  return {
    requests: Object.fromEntries(truth.requests.map(({ connectionId, sentAt }) => [connectionId, sentAt])),
    revealed,
    held: Object.fromEntries(truth.held.map(({ storyId, heldAt }) => [storyId, heldAt])),
  };
}

/** A story that was held and is neither held nor shown again was deleted: nothing is left to be said of it. */
function withoutDeleted(state: InboxState, { held, released }: Truth): Record<InboxEntryId, Happening> {
  const there = new Set<StoryId>([...held.map(({ storyId }) => storyId), ...released]);
  const deleted = new Set(entriesOf(state.watch.held).flatMap(([id]) => (there.has(id) ? [] : [id])));
  const kept = entriesOf(state.happenings).filter(([, { storyId }]) => storyId === null || !deleted.has(storyId));
  return Object.fromEntries(kept);
}

/** Whatever is cut off stays forgotten: D1 still has what it was about. */
function keepNewest(all: Readonly<Record<InboxEntryId, Happening>>, forgottenUntil: number) {
  const newest = Object.values<Happening>(all).toSorted((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
  const cut = Math.max(forgottenUntil, newest[maxHappenings]?.at ?? -Infinity);
  return { happenings: byId(newest.filter(({ at }) => at > cut)), forgottenUntil: cut };
}

function byId(happenings: Happening[]): Record<InboxEntryId, Happening> {
  return Object.fromEntries(happenings.map((happening) => [happening.id, happening]));
}

/** Returns the first record if the second has the same values: what did not change is not written again. */
function sameKeys<Key extends string, Value>(
  before: Readonly<Record<Key, Value>>,
  after: Readonly<Record<Key, Value>>,
): Readonly<Record<Key, Value>> {
  const entries = entriesOf(after);
  const isSame =
    entries.length === Object.keys(before).length && entries.every(([key, value]) => before[key] === value);
  return isSame ? before : after;
}

function sameOr(before: Watch, after: Watch): Watch {
  return JSON.stringify(before) === JSON.stringify(after) ? before : after;
}
