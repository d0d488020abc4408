import type { ConnectionId } from "../../app/contract/ids";
import type { CopyMonitor } from "./copy-monitor";
import type { Log } from "./log";

type Monitor = Pick<CopyMonitor, "behind" | "caughtUp">;

/**
 * What a room tells the monitor of its copy: that it fails, once, and that it has caught up, once. Nobody need wait for
 * it, and a monitor that fails disturbs nothing. The log remembers through every crash that there is something to take
 * back.
 */
export class CopyReport {
  /** One after the other: a late "behind" must not come after "caught up". */
  #last: Promise<boolean> = Promise.resolve(true);
  #isTold = false;

  constructor(
    readonly log: Log,
    readonly monitor: () => { [Method in keyof Monitor]: (...said: Parameters<Monitor[Method]>) => Promise<void> },
  ) {}

  /** The copy failed; what it lacks is that old, in milliseconds. Gives whether the monitor knows. Never rejects. */
  failing(room: ConnectionId, since: number): Promise<boolean> {
    if (!this.#isTold) this.log.saveMayBeBehind();
    return this.#next(async () => {
      if (this.#isTold) return;
      await this.monitor().behind(room, since);
      this.#isTold = true;
    });
  }

  /** Everything is copied, or the room is no more. Gives whether the monitor knows. Never rejects. */
  copied(room: ConnectionId): Promise<boolean> {
    if (!this.log.mayBeBehind()) return this.#last;
    return this.#next(async () => {
      await this.monitor().caughtUp(room);
      this.#isTold = false;
      this.log.forgetMayBeBehind();
    });
  }

  #next(say: () => Promise<void>): Promise<boolean> {
    this.#last = this.#last.then(say).then(
      () => true,
      () => false,
    );
    return this.#last;
  }
}
