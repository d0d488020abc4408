import fc from "fast-check";
import { expect, test } from "vitest";
import { isPadded } from "./detection";
import { planPasses } from "./passes";

const sizes = fc.record({ width: fc.integer({ min: 16, max: 8192 }), height: fc.integer({ min: 16, max: 8192 }) });
const tiers = fc.constantFrom("built-in" as const, "strong" as const);

test("every pass shows the whole photo, in an input that the model's strides divide", () => {
  fc.assert(
    fc.property(sizes, tiers, (photo, tier) => {
      for (const { crop } of planPasses(photo, tier)) {
        expect(crop.width % 32).toBe(0);
        expect(crop.height % 32).toBe(0);
        // A third of a pixel of the input may fall off where rounding up would add a row of nothing.
        expect(crop.width).toBeGreaterThanOrEqual(photo.width * crop.scale - 0.33);
        expect(crop.height).toBeGreaterThanOrEqual(photo.height * crop.scale - 0.33);
      }
    }),
    // Half a pixel more than a whole stride of 64.
    { examples: [[{ width: 1024, height: 129 }, "built-in"]] },
  );
});

test("no input is larger than 1,536 pixels on its longest side, whatever the photo's shape", () => {
  fc.assert(
    fc.property(sizes, (photo) => {
      for (const { crop } of planPasses(photo, "built-in")) {
        expect(Math.max(crop.width, crop.height)).toBeLessThanOrEqual(1536);
      }
    }),
  );
});

test("the first pass of each tier is BlazeFace's package on a square", () => {
  fc.assert(
    fc.property(sizes, tiers, (photo, tier) => {
      const [first] = planPasses(photo, tier);
      expect(first?.model).toBe("short-range");
      expect(first?.crop.width).toBe(first?.crop.height);
    }),
  );
});

test("a photo is enlarged at most twofold, except for the smallest", () => {
  const sides = planPasses({ width: 400, height: 300 }, "built-in").map(({ crop }) => crop.scale * 400);
  expect(Math.max(...sides)).toBe(768);
  const [, ...ofYunet] = planPasses({ width: 16, height: 16 }, "strong");
  expect(ofYunet.map(({ crop }) => crop.width)).toEqual([640, 320, 320]);
});

test("a padded pass has the photo in its middle, with half its size around it", () => {
  const padded = planPasses({ width: 400, height: 200 }, "built-in").filter(({ crop }) => isPadded(crop));
  expect(padded.length).toBeGreaterThan(0);
  for (const { crop } of padded) {
    expect(crop).toMatchObject({ x: -200, y: -100 });
    expect(crop.width).toBeGreaterThanOrEqual(2 * 400 * crop.scale);
    expect(crop.height).toBeGreaterThanOrEqual(2 * 200 * crop.scale);
  }
});
