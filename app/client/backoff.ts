/** The bound of the first wait between two tries to connect, and of every later one. */
const firstDelayMs = 500;
const maxDelayMs = 30_000;

/**
 * Returns the wait before the next try, in milliseconds: full jitter (AWS Architecture Blog, "Exponential Backoff and
 * Jitter"), anywhere between nothing and a doubling bound, so that the clients of a server that restarts do not all
 * come back at the same moment. `random` is in 0..1.
 */
export function retryDelayMs(failures: number, random: number): number {
  return Math.round(random * Math.min(maxDelayMs, firstDelayMs * 2 ** Math.min(failures, 10)));
}
