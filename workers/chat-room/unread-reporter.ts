import type { LastEntry } from "../../app/contract/conversation";
import type { UnreadReport } from "../../app/contract/inbox";
import type { UserId } from "../../app/contract/ids";
import type { RoomIdentity } from "./projection/d1-projector";
import { otherMember, type Watermarks } from "./room/state";

/** Between a change and its report: who reads at once, in an open conversation, is not told that something waits. */
const firstReportMs = 300;

/** Between two reports while the talk goes on. */
const nextReportMs = 1_000;

/**
 * The same for a person without an open page: their badge is not seen, and each report costs as much as three messages. A
 * fifth more or less, as rooms that woke together would all report in the same moment for ever.
 */
const unwatchedReportMs = 5_000;
const unwatchedSpreadMs = 2_000;

/** Before the next try when an inbox did not answer. */
const reportAgainMs = 5_000;

/** The log as the reports read it, and where it keeps what the inboxes know. */
export interface ReportedLog {
  identity(): RoomIdentity | null;
  /** Returns when the newest message was sent, in milliseconds since 1970; null without any. */
  newestAt(): number | null;
  /** Returns the newest seq that was ever given; 0 before the first. */
  lastSeq(): number;
  watermarks(): Record<UserId, Watermarks>;
  countFrom(senderId: UserId, after: number): number;
  /** Returns what a member's inbox acknowledged last; null before that. */
  reported(member: UserId): UnreadReport | null;
  saveReported(member: UserId, report: UnreadReport): void;
}

interface ReporterParts {
  log: ReportedLog;
  /**
   * Resolves once the member's inbox has kept the report, with whether a page of theirs is open. It passes on what was said
   * last, and does not keep that.
   */
  report: (member: UserId, report: UnreadReport, last: LastEntry | null) => Promise<boolean>;
  /** Returns what was said last in the room, as a member sees it. */
  readLast: (identity: RoomIdentity, member: UserId) => LastEntry | null;
  /** Sees to it that the alarm rings by a time, in milliseconds since 1970. */
  wakeBy: (time: number) => void;
  now: () => number;
  /** A number in 0..1. */
  random: () => number;
}

/**
 * Reports to the members' inboxes how much is unread, behind the messages: no message waits for it. What an inbox has not
 * acknowledged is told again; what it acknowledged is kept, so that a room that left memory knows what it owes.
 */
export class UnreadReporter {
  readonly #parts: ReporterParts;
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** Rings when somebody may be told again. Of its own: it must hold up nobody else's report. */
  #restTimer: ReturnType<typeof setTimeout> | null = null;
  #reportedAt = 0;
  #isReporting = false;
  /** Whether the words of the newest message changed, of which the numbers say nothing. */
  #isReworded = false;
  /** Until when a member without an open page is told nothing more, in milliseconds since 1970. */
  readonly #restUntil = new Map<UserId, number>();

  constructor(parts: ReporterParts) {
    this.#parts = parts;
  }

  /** Called with every change. A room that leaves memory before is woken by the alarm of its projection. */
  schedule(): void {
    if (this.#timer !== null) return;
    const sinceLastMs = this.#parts.now() - this.#reportedAt;
    const delayMs = Math.max(firstReportMs, nextReportMs - sinceLastMs);
    this.#timer = setTimeout(() => void this.reportChanges(), delayMs);
  }

  /** Called when the newest message was edited or deleted: open lists show it. */
  scheduleReworded(): void {
    this.#isReworded = true;
    this.schedule();
  }

  stop(): void {
    for (const timer of [this.#timer, this.#restTimer]) if (timer !== null) clearTimeout(timer);
    this.#timer = null;
    this.#restTimer = null;
  }

  /** Reports what the inboxes do not know. Never rejects. */
  async reportChanges(): Promise<void> {
    this.stop();
    const { log, now, wakeBy } = this.#parts;
    const identity = log.identity();
    if (!identity) return;
    if (this.#isReporting) return this.schedule();
    this.#isReporting = true;
    this.#reportedAt = now();
    const isReworded = this.#isReworded;
    this.#isReworded = false;
    const results = await Promise.all(
      identity.members.map((member) => this.#reportTo(identity, { member, isReworded })),
    );
    this.#isReporting = false;
    if (results.includes("failed")) wakeBy(now() + reportAgainMs);
    if (results.includes("later")) this.#restTimer = setTimeout(() => void this.reportChanges(), this.#restMs());
  }

  /** Returns the milliseconds until the first of those who rest may be told again. */
  #restMs(): number {
    const now = this.#parts.now();
    const ends = [...this.#restUntil.values()].filter((until) => until > now);
    return Math.min(unwatchedReportMs, ...ends.map((until) => until - now));
  }

  async #reportTo(
    identity: RoomIdentity,
    { member, isReworded }: { member: UserId; isReworded: boolean },
  ): Promise<"known" | "failed" | "later"> {
    const { log, report, readLast, now, random } = this.#parts;
    try {
      const current = this.#current(identity, member);
      if (isKnown(log.reported(member), current) && !isReworded) return "known";
      if (current.unread > 0 && now() < (this.#restUntil.get(member) ?? 0)) return "later";
      const isWatched = await report(member, current, readLast(identity, member));
      const restMs = unwatchedReportMs + (random() - 0.5) * unwatchedSpreadMs;
      this.#restUntil.set(member, isWatched ? 0 : now() + restMs);
      if (log.identity()) log.saveReported(member, current); // it may have been erased meanwhile
    } catch {
      return "failed";
    }
    return "known";
  }

  #current(identity: RoomIdentity, member: UserId): UnreadReport {
    const { log } = this.#parts;
    const readSeq = log.watermarks()[member]?.read ?? 0;
    return {
      connectionId: identity.connectionId,
      lastSeq: log.lastSeq(),
      readSeq,
      unread: log.countFrom(otherMember(identity, member), readSeq),
      lastAt: log.newestAt() ?? 0,
    };
  }
}

/** Returns whether a report need not be sent: it leaves no message unread, as before. Of most talk one's own inbox hears nothing. */
function isKnown(reported: UnreadReport | null, current: UnreadReport): boolean {
  const before = reported ?? { unread: 0, lastSeq: 0 };
  if (before.unread !== current.unread) return false;
  return current.unread === 0 || before.lastSeq === current.lastSeq;
}
