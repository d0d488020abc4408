import fc from "fast-check";
import { expect, test } from "vitest";
import { isHalfUsed, takeFrame, takeMemberFrame, type Arrivals } from "./frame-budgets";

/** Sends frames at these times; returns how many were taken. */
function taken(times: number[], take: typeof takeFrame = takeFrame): number {
  let arrivals: Arrivals = {};
  return times.filter((now) => {
    const result = take(arrivals, "typing_indicator", now);
    if (result.kind === "taken") arrivals = result.arrivals;
    return result.kind === "taken";
  }).length;
}

test("however frames are spread, no more are taken than the burst and one per interval", () => {
  const times = fc.array(fc.nat(600_000), { maxLength: 1_000 }).map((all) => all.toSorted((a, b) => a - b));
  fc.assert(
    fc.property(times, (at) => taken(at) <= 60 + Math.ceil(((at.at(-1) ?? 0) - (at[0] ?? 0)) / 1_000)),
    { numRuns: 300 },
  );
});

test("whoever keeps to the interval is never refused", () => {
  expect(taken(Array.from({ length: 5_000 }, (_, n) => n * 1_000))).toBe(5_000);
});

test("a member has as much as ten sockets", () => {
  expect(taken(Array.from({ length: 5_000 }, () => 0))).toBe(60);
  expect(
    taken(
      Array.from({ length: 5_000 }, () => 0),
      takeMemberFrame,
    ),
  ).toBe(600);
});

test("a budget over its limit says how long to wait", () => {
  const arrivals = { ping: 100_000 };
  expect(takeFrame(arrivals, "ping", 0)).toEqual({ kind: "over", waitMs: 5_000 });
  expect(takeFrame(arrivals, "ping", 5_000)).toEqual({ kind: "taken", arrivals: { ping: 105_000 } });
});

test("nobody waits for a clock that stepped back", () => {
  expect(takeFrame({ ping: 100_001 }, "ping", 0)).toEqual({ kind: "taken", arrivals: { ping: 5_000 } });
});

test("a budget is worth keeping once more than half of it is used", () => {
  expect([isHalfUsed({}, 0), isHalfUsed({ ping: 50_000 }, 0), isHalfUsed({ ping: 50_001 }, 0)]).toEqual([
    ...[false, false, true],
  ]);
});
