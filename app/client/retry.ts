/** Which requests may be sent again, after which outcomes, and when. Pure: time and chance are parameters. */

/** A request, as far as sending it again depends on it. */
export interface SentRequest {
  method: string;
  /** The value of its `Idempotency-Key`; null without one. */
  idempotencyKey: string | null;
}

/** The outcome of one attempt. An attempt that its caller aborted has none: it is never sent again. */
export type Outcome =
  /** The network failed before a whole answer was there: the server may have acted or not. */
  { kind: "no_answer" } | { kind: "answer"; status: number; retryAfterMs: number | null };

/** The progress of a call. */
export interface Progress {
  /** Attempts that have ended, at least 1. */
  attempts: number;
  /** Milliseconds since the first attempt began. */
  elapsedMs: number;
}

export interface RetryPolicy {
  /** Most attempts in all. */
  maxAttempts: number;
  /** Milliseconds of the longest wait after the first attempt; it doubles with each. */
  baseDelayMs: number;
  maxDelayMs: number;
  /** Milliseconds after the first attempt began in which the last one must begin. */
  deadlineMs: number;
}

/** A person waits for the answer: a lost connection is made good unnoticed, a longer outage is told within seconds. */
export const interactiveRetry: RetryPolicy = {
  maxAttempts: 4,
  baseDelayMs: 300,
  maxDelayMs: 3_000,
  deadlineMs: 8_000,
};

/** Methods that only read (RFC 9110, 9.2.1). A repeated DELETE is left out: it would answer 404 for what it deleted itself. */
const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/** Request timeout, too early, and what gateways and an overloaded or restarting part answer. */
const transientStatuses = new Set([408, 425, 502, 503, 504]);

/** Whether sending the request twice does no more than sending it once. */
export function isRepeatable({ method, idempotencyKey }: SentRequest): boolean {
  return idempotencyKey !== null || safeMethods.has(method.toUpperCase());
}

/**
 * Whether the next attempt may well end better. A 409 does so only with a `Retry-After`: the first request with the same
 * key is still being answered. A 429 does not: more requests are what it refuses.
 */
export function isTransient(outcome: Outcome): boolean {
  if (outcome.kind === "no_answer") return true;
  return transientStatuses.has(outcome.status) || (outcome.status === 409 && outcome.retryAfterMs !== null);
}

/**
 * Returns the milliseconds to wait before the request is sent again, or null when it is not to be. The wait is "full
 * jitter" (Marc Brooker, "Exponential Backoff and Jitter", 2015): clients that failed together do not return together.
 * @param random from 0 up to 1
 */
export function retryDelayMs(
  request: SentRequest,
  outcome: Outcome,
  { attempts, elapsedMs, random }: Progress & { random: number },
  policy: RetryPolicy = interactiveRetry,
): number | null {
  if (!isRepeatable(request) || !isTransient(outcome) || attempts >= policy.maxAttempts) return null;
  const jitterMs = random * Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (attempts - 1));
  const asked = outcome.kind === "answer" ? (outcome.retryAfterMs ?? 0) : 0;
  const delayMs = asked + jitterMs;
  return elapsedMs + delayMs <= policy.deadlineMs ? delayMs : null;
}

/**
 * Returns the milliseconds that a `Retry-After` asks to wait, at least 0; null without one that can be read.
 * @param header seconds or an HTTP date (RFC 9110, 10.2.3)
 * @param nowMs the time, in milliseconds since 1970
 */
export function parseRetryAfter(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}
