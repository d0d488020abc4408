/** A longer wait is cut into pieces: a device that sleeps stops its timers, and its clock may be set. */
const longestWaitMs = 30_000;

interface RoomClockParts {
  /** The device's clock, in milliseconds since 1970. */
  now: () => number;
  /** Called at a time that was asked for. */
  onDue: () => void;
}

/** The room's time on this device, whose own clock may be wrong, and an alarm by it. */
export class RoomClock {
  #offsetMs = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly parts: RoomClockParts) {}

  /** Sets it to the room's time, in milliseconds since 1970, as it has just come. */
  set(roomNow: number): void {
    this.#offsetMs = roomNow - this.parts.now();
  }

  /** Returns the room's time, in milliseconds since 1970. */
  now(): number {
    return this.parts.now() + this.#offsetMs;
  }

  /** Rings at a time of the room's, in milliseconds since 1970; with null never. An earlier wish is forgotten. */
  ringAt(time: number | null): void {
    clearTimeout(this.#timer);
    if (time === null) return;
    const waitMs = Math.max(0, time - this.now());
    if (waitMs > longestWaitMs) this.#timer = setTimeout(() => this.ringAt(time), longestWaitMs);
    else this.#timer = setTimeout(() => this.parts.onDue(), waitMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
