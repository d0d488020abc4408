import { writeRoomCopy } from "../../db/queries/messages";
import type { CopyReport } from "./copy-report";
import type { Identity, Log } from "./log";
import { logEvent } from "./events";
import {
  type Backlog,
  copyDelay,
  copyTime,
  longestBurst,
  longestWait,
  nextCopy,
  pauseInTalk,
  waitAfter,
} from "./projection";

/** What a copier works with. `wakeBy` sees to it that the alarm rings by a time, in milliseconds since 1970. */
interface CopierParts {
  log: Log;
  database: D1Database;
  report: CopyReport;
  wakeBy: (time: number) => void;
}

/** Copies a room's log and marks to D1, in the background and for ever: no message waits for it. */
export class Copier {
  readonly #parts: CopierParts;
  /** Copies that failed in a row, and before when the next is not tried. */
  #failures = 0;
  #retryAt = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #isCopying = false;

  constructor(parts: CopierParts) {
    this.#parts = parts;
  }

  /** Something is new: it is copied when people pause. The alarm is for a room that is thrown out of memory before. */
  copyLater(): void {
    this.#parts.wakeBy(Math.max(Date.now() + longestBurst, this.#retryAt));
    this.#timer ??= setTimeout(() => this.#lookForPause(), copyDelay);
  }

  /** Copies what is due, and sees to it that what is not due is copied later. Never rejects. */
  async copyWhenDue(now: number): Promise<void> {
    const { log, wakeBy } = this.#parts;
    const identity = log.identity();
    if (!identity || this.#isCopying) return;
    const backlog = this.#backlog();
    if (backlog === null && log.hasCopiedMarks()) return this.#tellCopied(identity);
    const due = Math.max(copyTime(backlog, now), this.#retryAt);
    if (due > now) return wakeBy(due);
    this.#isCopying = true;
    await this.#copy(identity, backlog?.oldestAt ?? now);
    this.#isCopying = false;
  }

  /** A timer costs nothing while people talk; each alarm would be a write. */
  #lookForPause(): void {
    const now = Date.now();
    const isTalking = copyTime(this.#backlog(), now) > now;
    this.#timer = isTalking ? setTimeout(() => this.#lookForPause(), pauseInTalk) : null;
    if (!isTalking) void this.copyWhenDue(now);
  }

  /** The room is no more: the monitor need not wait for its copy. */
  stop(): void {
    const { log, report } = this.#parts;
    const identity = log.identity();
    if (identity) void report.copied(identity.connectionId);
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#retryAt = 0;
  }

  /** `since`: how old what D1 lacks is, in milliseconds since 1970. */
  async #copy(identity: Identity, since: number): Promise<void> {
    const { log, database } = this.#parts;
    const marks = log.marks();
    const copy = nextCopy(log, { ...identity, marks });
    try {
      await writeRoomCopy(database, copy);
    } catch {
      return this.#failed(identity, since);
    }
    if (!log.identity()) return; // erased meanwhile
    this.#failures = 0;
    this.#retryAt = 0;
    const copied = copy.messages.at(-1)?.seq;
    if (copied !== undefined) log.saveCopiedUpTo(copied);
    if (!log.hasCopiedMarks()) log.saveCopiedMarks(marks);
    if (this.#backlog() === null) this.#tellCopied(identity);
    else this.copyLater();
  }

  #failed({ connectionId }: Identity, since: number): void {
    const { report, wakeBy } = this.#parts;
    this.#failures += 1;
    this.#retryAt = Date.now() + waitAfter(this.#failures, Math.random());
    logEvent({ event: "copy_failed", failures: this.#failures });
    wakeBy(this.#retryAt);
    void report.failing(connectionId, since);
  }

  /** Nobody waits for the monitor; if it did not hear, it is told again. */
  #tellCopied({ connectionId }: Identity): void {
    const { report, wakeBy } = this.#parts;
    void report.copied(connectionId).then((isTold) => {
      if (!isTold) wakeBy(Date.now() + longestWait);
    });
  }

  #backlog(): Backlog | null {
    const { log } = this.#parts;
    const [oldest] = log.after(log.copiedUpTo(), 1);
    const [newest] = log.newest(1);
    return oldest && newest ? { oldestAt: oldest.createdAt, newestAt: newest.createdAt } : null;
  }
}
