import fc from "fast-check";
import { expect, test } from "vitest";
import { isFramed } from "./candidate";
import { passesOver } from "./passes";

const sizes = fc.record({ width: fc.integer({ min: 16, max: 8192 }), height: fc.integer({ min: 16, max: 8192 }) });

test("every pass shows the whole photo, in an input that the model's layers divide", () => {
  fc.assert(
    fc.property(sizes, fc.constantFrom("built-in" as const, "strong" as const), (photo, tier) => {
      for (const { window } of passesOver(photo, tier)) {
        expect(window.width % 32).toBe(0);
        expect(window.height % 32).toBe(0);
        // A third of a pixel of the input may fall off where rounding up would add a row of nothing.
        expect(window.width).toBeGreaterThanOrEqual(photo.width * window.scale - 0.33);
        expect(window.height).toBeGreaterThanOrEqual(photo.height * window.scale - 0.33);
      }
    }),
  );
});

test("a pass is never larger than its side, whatever the photo's shape", () => {
  fc.assert(
    fc.property(sizes, (photo) => {
      for (const { window } of passesOver(photo, "built-in")) {
        expect(Math.max(window.width, window.height)).toBeLessThanOrEqual(1536);
      }
    }),
  );
});

test("a photo is not read at more than twice its size, but for the smallest", () => {
  const sides = passesOver({ width: 400, height: 300 }, "built-in").map(({ window }) => window.scale * 400);
  expect(Math.max(...sides)).toBe(768);
  expect(passesOver({ width: 16, height: 16 }, "strong").map(({ window }) => window.width)).toEqual([640, 320, 320]);
});

test("a framed look has the photo in its middle, with half its size around it", () => {
  const framed = passesOver({ width: 400, height: 200 }, "built-in").filter(({ window }) => isFramed(window));
  expect(framed.length).toBeGreaterThan(0);
  for (const { window } of framed) {
    expect(window).toMatchObject({ x: -200, y: -100 });
    expect(window.width).toBeGreaterThanOrEqual(2 * 400 * window.scale);
    expect(window.height).toBeGreaterThanOrEqual(2 * 200 * window.scale);
  }
});
