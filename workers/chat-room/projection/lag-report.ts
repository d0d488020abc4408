import type { ConnectionId } from "../../../app/contract/ids";

/** The monitor as a room calls it, over RPC. */
interface Monitor {
  behind(room: ConnectionId, since: number): Promise<void>;
  caughtUp(room: ConnectionId): Promise<void>;
}

/** The flag in the log that survives a crash: the monitor may list this room, so there may be something to take back. */
interface ReportFlag {
  mayBeReported(): boolean;
  saveMayBeReported(): void;
  clearMayBeReported(): void;
}

/**
 * Reports to the monitor that this room's projection fails, once, and that it has caught up, once. Nothing waits for a
 * report, and a monitor that fails disturbs nothing.
 */
export class LagReport {
  readonly #flag: ReportFlag;
  readonly #monitor: () => Monitor;
  /** One report after the other: a late "behind" must not arrive after "caught up". */
  #last: Promise<boolean> = Promise.resolve(true);
  #isReported = false;

  constructor(flag: ReportFlag, monitor: () => Monitor) {
    this.#flag = flag;
    this.#monitor = monitor;
  }

  /** Reports that D1 lacks messages since a time, in milliseconds since 1970. Returns whether the monitor knows. Never rejects. */
  behind(room: ConnectionId, since: number): Promise<boolean> {
    if (!this.#isReported) this.#flag.saveMayBeReported();
    return this.#enqueue(async () => {
      if (this.#isReported) return;
      await this.#monitor().behind(room, since);
      this.#isReported = true;
    });
  }

  /** Reports that D1 has everything, or that the room was erased. Returns whether the monitor knows. Never rejects. */
  caughtUp(room: ConnectionId): Promise<boolean> {
    if (!this.#flag.mayBeReported()) return this.#last;
    return this.#enqueue(async () => {
      await this.#monitor().caughtUp(room);
      this.#isReported = false;
      this.#flag.clearMayBeReported();
    });
  }

  #enqueue(report: () => Promise<void>): Promise<boolean> {
    this.#last = this.#last.then(report).then(
      () => true,
      () => false,
    );
    return this.#last;
  }
}
