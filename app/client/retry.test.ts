import fc from "fast-check";
import { expect, test } from "vitest";
import { interactiveRetry, isRepeatable, isTransient, parseRetryAfter, retryDelayMs, type Outcome } from "./retry";

const get = { method: "GET", idempotencyKey: null };
const lost: Outcome = { kind: "no_answer" };
const answered = (status: number, retryAfterMs: number | null = null): Outcome => ({
  kind: "answer",
  status,
  retryAfterMs,
});

const request = fc.record({
  method: fc.constantFrom("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"),
  idempotencyKey: fc.option(fc.uuid()),
});
const outcome = fc.oneof(
  fc.constant(lost),
  fc.record({
    kind: fc.constant("answer" as const),
    status: fc.integer({ min: 200, max: 599 }),
    retryAfterMs: fc.option(fc.integer({ min: 0, max: 60_000 })),
  }),
);
const progress = fc.record({
  attempts: fc.integer({ min: 1, max: 8 }),
  elapsedMs: fc.integer({ min: 0, max: 20_000 }),
  random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
});

test("a request that reads, or has an Idempotency-Key, may be sent again", () => {
  expect(["GET", "head", "OPTIONS"].every((method) => isRepeatable({ method, idempotencyKey: null }))).toBe(true);
  expect(isRepeatable({ method: "POST", idempotencyKey: "k1" })).toBe(true);
});

test("a request that writes without a key is never sent again, whatever it came to", () => {
  const writes = fc.constantFrom("POST", "PUT", "PATCH", "DELETE");
  fc.assert(
    fc.property(writes, outcome, progress, (method, came, at) => {
      expect(retryDelayMs({ method, idempotencyKey: null }, came, at)).toBeNull();
    }),
  );
});

test("a lost answer and a part that is down for a moment are worth another attempt", () => {
  for (const came of [lost, answered(502), answered(503, 5_000), answered(504), answered(409, 2_000)])
    expect(isTransient(came)).toBe(true);
});

test("an answer that would be the same again is final", () => {
  for (const status of [200, 201, 304, 400, 401, 403, 404, 409, 413, 422, 429, 500, 501])
    expect(isTransient(answered(status))).toBe(false);
  expect(isTransient(answered(429, 1_000))).toBe(false);
});

test("every wait lies between what the server asked for and the limits of the policy", () => {
  fc.assert(
    fc.property(request, outcome, progress, (sent, came, at) => {
      const delayMs = retryDelayMs(sent, came, at);
      if (delayMs === null) return;
      const asked = came.kind === "answer" ? (came.retryAfterMs ?? 0) : 0;
      expect(delayMs).toBeGreaterThanOrEqual(asked);
      expect(delayMs).toBeLessThanOrEqual(asked + interactiveRetry.maxDelayMs);
      expect(at.elapsedMs + delayMs).toBeLessThanOrEqual(interactiveRetry.deadlineMs);
      expect(at.attempts).toBeLessThan(interactiveRetry.maxAttempts);
    }),
  );
});

test("a call ends, however the network fails and however chance falls", () => {
  fc.assert(
    fc.property(fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })), (chances) => {
      let elapsedMs = 0;
      for (let attempts = 1; attempts <= interactiveRetry.maxAttempts; attempts++) {
        const delayMs = retryDelayMs(get, lost, { attempts, elapsedMs, random: chances.next().value });
        if (delayMs === null) return;
        elapsedMs += delayMs;
      }
      throw new Error("It is still sent.");
    }),
  );
});

test("waits double at most, and begin at random within the first moment", () => {
  const longest = (attempts: number) => retryDelayMs(get, lost, { attempts, elapsedMs: 0, random: 1 });
  expect([1, 2, 3, 4].map(longest)).toEqual([300, 600, 1_200, null]);
  expect(retryDelayMs(get, lost, { attempts: 1, elapsedMs: 0, random: 0 })).toBe(0);
});

test("a Retry-After is read as seconds or as a date, and otherwise ignored", () => {
  const now = Date.parse("2026-03-01T10:00:00Z");
  expect(parseRetryAfter("5", now)).toBe(5_000);
  expect(parseRetryAfter("Sun, 01 Mar 2026 10:00:07 GMT", now)).toBe(7_000);
  expect(parseRetryAfter("Sun, 01 Mar 2026 09:00:00 GMT", now)).toBe(0);
  for (const header of [null, "", "soon"]) expect(parseRetryAfter(header, now)).toBeNull();
});
