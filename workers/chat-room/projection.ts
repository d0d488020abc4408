/**
 * The drain from the room's log to D1, without a clock or a database: lazy (a burst is one batch), bounded, in order,
 * and retried for ever. The shell runs it from the alarm, so no message waits for it.
 */
import type { RoomCopy } from "../../db/queries/messages";
import type { ConnectionId, UserId } from "../../app/contract/ids";
import { otherThan, type LoggedMessage, type LogReader, type Marks } from "./room";

/** Milliseconds between a change and its copy: the history asks the room for what is younger, so nobody waits. */
export const copyDelay = 2_000;

/** Milliseconds without a message after which a burst of talk is over, and after which it is copied though it goes on. */
export const pauseInTalk = 1_000;
export const longestBurst = 30_000;

/** Messages of one batch. */
export const copyLimit = 500;

/** Characters of one batch: below D1's limit of 2 MB for one bound parameter, with room for escapes. */
export const copyCharacters = 250_000;

/** Milliseconds of the longest wait between two tries. */
export const longestWait = 60_000;

/** What the drain reads: the log, and who the room is for. */
export interface CopySource extends LogReader {
  countFrom(senderId: UserId, after: number): number;
  copiedUpTo(): number;
}

export interface RoomFacts {
  connectionId: ConnectionId;
  members: readonly [UserId, UserId];
  marks: Record<UserId, Marks>;
}

/** What the copy lacks: when its oldest and newest message were sent, in milliseconds. */
export interface Backlog {
  oldestAt: number;
  newestAt: number;
}

/**
 * When a copy that is due now is to be made: at once, or, while people are talking, when they pause. Each copy costs a
 * write that waits for the same disk as the messages do.
 */
export function copyTime(backlog: Backlog | null, now: number): number {
  const isTalking = backlog !== null && now - backlog.newestAt < pauseInTalk;
  return isTalking ? Math.max(now, backlog.oldestAt + longestBurst) : now;
}

/** The next batch, oldest first, and the members' rows as they stand at its end. */
export function nextCopy(source: CopySource, facts: RoomFacts): RoomCopy {
  const copied = source.copiedUpTo();
  const messages = withinBounds(source.after(copied, copyLimit));
  const lastSeq = messages.at(-1)?.seq ?? copied;
  const members = facts.members.map((userId) => {
    const { delivered, read } = facts.marks[userId] ?? { delivered: 0, read: 0 };
    const unread = source.countFrom(otherThan(facts, userId), read);
    return { userId, deliveredSeq: delivered, readSeq: read, lastSeq, unread };
  });
  return {
    connectionId: facts.connectionId,
    messages: messages.map(({ seq, senderId, content, createdAt }) => ({ seq, senderId, content, createdAt })),
    members,
  };
}

/** Milliseconds to wait after so many failures in a row: doubling, with jitter (`random` in 0..1), at most a minute. */
export function waitAfter(failures: number, random: number): number {
  const longest = Math.min(longestWait, copyDelay * 2 ** failures);
  return Math.round(longest / 2 + (random * longest) / 2);
}

function withinBounds(messages: LoggedMessage[]): LoggedMessage[] {
  let characters = 0;
  const end = messages.findIndex((message) => (characters += message.content.length) > copyCharacters);
  return end === -1 ? messages : messages.slice(0, Math.max(1, end));
}
