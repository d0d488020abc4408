/** Milliseconds of the first and of the longest possible wait between two tries to connect. */
const firstWait = 500;
const longestWait = 30_000;

/**
 * Full jitter (AWS Architecture Blog, "Exponential Backoff and Jitter"): anywhere between nothing and a doubling bound,
 * so that a thousand clients of one broken server do not come back at the same moment. `random` is in 0..1.
 */
export function waitBeforeRetry(failures: number, random: number): number {
  return Math.round(random * Math.min(longestWait, firstWait * 2 ** Math.min(failures, 10)));
}
