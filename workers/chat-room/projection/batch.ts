/**
 * Plans the batches from the room's log to D1: lazily (a burst is one batch), bounded, in order, and retried for ever.
 * Pure: no clock and no database. `D1Projector` runs it from the alarm, so no message waits for it.
 */
import type { RoomProjection } from "../../../db/queries/messages";
import type { ConnectionId, PhotoId, UserId } from "../../../app/contract/ids";
import type { MessageView } from "../room/message-views";
import { otherMember, type LoggedEvent, type LoggedMessage, type LogReader, type Watermarks } from "../room/state";

/** Between a change and its projection. The history asks the room for what is younger, so nobody waits for it. */
export const projectionDelayMs = 2_000;

/** Without a message for this long a burst is over. */
export const quietPeriodMs = 1_000;

/** A burst is projected after this long though it goes on. */
export const maxBurstMs = 30_000;

/** Messages of one batch. */
export const maxBatchMessages = 500;

/** Messages that one batch deletes. */
export const maxBatchRemovals = 500;

/** Events of one batch. */
export const maxBatchEvents = 500;

/** Views of changed messages of one batch: each may have the words of a message. */
export const maxBatchViews = 60;

/** UTF-16 code units of one batch: below D1's limit of 2 MB for one bound parameter, with room for escapes. */
export const maxBatchCharacters = 250_000;

/** The longest wait between two tries. */
export const maxRetryDelayMs = 60_000;

/** The log as the projection reads it. */
export interface ProjectionSource extends Pick<LogReader, "after" | "at"> {
  /** Returns when the newest message was sent, in milliseconds since 1970; null without any. */
  newestAt(): number | null;
  /** Returns how many messages of a sender that the other member may have come after a seq. */
  countFrom(senderId: UserId, after: number): number;
  /** Returns the seq up to which D1 has everything. */
  checkpoint(): number;
  /** Returns the newest seq that was ever given; 0 before the first. */
  lastSeq(): number;
  /** Returns the messages that D1 has yet to delete, at most `limit`. */
  unprojectedRemovals(limit: number): number[];
  /** Returns the oldest events that D1 lacks, at most `limit`, in order. */
  unprojectedEvents(limit: number): LoggedEvent[];
  /** Returns the views of both members that D1 lacks, at most `limit`, in the order of their changes. */
  unprojectedViews(limit: number): MessageView[];
  /** Returns the photos that were taken out of a message. */
  droppedPhotos(seq: number): PhotoId[];
}

export interface RoomFacts {
  connectionId: ConnectionId;
  members: readonly [UserId, UserId];
  watermarks: Record<UserId, Watermarks>;
}

/** When the oldest and the newest message that D1 lacks were sent, in milliseconds since 1970. */
export interface Backlog {
  oldestAt: number;
  newestAt: number;
}

/**
 * Returns when a backlog is to be projected: now, or, during a burst, when it is over. Each projection costs a write that
 * competes with the messages for the same disk.
 */
export function projectionDueAt(backlog: Backlog | null, now: number): number {
  const isBurst = backlog !== null && now - backlog.newestAt < quietPeriodMs;
  return isBurst ? Math.max(now, backlog.oldestAt + maxBurstMs) : now;
}

/** Returns the next batch, oldest first, with the members' rows as of its last message. */
export function nextBatch(source: ProjectionSource, facts: RoomFacts): RoomProjection {
  const checkpoint = source.checkpoint();
  const unprojected = source.after(checkpoint, maxBatchMessages);
  const messages = withinBounds(unprojected);
  // After the last of all, those that disappeared count too: their numbers are given.
  const isLast = messages.length === unprojected.length && messages.length < maxBatchMessages;
  const lastSeq = isLast ? source.lastSeq() : (messages.at(-1)?.seq ?? checkpoint);
  const members = facts.members.map((userId) => {
    const { delivered, read } = facts.watermarks[userId] ?? { delivered: 0, read: 0 };
    const unread = source.countFrom(otherMember(facts, userId), read);
    return { userId, deliveredSeq: delivered, readSeq: read, lastSeq, unread };
  });
  const views = wholeChanges(source.unprojectedViews(maxBatchViews));
  return {
    connectionId: facts.connectionId,
    views,
    contents: contentsOf(source, views),
    removals: source.unprojectedRemovals(maxBatchRemovals).map((seq) => ({ seq, photos: source.droppedPhotos(seq) })),
    events: source.unprojectedEvents(maxBatchEvents),
    messages: messages.map(({ clientId: _clientId, ...message }) => message),
    members,
    lastAt: isLast ? source.newestAt() : (messages.at(-1)?.createdAt ?? null),
  };
}

/** Returns the wait after so many failures in a row, in milliseconds: doubling, with jitter (`random` in 0..1). */
export function retryDelayMs(failures: number, random: number): number {
  const longestMs = Math.min(maxRetryDelayMs, projectionDelayMs * 2 ** failures);
  return Math.round(longestMs / 2 + (random * longestMs) / 2);
}

/** A change that both members see is two views: a full batch may end between them, and the change waits for the next one. */
function wholeChanges(views: MessageView[]): MessageView[] {
  if (views.length < maxBatchViews) return views;
  const last = views.at(-1)?.changeSeq;
  return views.filter(({ changeSeq }) => changeSeq !== last);
}

/** The words of the changed messages, as they stand in the log, and the photos that they lost. */
function contentsOf(source: ProjectionSource, views: MessageView[]): RoomProjection["contents"] {
  const newest = new Map(views.map(({ seq, changeSeq }) => [seq, changeSeq]));
  return [...newest].flatMap(([seq, changeSeq]) => {
    const message = source.at(seq);
    if (!message) return [];
    return [{ seq, content: message.content, changeSeq, droppedPhotos: source.droppedPhotos(seq) }];
  });
}

function withinBounds(messages: LoggedMessage[]): LoggedMessage[] {
  let characters = 0;
  const end = messages.findIndex((message) => (characters += lengthOf(message)) > maxBatchCharacters);
  return end === -1 ? messages : messages.slice(0, Math.max(1, end));
}

function lengthOf({ content, photos }: LoggedMessage): number {
  return content.length + (photos.length === 0 ? 0 : JSON.stringify(photos).length);
}
