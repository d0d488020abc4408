import fc from "fast-check";
import { expect, test } from "vitest";
import { maxRegions } from "~/contract/limits";
import {
  clampRegion,
  type RedactionRegion,
  containsPoint,
  intersectionOverUnion,
  liesInside,
  moveIntoPicture,
  publicSizeOf,
  regionAroundFace,
  roundConfidence,
  roundOutward,
  roundToPixels,
  scaleRegion,
  shapesOf,
  rowSpan,
  fromLeftToRight,
  withinLimit,
} from "./geometry";

const picture = { width: 100, height: 80 };
const side = fc.double({ min: 0.2, max: 90, noNaN: true });
const place = fc.double({ min: -40, max: 120, noNaN: true });
const shape = fc.constantFrom("ellipse" as const, "rectangle" as const);
const regions: fc.Arbitrary<RedactionRegion> = fc.record({ x: place, y: place, width: side, height: side, shape });

test("the region around a face covers the face's corners", () => {
  const face = { x: 30, y: 20, width: 24, height: 32 };
  const region = regionAroundFace(face);
  for (const [x, y] of [
    [30, 20],
    [54, 20],
    [30, 52],
    [54, 52],
  ] as const)
    expect(containsPoint(region, x, y)).toBe(true);
});

test("a region's span holds every point of the row that the region covers", () => {
  fc.assert(
    fc.property(regions, fc.integer({ min: 0, max: 79 }), (region, row) => {
      const span = rowSpan(region, row, picture.width);
      for (let x = 0; x < picture.width; x += 0.25) {
        for (const down of [0, 0.5, 0.999]) {
          if (containsPoint(region, x, row + down) && x !== region.x + region.width) {
            expect(span !== null && x >= span.start && x <= span.end).toBe(true);
          }
        }
      }
    }),
    { numRuns: 300 },
  );
});

test("a region smaller than a pixel still covers the pixel it touches", () => {
  expect(rowSpan({ x: 10.4, y: 5.4, width: 0.2, height: 0.2 }, 5, 100)).toEqual({ start: 10, end: 11 });
});

test("clamping keeps the part in the picture and drops what lies outside", () => {
  expect(clampRegion({ x: -5, y: 70, width: 20, height: 20 }, picture)).toEqual({ x: 0, y: 70, width: 15, height: 10 });
  expect(clampRegion({ x: 100, y: 0, width: 20, height: 20 }, picture)).toBeNull();
});

test("moving a region into the picture keeps its size when it fits", () => {
  const moved = moveIntoPicture({ x: 95, y: -9, width: 20, height: 20 }, picture);
  expect(moved).toEqual({ x: 80, y: 0, width: 20, height: 20 });
  expect(moveIntoPicture({ x: 3, y: 3, width: 400, height: 20 }, picture).width).toBe(100);
});

