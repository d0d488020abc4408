import fc from "fast-check";
import { expect, test } from "vitest";
import { placeMenu } from "./menu-place";

test("a menu opens at its point, and above it where there is no room below", () => {
  const [menu, screen] = [
    { width: 200, height: 300 },
    { width: 1_000, height: 800 },
  ];
  expect(placeMenu({ at: { x: 100, y: 100 }, menu, screen })).toEqual({ x: 100, y: 100 });
  expect(placeMenu({ at: { x: 100, y: 700 }, menu, screen })).toEqual({ x: 100, y: 400 });
});

test("wherever it opens, a menu that fits the screen lies within it", () => {
  const sides = fc.record({ width: fc.integer({ min: 50, max: 300 }), height: fc.integer({ min: 50, max: 500 }) });
  const point = fc.record({ x: fc.integer({ min: -50, max: 1_500 }), y: fc.integer({ min: -50, max: 1_500 }) });
  fc.assert(
    fc.property(sides, point, fc.integer({ min: 320, max: 1_400 }), (menu, at, width) => {
      const screen = { width, height: 568 };
      const { x, y } = placeMenu({ at, menu, screen });
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
      expect([x + menu.width <= screen.width, y + menu.height <= screen.height]).toEqual([true, true]);
    }),
  );
});
