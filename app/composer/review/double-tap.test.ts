import { expect, test } from "vitest";
import { isDoubleTap } from "./double-tap";

const at = { x: 100, y: 100 };

test("two taps at one place in a third of a second are one double tap", () => {
  expect(isDoubleTap({ at, timeMs: 1_000 }, { at: { x: 108, y: 92 }, timeMs: 1_250 })).toBe(true);
});

test("a later tap, or one at another face, is a tap of its own", () => {
  expect(isDoubleTap(null, { at, timeMs: 1_000 })).toBe(false);
  expect(isDoubleTap({ at, timeMs: 1_000 }, { at, timeMs: 1_301 })).toBe(false);
  expect(isDoubleTap({ at, timeMs: 1_000 }, { at: { x: 122, y: 100 }, timeMs: 1_100 })).toBe(false);
});
