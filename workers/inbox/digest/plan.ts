/** When a person is mailed what waits for them, and what the mail counts. Pure. Times in milliseconds since 1970. */
import type { DigestCounts } from "../../../app/contract/letter";
import type { ListedInboxEntry } from "../../../app/contract/inbox";

const dayMs = 24 * 60 * 60 * 1000;

/** The time after which what waits unseen is mailed. */
export const digestWaitMs = dayMs;

/** Between two mails, and how long something waits before it is in one. */
export interface DigestPace {
  waitMs: number;
  gapMs: number;
}

export const daily: DigestPace = { waitMs: digestWaitMs, gapMs: dayMs };

/** The last mail. */
export interface LastDigest {
  /** When it was sent; 0 before the first. */
  sentAt: number;
  /** The time up to which news was counted in a mail: older news is no reason for another. */
  countedUntil: number;
}

/** Returns when the next mail is due; null while nothing new waits. */
export function digestDueAt(waiting: readonly ListedInboxEntry[], last: LastDigest, pace: DigestPace): number | null {
  const fresh = waiting.filter(({ at }) => at > last.countedUntil).map(({ at }) => at);
  if (fresh.length === 0) return null;
  return Math.max(Math.min(...fresh) + pace.waitMs, last.sentAt + pace.gapMs);
}

/** Returns what a mail of now counts: all that has waited long enough, whether or not an earlier one counted it. */
export function digestOf(
  waiting: readonly ListedInboxEntry[],
  now: number,
  { waitMs }: DigestPace,
): { counts: DigestCounts; countedUntil: number } {
  const counted = waiting.filter(({ at }) => at + waitMs <= now);
  const counts = { messages: 0, requests: 0, others: 0 };
  for (const { kind, unread } of counted) {
    if (kind === "messages") counts.messages += unread ?? 1;
    else if (kind === "request_received") counts.requests += 1;
    else counts.others += 1;
  }
  return { counts, countedUntil: Math.max(0, ...counted.map(({ at }) => at)) };
}
