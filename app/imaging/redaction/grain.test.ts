import fc from "fast-check";
import { expect, test } from "vitest";
import { grainAt, maxGrain } from "./grain";

const place = fc.nat({ max: 10_000 });

test("grain stays within its bounds, and is the same for the same place and seed", () => {
  fc.assert(
    fc.property(place, place, fc.integer(), (x, y, seed) => {
      const grain = grainAt(x, y, seed);
      expect(Math.abs(grain)).toBeLessThanOrEqual(maxGrain);
      expect(grainAt(x, y, seed)).toBe(grain);
    }),
  );
});

test("grain has no mean, and small values are more frequent than large ones", () => {
  const values = Array.from({ length: 40_000 }, (_none, i) => grainAt(i % 200, Math.floor(i / 200), 1));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(Math.abs(mean)).toBeLessThan(0.02);
  const small = values.filter((value) => Math.abs(value) < maxGrain / 2).length;
  expect(small / values.length).toBeGreaterThan(0.7);
});

test("neighbouring pixels, swapped places and other seeds have other grain", () => {
  const all = [grainAt(3, 7, 1), grainAt(4, 7, 1), grainAt(3, 8, 1), grainAt(7, 3, 1), grainAt(3, 7, 2)];
  expect(new Set(all).size).toBe(all.length);
});
