import { expect, test } from "vitest";
import { answerOf, retryAt } from "./answers";

const now = Date.parse("2026-01-10T12:00:00Z");
const answer = (status: number, retryAfter?: string) =>
  answerOf({ status, headers: new Headers(retryAfter === undefined ? {} : { "Retry-After": retryAfter }) }, now);

test("a push service says sent, gone, later or never", () => {
  expect([200, 201, 202, 204].map((status) => answer(status).kind)).toEqual(["sent", "sent", "sent", "sent"]);
  expect([404, 410].map((status) => answer(status).kind)).toEqual(["gone", "gone"]);
  expect([429, 500, 502, 503].map((status) => answer(status).kind)).toEqual(["later", "later", "later", "later"]);
  expect([301, 307, 400, 401, 403, 413].map((status) => answer(status).kind)).toEqual(Array(6).fill("refused"));
});

test("a wait that is asked for is kept, up to an hour, and nonsense is none", () => {
  const waits = ["120", "Sat, 10 Jan 2026 12:05:00 GMT", "999999999", "-5", "soon", "Fri, 09 Jan 2026 12:00:00 GMT"];
  const afterMs = waits.map((wait) => answer(429, wait)).map((each) => ("afterMs" in each ? each.afterMs : null));
  expect(afterMs).toEqual([120_000, 300_000, 3_600_000, 0, 0, 0]);
});

test("each try waits longer than the one before, and after the fifth there is none", () => {
  const waits = [1, 2, 3, 4, 5].map((attempts) => retryAt(attempts, { afterMs: 0, now }));
  expect(waits.map((at) => at && at - now)).toEqual([30_000, 120_000, 600_000, 1_800_000, null]);
  expect(retryAt(1, { afterMs: 90_000, now })).toBe(now + 90_000);
});
