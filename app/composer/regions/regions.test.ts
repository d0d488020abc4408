import fc from "fast-check";
import { expect, test } from "vitest";
import { maxRegions } from "~/contract/limits";
import {
  addRegion,
  duplicateRegion,
  growRegion,
  handles,
  minSidePx,
  moveRegion,
  regionAt,
  regionBetween,
  regionsToRedact,
  removeRegion,
  resizeRegion,
  updateRegion,
  type EditorRegion,
  type EditorRegions,
} from "./regions";

const photo = { width: 4000, height: 3000 };
const anyPoint = fc.record({ x: fc.integer({ min: -500, max: 4500 }), y: fc.integer({ min: -500, max: 3500 }) });
const anyDistance = fc.record({ x: fc.integer({ min: -6000, max: 6000 }), y: fc.integer({ min: -6000, max: 6000 }) });
const anyRegion = anyPoint.map((at) => regionAt(at, photo, "r"));
const slackPx = 1e-6;

function isInPhoto({ x, y, width, height }: EditorRegion): boolean {
  const isInside = x >= -slackPx && y >= -slackPx;
  return isInside && x + width <= photo.width + slackPx && y + height <= photo.height + slackPx;
}

test("a region stays in the photo and keeps its smallest size, whatever is done with it", () => {
  fc.assert(
    fc.property(anyRegion, anyDistance, fc.constantFrom(...handles), (region, by, handle) => {
      const changed = [
        moveRegion(region, by, photo),
        resizeRegion(region, handle, by, photo),
        growRegion(region, by, photo),
      ];
      for (const after of changed) {
        expect(isInPhoto(after)).toBe(true);
        expect(Math.min(after.width, after.height)).toBeGreaterThanOrEqual(minSidePx - slackPx);
      }
    }),
  );
});

test("a moved region keeps its size", () => {
  fc.assert(
    fc.property(anyRegion, anyDistance, (region, by) => {
      const { width, height } = moveRegion(region, by, photo);
      expect([width, height]).toEqual([region.width, region.height]);
    }),
  );
});

test("a region resized by one side keeps the opposite side in place", () => {
  fc.assert(
    fc.property(anyRegion, anyDistance, (region, by) => {
      const after = resizeRegion(region, "e", by, photo);
      expect(after.x).toBeCloseTo(region.x, 6);
      expect(after.y).toBe(region.y);
    }),
  );
});

test("a region that a person moved, resized or grew is no longer doubtful", () => {
  const doubtful = { ...regionAt({ x: 100, y: 100 }, photo, "r"), isDoubtful: true };
  const by = { x: 1, y: 1 };
  expect(moveRegion(doubtful, by, photo).isDoubtful).toBe(false);
  expect(resizeRegion(doubtful, "se", by, photo).isDoubtful).toBe(false);
  expect(growRegion(doubtful, by, photo).isDoubtful).toBe(false);
});

test("a drag of a few pixels makes no region", () => {
  expect(regionBetween({ x: 10, y: 10 }, { x: 12, y: 300 }, photo, "r")).toBeNull();
  expect(regionBetween({ x: 10, y: 10 }, { x: 300, y: 17 }, photo, "r")).toBeNull();
});

test("a drag makes the same region from either corner, cut at the photo's edge", () => {
  const [a, b] = [
    { x: 300, y: 300 },
    { x: -50, y: 100 },
  ];
  const region = regionBetween(a, b, photo, "r");
  expect(region).toMatchObject({ x: 0, y: 100, width: 300, height: 200 });
  expect(regionBetween(b, a, photo, "r")).toEqual(region);
});

test("a duplicate lies beside the first and claims no confidence of the finder", () => {
  const region = { ...regionAt({ x: 1000, y: 1000 }, photo, "a"), confidence: 0.9 };
  const copy = duplicateRegion(region, photo, "b");
  expect(copy).toMatchObject({ id: "b", y: region.y, width: region.width, confidence: undefined });
  expect(copy.x).toBeGreaterThan(region.x);
});

test("a photo takes no more regions than it may have", () => {
  const region = regionAt({ x: 100, y: 100 }, photo, "r");
  const full: EditorRegions = Array.from({ length: maxRegions }, (_, index) => ({ ...region, id: String(index) }));
  expect(addRegion(full, region)).toBe(full);
  expect(addRegion(full.slice(1), region)).toHaveLength(maxRegions);
});

test("a change and a removal reach the one region with that id", () => {
  const regions = ["a", "b"].map((id) => regionAt({ x: 100, y: 100 }, photo, id));
  expect(updateRegion(regions, "b", (one) => ({ ...one, isOn: false })).map(({ isOn }) => isOn)).toEqual([true, false]);
  expect(removeRegion(regions, "a").map(({ id }) => id)).toEqual(["b"]);
});

test("only regions that are on are redacted, without what the editor alone knows", () => {
  const on = { ...regionAt({ x: 100, y: 100 }, photo, "a"), confidence: 0.8 };
  const off = { ...regionAt({ x: 900, y: 900 }, photo, "b"), isOn: false };
  const { x, y, width, height } = on;
  expect(regionsToRedact([on, off])).toEqual([{ x, y, width, height, shape: "ellipse", confidence: 0.8 }]);
});
