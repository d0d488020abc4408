import type { RoomProjection } from "../../../db/queries/messages";
import type { ConnectionId, UserId } from "../../../app/contract/ids";
import type { Watermarks } from "../room/state";
import {
  maxBurstMs,
  maxRetryDelayMs,
  nextBatch,
  projectionDelayMs,
  projectionDueAt,
  quietPeriodMs,
  retryDelayMs,
  type Backlog,
  type ProjectionSource,
} from "./batch";

/** The connection and the members of a room. */
export interface RoomIdentity {
  connectionId: ConnectionId;
  members: readonly [UserId, UserId];
}

/** The log as the projector reads it, and where it keeps how far D1 is. */
export interface ProjectedLog extends ProjectionSource {
  identity(): RoomIdentity | null;
  watermarks(): Record<UserId, Watermarks>;
  /** Returns when the first message after a seq was sent, in milliseconds since 1970; null without any. */
  firstAfter(seq: number): number | null;
  saveCheckpoint(seq: number): void;
  /** Saves the number of the event up to which D1 has every event. */
  saveEventCheckpoint(eventSeq: number): void;
  /** Called once D1 has deleted messages. */
  saveProjectedRemovals(seqs: readonly number[]): void;
  /** Saves the number of the change up to which D1 has every view. */
  saveChangeCheckpoint(changeSeq: number): void;
  /** Returns whether D1 has the watermarks as they are. */
  hasProjectedWatermarks(): boolean;
  saveProjectedWatermarks(watermarks: Record<UserId, Watermarks>): void;
}

interface ProjectorParts {
  log: ProjectedLog;
  /** Writes a batch to D1 in one transaction. Idempotent; rejects when D1 does. */
  write: (projection: RoomProjection) => Promise<void>;
  /** Reports to the operators' monitor. Each resolves with whether it knows, and never rejects. */
  report: {
    behind(room: ConnectionId, since: number): Promise<boolean>;
    caughtUp(room: ConnectionId): Promise<boolean>;
  };
  /** Sees to it that the alarm rings by a time, in milliseconds since 1970. */
  wakeBy: (time: number) => void;
  onFailure: (failuresInARow: number) => void;
  /** Milliseconds since 1970. */
  now: () => number;
  /** A number in 0..1. */
  random: () => number;
}

/** Projects a room's log and watermarks to D1 in the background: no message waits for it, and it never gives up. */
export class D1Projector {
  readonly #parts: ProjectorParts;
  #failuresInARow = 0;
  /** No try before this time, in milliseconds since 1970. */
  #retryAt = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #isProjecting = false;

  constructor(parts: ProjectorParts) {
    this.#parts = parts;
  }

  /** Called with every change: projects it when the burst is over. The alarm is for a room that leaves memory before. */
  schedule(): void {
    this.#parts.wakeBy(Math.max(this.#parts.now() + maxBurstMs, this.#retryAt));
    this.#timer ??= setTimeout(() => this.#projectWhenQuiet(), projectionDelayMs);
  }

  /** Projects what is due, and schedules what is not. Never rejects. */
  async projectWhenDue(now: number): Promise<void> {
    const { log, wakeBy } = this.#parts;
    const identity = log.identity();
    if (!identity || this.#isProjecting) return;
    const backlog = this.#backlog();
    if (backlog === null && log.hasProjectedWatermarks() && !this.#lacksMore()) return this.#reportCaughtUp(identity);
    const dueAt = Math.max(projectionDueAt(backlog, now), this.#retryAt);
    if (dueAt > now) return wakeBy(dueAt);
    const since = backlog?.oldestAt ?? now;
    this.#isProjecting = true;
    try {
      await this.#project(identity);
    } catch {
      this.#retryLater(identity, since);
    } finally {
      this.#isProjecting = false;
    }
  }

  /** Ends it: the room is erased, so the monitor need not wait for it. */
  stop(): void {
    const { log, report } = this.#parts;
    const identity = log.identity();
    if (identity) void report.caughtUp(identity.connectionId);
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#retryAt = 0;
  }

  /** A timer costs nothing during a burst; each alarm would be a write. */
  #projectWhenQuiet(): void {
    const now = this.#parts.now();
    const isBurst = projectionDueAt(this.#backlog(), now) > now;
    this.#timer = isBurst ? setTimeout(() => this.#projectWhenQuiet(), quietPeriodMs) : null;
    if (!isBurst) void this.projectWhenDue(now);
  }

  /** Rejects when D1 does, or when the room's own disk does not keep how far D1 is. */
  async #project(identity: RoomIdentity): Promise<void> {
    const { log, write } = this.#parts;
    const watermarks = log.watermarks();
    const batch = nextBatch(log, { ...identity, watermarks });
    await write(batch);
    if (!log.identity()) return; // erased meanwhile
    this.#failuresInARow = 0;
    this.#retryAt = 0;
    const lastSeq = batch.messages.at(-1)?.seq;
    if (lastSeq !== undefined) log.saveCheckpoint(lastSeq);
    if (!log.hasProjectedWatermarks()) log.saveProjectedWatermarks(watermarks);
    const lastEvent = batch.events.at(-1)?.eventSeq;
    if (lastEvent !== undefined) log.saveEventCheckpoint(lastEvent);
    if (batch.removals.length > 0) log.saveProjectedRemovals(batch.removals.map(({ seq }) => seq));
    const lastChange = batch.views.at(-1)?.changeSeq;
    if (lastChange !== undefined) log.saveChangeCheckpoint(lastChange);
    if (this.#backlog() === null && !this.#lacksMore()) this.#reportCaughtUp(identity);
    else this.schedule();
  }

  /** `since`: when the oldest change that D1 lacks was made, in milliseconds since 1970. */
  #retryLater({ connectionId }: RoomIdentity, since: number): void {
    const { report, wakeBy, onFailure, now, random } = this.#parts;
    this.#failuresInARow += 1;
    this.#retryAt = now() + retryDelayMs(this.#failuresInARow, random());
    onFailure(this.#failuresInARow);
    wakeBy(this.#retryAt);
    void report.behind(connectionId, since);
  }

  /** Nothing waits for the monitor; if it did not answer, it is told again. */
  #reportCaughtUp({ connectionId }: RoomIdentity): void {
    const { report, wakeBy, now } = this.#parts;
    void report.caughtUp(connectionId).then((isKnown) => {
      if (!isKnown) wakeBy(now() + maxRetryDelayMs);
    });
  }

  /** Beside the messages. */
  #lacksMore(): boolean {
    const { log } = this.#parts;
    if (log.unprojectedRemovals(1).length > 0) return true;
    return log.unprojectedEvents(1).length > 0 || log.unprojectedViews(1).length > 0;
  }

  #backlog(): Backlog | null {
    const { log } = this.#parts;
    const [oldestAt, newestAt] = [log.firstAfter(log.checkpoint()), log.newestAt()];
    return oldestAt === null || newestAt === null ? null : { oldestAt, newestAt };
  }
}
