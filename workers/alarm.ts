type AlarmStorage = Pick<DurableObjectStorage, "getAlarm" | "setAlarm" | "deleteAlarm">;

/**
 * The one alarm of a room, shared by all that need to wake it. It keeps the time in memory, so that a message does not
 * write the alarm again each time, and nothing puts an earlier time off.
 */
export class Alarm {
  readonly #storage: AlarmStorage;
  #ringsAt: number | null = null;

  constructor(storage: AlarmStorage) {
    this.#storage = storage;
  }

  /** Reads the time that was set before the room left memory. */
  async restore(): Promise<void> {
    this.#ringsAt = await this.#storage.getAlarm();
  }

  /** Sees to it that the alarm rings by a time, in milliseconds since 1970. */
  ringBy(time: number): void {
    if (this.#ringsAt !== null && this.#ringsAt <= time) return;
    this.#ringsAt = time;
    void this.#storage.setAlarm(time);
  }

  /** Called when the alarm rings: from then on none is set. */
  rang(): void {
    this.#ringsAt = null;
  }

  async cancel(): Promise<void> {
    this.#ringsAt = null;
    await this.#storage.deleteAlarm();
  }
}
