import type { BuiltRequest, SendRequest } from "./build-request";
import { interactiveRetry, parseRetryAfter, retryDelayMs, type Outcome, type RetryPolicy } from "./retry";

/** The surroundings of a client; each has the platform's own as its default. */
export interface RetryParts {
  fetch?: SendRequest;
  retry?: RetryPolicy;
  now?: () => number;
  random?: () => number;
  /** Resolves after so many milliseconds; rejects when the signal aborts before. */
  wait?: (delayMs: number, signal: AbortSignal | undefined) => Promise<void>;
}

/**
 * Sends a request, again as long as the policy allows. Returns the last response, or null when the network gave none.
 * Rejects with the signal's reason when it aborts.
 */
export async function sendWithRetries(request: BuiltRequest, parts: RetryParts): Promise<Response | null> {
  // Not a default of the parameter: browsers refuse a `fetch` that is called as a method of another object.
  const { fetch: send = (url, init) => fetch(url, init), retry = interactiveRetry } = parts;
  const { now = Date.now, random = Math.random, wait = waitFor } = parts;
  const { method, headers, signal } = request.init;
  const sent = { method, idempotencyKey: headers["Idempotency-Key"] ?? null };
  const startedAt = now();
  for (let attempts = 1; ; attempts++) {
    const response = await attempt(() => send(request.url, request.init), signal);
    const progress = { attempts, elapsedMs: now() - startedAt, random: random() };
    const delayMs = isFinal(response) ? null : retryDelayMs(sent, outcomeOf(response, now()), progress, retry);
    if (delayMs === null) return response;
    await wait(delayMs, signal ?? undefined);
  }
}

async function attempt(
  send: () => Promise<Response>,
  signal: AbortSignal | null | undefined,
): Promise<Response | null> {
  try {
    return await send();
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof TypeError) return null; // how fetch reports every failure of the network
    throw error;
  }
}

function isFinal(response: Response | null): boolean {
  return response?.ok === true;
}

function outcomeOf(response: Response | null, nowMs: number): Outcome {
  if (response === null) return { kind: "no_answer" };
  const retryAfterMs = parseRetryAfter(response.headers.get("Retry-After"), nowMs);
  return { kind: "answer", status: response.status, retryAfterMs };
}

function waitFor(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, delayMs);
    signal?.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        // An abort's reason is whatever the caller chose; it is passed on as it is.
        reject(signal.reason);
      },
      { once: true },
    );
  });
}