test("a region that the frame cuts is covered in the picture as it is, by what its declared box alone says", () => {
  const picture = { width: 60, height: 50 };
  const side = fc.integer({ min: 4, max: 60 });
  const at = fc.integer({ min: -50, max: 60 });
  fc.assert(
    fc.property(fc.record({ x: at, y: at, width: side, height: side }), (region) => {
      const declared = clampRegion(region, picture);
      const shapes = shapesOf(region, picture);
      expect(declared ? shapesOf(declared, picture) : []).toEqual(shapes);
      for (let y = 0.5; y < picture.height; y++) {
        for (let x = 0.5; x < picture.width; x++) {
          if (containsPoint(region, x, y)) expect(shapes.some((shape) => containsPoint(shape, x, y))).toBe(true);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test("a region within the picture is covered as its ellipse, and one outside not at all", () => {
  const picture = { width: 60, height: 50 };
  expect(shapesOf({ x: 5, y: 5, width: 10, height: 10 }, picture)).toHaveLength(1);
  expect(shapesOf({ x: -50, y: 5, width: 10, height: 10 }, picture)).toEqual([]);
});

test("scaling to another size and back gives the region again", () => {
  const other = { width: 40, height: 31 };
  fc.assert(
    fc.property(regions, (region) => {
      const back = scaleRegion(scaleRegion(region, picture, other), other, picture);
      for (const key of ["x", "y", "width", "height"] as const) expect(back[key]).toBeCloseTo(region[key], 6);
    }),
  );
});

test("rounding outward never loses a point", () => {
  fc.assert(
    fc.property(regions, (region) => {
      const rounded = roundOutward(region);
      expect(rounded.x <= region.x && rounded.y <= region.y).toBe(true);
      expect(rounded.x + rounded.width).toBeGreaterThanOrEqual(region.x + region.width);
      expect(rounded.y + rounded.height).toBeGreaterThanOrEqual(region.y + region.height);
    }),
  );
});

test("beyond the limit the marked regions stay, then the most certain", () => {
  const box = { x: 0, y: 0, width: 1, height: 1 };
  const found = Array.from({ length: maxRegions }, (_, i) => ({ ...box, confidence: i / maxRegions }));
  const kept = withinLimit<RedactionRegion>([...found, box]);
  expect(kept).toHaveLength(maxRegions);
  expect(kept[0]).toEqual(box);
  expect(kept.some((region) => region.confidence === 0)).toBe(false);
});

test("marks are numbered from left to right", () => {
  const at = (x: number, width: number) => ({ x, y: 0, width, height: 10 });
  expect(fromLeftToRight([at(50, 10), at(0, 100), at(10, 20)])).toEqual([at(10, 20), at(0, 100), at(50, 10)]);
});

test("a region lies inside a picture up to its frame, and not beyond it", () => {
  expect(liesInside({ x: 0, y: 0, width: 100, height: 80 }, picture)).toBe(true);
  expect(liesInside({ x: 0.5, y: 0, width: 100, height: 80 }, picture)).toBe(false);
  expect(liesInside({ x: -1, y: 0, width: 10, height: 10 }, picture)).toBe(false);
});

test.each([{ x: NaN }, { y: Infinity }, { width: 0 }, { height: -3 }, { width: NaN }])(
  "a region with %j lies in no picture",
  (wrong) => {
    expect(liesInside({ x: 1, y: 1, width: 5, height: 5, ...wrong }, picture)).toBe(false);
  },
);

test("a public copy keeps a picture's shape, and is never larger than it or than 2,048 pixels", () => {
  const side = fc.integer({ min: 1, max: 12_000 });
  fc.assert(
    fc.property(side, side, (width, height) => {
      const size = publicSizeOf({ width, height });
      expect(Math.max(size.width, size.height)).toBe(Math.min(2048, Math.max(width, height)));
      expect(Math.min(size.width, size.height)).toBeGreaterThanOrEqual(1);
      const scale = size.width > size.height ? size.width / width : size.height / height;
      expect(Math.abs(size.width - Math.max(1, width * scale))).toBeLessThanOrEqual(0.5);
      expect(Math.abs(size.height - Math.max(1, height * scale))).toBeLessThanOrEqual(0.5);
    }),
  );
});

test("two boxes share their union from not at all, apart, to wholly, when they are the same", () => {
  const box = { x: 10, y: 10, width: 20, height: 10 };
  expect(intersectionOverUnion(box, box)).toBe(1);
  expect(intersectionOverUnion(box, { ...box, x: 30 })).toBe(0);
  expect(intersectionOverUnion(box, { ...box, x: 20 })).toBeCloseTo(1 / 3, 10);
  fc.assert(
    fc.property(regions, regions, (one, other) => {
      const share = intersectionOverUnion(one, other);
      expect(share).toBe(intersectionOverUnion(other, one));
      expect(share >= 0 && share <= 1 + 1e-9).toBe(true);
    }),
  );
});

test("a region in whole pixels has each edge within half of one, and never more than its picture", () => {
  fc.assert(
    fc.property(regions, (region) => {
      const rounded = roundToPixels(region);
      expect([rounded.x, rounded.y, rounded.width, rounded.height].every(Number.isInteger)).toBe(true);
      expect(Math.abs(rounded.x - region.x)).toBeLessThanOrEqual(0.5);
      if (region.width >= 1) {
        expect(Math.abs(rounded.x + rounded.width - region.x - region.width)).toBeLessThanOrEqual(0.5);
      }
      expect(Math.min(rounded.width, rounded.height)).toBeGreaterThanOrEqual(1);
    }),
  );
  expect(roundToPixels({ x: 90.4, y: 70.2, width: 9.6000001, height: 9.8 })).toMatchObject({ width: 10, height: 10 });
});

test("a confidence keeps three decimals, and one that a person's region lacks is not made up", () => {
  expect(roundConfidence({ ...picture, x: 0, y: 0, confidence: 0.9512345790863037 }).confidence).toBe(0.951);
  expect(roundConfidence({ ...picture, x: 0, y: 0 })).not.toHaveProperty("confidence");
});
