/** One picture is decoded at a time in an isolate: two of the largest do not fit. */

/** Milliseconds between two looks whether the slot is free. */
const lookMs = 10;

/** After this long a holder is gone: a request that the platform ended does not run its `finally`. */
const leaseMs = 10_000;

/** After this long without a look one who waits is gone, as its timer is. One that was only slow waits again, behind the others. */
const goneMs = 5_000;

/** Runs work in its turn. */
export type Slot = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** Runs work in its turn; resolves to null, without running it, when too many wait. */
export type ShortQueueSlot = <Result>(work: () => Promise<Result>) => Promise<Result | null>;

/**
 * Returns a function that runs work when no other work of this isolate runs, in the order in which it was asked for. A waiting
 * request has its timer to live by: one request cannot wake another.
 */
export function createSlot(now: () => number = Date.now): Slot {
  return createQueue(now).run;
}

/** Returns a slot of its own that at most `maxWaiting` wait for. */
export function createShortQueueSlot(maxWaiting: number, now: () => number = Date.now): ShortQueueSlot {
  const { run, waiting } = createQueue(now);
  return (work) => (waiting() < maxWaiting ? run(work) : Promise.resolve(null));
}

function createQueue(now: () => number): { run: Slot; waiting: () => number } {
  let takenUntil = 0;
  /** Who waits, the first first, and when they last looked. */
  const queue = new Map<object, number>();

  function isFirst(ticket: object): boolean {
    for (const [other, lookedAt] of queue) {
      if (other === ticket) return true;
      if (now() - lookedAt <= goneMs) return false;
      queue.delete(other);
    }
    return true;
  }

  const waiting = () => [...queue.values()].filter((lookedAt) => now() - lookedAt <= goneMs).length;

  const run: Slot = async (work) => {
    const ticket = {};
    queue.set(ticket, now());
    while (now() < takenUntil || !isFirst(ticket)) {
      await new Promise((resolve) => setTimeout(resolve, lookMs));
      queue.set(ticket, now());
    }
    queue.delete(ticket);
    const lease = now() + leaseMs;
    takenUntil = lease;
    try {
      return await work();
    } finally {
      if (takenUntil === lease) takenUntil = 0;
    }
  };

  return { run, waiting };
}
