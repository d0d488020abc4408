/** Reads the meaning of a push service's answer (RFC 8030), and when to ask again. Pure. */

/** `gone`: there is no such subscription any more. `later`: not now, perhaps after some milliseconds. `refused`: never. */
export type PushAnswer =
  { kind: "sent" | "gone" } | { kind: "refused"; reason: string } | { kind: "later"; reason: string; afterMs: number };

/** Waits before the second try and those after it. Then a notification is given up: it waits in the inbox. */
const retryDelaysMs = [30_000, 2 * 60_000, 10 * 60_000, 30 * 60_000] as const;

/** The longest wait that a push service may ask for. */
const maxRetryAfterMs = 60 * 60_000;

/** @param now milliseconds since 1970 */
export function answerOf({ status, headers }: Pick<Response, "status" | "headers">, now: number): PushAnswer {
  if (status >= 200 && status < 300) return { kind: "sent" };
  if (status === 404 || status === 410) return { kind: "gone" };
  const reason = String(status);
  if (status !== 429 && status < 500) return { kind: "refused", reason }; // a redirection, too: it could lead anywhere
  return { kind: "later", reason, afterMs: retryAfterMs(headers.get("Retry-After"), now) };
}

/** Returns when to try again after so many tries, in milliseconds since 1970; null: no more. */
export function retryAt(attempts: number, { afterMs, now }: { afterMs: number; now: number }): number | null {
  const delayMs = retryDelaysMs[attempts - 1];
  return delayMs === undefined ? null : now + Math.max(delayMs, afterMs);
}

/** Seconds, or a date. */
function retryAfterMs(header: string | null, now: number): number {
  if (header === null) return 0;
  const askedMs = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(askedMs) ? 0 : Math.min(Math.max(0, askedMs), maxRetryAfterMs);
}
