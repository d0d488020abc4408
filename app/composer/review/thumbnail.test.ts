import fc from "fast-check";
import { expect, test } from "vitest";
import { cropOf } from "./thumbnail";

const photo = { width: 4000, height: 3000 };

test("a thumbnail has the region's middle in its own, with all of the region in it", () => {
  const anyRegion = fc.record({
    x: fc.integer({ min: 0, max: 3000 }),
    y: fc.integer({ min: 0, max: 2000 }),
    width: fc.integer({ min: 8, max: 1000 }),
    height: fc.integer({ min: 8, max: 1000 }),
  });
  fc.assert(
    fc.property(anyRegion, (region) => {
      const { backgroundSize, backgroundPosition } = cropOf(region, photo, 52);
      const scale = Number.parseFloat(backgroundSize) / photo.width;
      const [left, top] = backgroundPosition.split(" ").map(Number.parseFloat);
      expect(left! + (region.x + region.width / 2) * scale).toBeCloseTo(26, 6);
      expect(top! + (region.y + region.height / 2) * scale).toBeCloseTo(26, 6);
      expect(Math.max(region.width, region.height) * scale).toBeLessThanOrEqual(52);
    }),
  );
});
