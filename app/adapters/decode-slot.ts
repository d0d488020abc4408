/** One picture is decoded at a time in an isolate: two of the largest do not fit. */

/** Milliseconds between two looks whether the slot is free. */
const lookMs = 10;

/** After this long a holder is gone: a request that the platform ended does not run its `finally`. */
const leaseMs = 10_000;

/** Returns a function that runs work when no other work of this isolate runs. A waiting request has its timer to live by. */
export function createSlot(now: () => number = Date.now) {
  let takenUntil = 0;
  return async <Result>(work: () => Promise<Result>): Promise<Result> => {
    while (now() < takenUntil) await new Promise((resolve) => setTimeout(resolve, lookMs));
    const lease = now() + leaseMs;
    takenUntil = lease;
    try {
      return await work();
    } finally {
      if (takenUntil === lease) takenUntil = 0;
    }
  };
}
