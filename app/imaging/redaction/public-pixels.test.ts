import fc from "fast-check";
import { expect, test } from "vitest";
import { coverStyles, type Pixels, type Region, type Size } from "~/contract/photo";
import { maxRegions } from "~/contract/limits";
import { runs } from "../../../tests/how-many";
import { noise, plain } from "../../../tests/pixels";
import { publicPixelsOf, type RowSource } from "./public-pixels";
import { softFill } from "~/imaging/redaction/fill";
import { redact } from "~/imaging/redaction/redact";
import { type RedactionRegion, containsPoint, shapesOf } from "~/imaging/geometry";

/** Pairs of each property; the fill alone needs fewer. 1,000 take about 2 s on one core. */
const [many, some] = [runs({ usual: 2_000, full: 8_000 }), runs({ usual: 1_000, full: 4_000 })];
const styles = fc.constantFrom(...coverStyles);

test(`photos that differ only inside the regions give the same public copy, in ${many} random pairs`, () => {
  fc.assert(
    fc.property(pairs, styles, ({ one, other, regions }, style) => {
      const made = publicPixelsOf(sourceOf(one), regions, { style });
      expectSame(publicPixelsOf(sourceOf(other), regions, { style }).pixels, made.pixels);
    }),
    { numRuns: many },
  );
});

test(`they do so when the photo is made smaller on the way, in ${many} random pairs`, () => {
  fc.assert(
    fc.property(pairs, styles, fc.integer({ min: 1, max: 30 }), ({ one, other, regions }, style, longestSide) => {
      const made = publicPixelsOf(sourceOf(one), regions, { style, longestSide });
      expectSame(publicPixelsOf(sourceOf(other), regions, { style, longestSide }).pixels, made.pixels);
    }),
    { numRuns: many },
  );
});

test(`so does the fill alone, should a caller not have emptied the regions first, in ${some} random pairs`, () => {
  fc.assert(
    fc.property(pairs, styles, fc.integer(), ({ one, other, regions }, style, seed) => {
      expectSame(redact(other, regions, { style, seed }), redact(one, regions, { style, seed }));
      expectSame(softFill(other, regions), softFill(one, regions));
    }),
    { numRuns: some },
  );
});

test("photos that differ outside the regions do not give the same public copy: the tests above can fail", () => {
  const one = noise({ width: 40, height: 30 }, 1);
  const other = { ...one, data: new Uint8ClampedArray(one.data) };
  other.data[0] = 255 - (one.data[0] ?? 0);
  const regions = [{ x: 10, y: 8, width: 12, height: 14 }];
  const copies = [one, other].map((photo) => publicPixelsOf(sourceOf(photo), regions, { style: "soft" }).pixels.data);
  expect(copies[0]).not.toEqual(copies[1]);
});

test("every declared region lies in the public copy, in whole pixels, and its ellipse is what the fill computes", () => {
  fc.assert(
    fc.property(pairs, fc.integer({ min: 8, max: 30 }), ({ one, regions }, longestSide) => {
      const uncut = regions.filter((region) => isInside(region, one));
      const made = publicPixelsOf(sourceOf(one), uncut, { style: "soft", longestSide });
      for (const region of made.regions) expect(isInside(region, made.pixels) && isWhole(region)).toBe(true);
      const shapes = made.regions.map((region, i) => ({ ...region, shape: uncut[i]?.shape }));
      expect(greatestDifference(made.pixels, softFill(made.pixels, shapes), shapes)).toBeLessThanOrEqual(4);
    }),
    { numRuns: 2_000 },
  );
});

test("a photo that fits is not touched outside the regions and their edges", () => {
  const photo = noise({ width: 60, height: 50 }, 2);
  const { pixels } = publicPixelsOf(sourceOf(photo), [{ x: 20, y: 20, width: 10, height: 10 }], { style: "soft" });
  for (let at = 0; at < photo.data.length; at++) {
    const [x, y] = [(at >> 2) % 60, Math.floor((at >> 2) / 60)];
    const isNear = x >= 17 && x < 33 && y >= 17 && y < 33;
    if (!isNear) expect(pixels.data[at]).toBe(photo.data[at]);
  }
});

test("a plain photo made smaller stays plain, whatever the sizes", () => {
  const side = fc.integer({ min: 1, max: 200 });
  fc.assert(
    fc.property(side, side, fc.integer({ min: 1, max: 200 }), (width, height, longestSide) => {
      const { pixels } = publicPixelsOf(sourceOf(plain({ width, height }, 77)), [], { style: "soft", longestSide });
      expect(Math.max(pixels.width, pixels.height)).toBe(Math.min(longestSide, Math.max(width, height)));
      expect(pixels.data.every((value, i) => value === (i % 4 === 3 ? 255 : 77))).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("half the size is the mean of each four pixels", () => {
  const data = new Uint8ClampedArray([0, 10, 20, 30].flatMap((value) => [value, value, value, 255]));
  const { pixels } = publicPixelsOf(sourceOf({ width: 2, height: 2, data }), [], { style: "soft", longestSide: 1 });
  expect([...pixels.data]).toEqual([15, 15, 15, 255]);
});

test("a crowd beyond the limit is covered whole and declared up to the limit", () => {
  const regions = Array.from({ length: maxRegions + 20 }, (_, i) => ({
    x: (i % 40) * 5,
    y: Math.floor(i / 40) * 5,
    width: 4,
    height: 4,
  }));
  const made = publicPixelsOf(sourceOf(noise({ width: 200, height: 80 }, 3)), regions, { style: "soft" });
  expect(made.regions).toHaveLength(maxRegions);
  expect(greatestDifference(made.pixels, softFill(made.pixels, regions), regions)).toBeLessThanOrEqual(4);
});

test.each([{ x: NaN }, { y: Infinity }, { width: 0 }, { height: -3 }])("a region with %j makes no copy", (wrong) => {
  const region = { x: 1, y: 1, width: 5, height: 5, ...wrong };
  expect(() => publicPixelsOf(sourceOf(noise({ width: 9, height: 9 }, 4)), [region], { style: "soft" })).toThrow(
    RangeError,
  );
});

interface Pair {
  one: Pixels;
  other: Pixels;
  regions: RedactionRegion[];
}

/** Two random pictures of the same size that are the same outside random regions, some of which leave the frame. */
const pairs: fc.Arbitrary<Pair> = fc
  .record({ width: fc.integer({ min: 1, max: 28 }), height: fc.integer({ min: 1, max: 28 }) })
  .chain((size) => fc.record({ size: fc.constant(size), seed: fc.integer(), regions: regionsOf(size) }))
  .map(({ size, seed, regions }) => {
    const one = noise(size, seed);
    return { one, other: withOtherInside(one, regions, noise(size, seed + 1)), regions };
  });

function regionsOf({ width, height }: Size): fc.Arbitrary<RedactionRegion[]> {
  const within = (min: number, max: number) => fc.double({ min, max, noNaN: true });
  const region = fc.record({
    x: within(-width / 2, width),
    y: within(-height / 2, height),
    width: within(0.5, width * 1.5),
    height: within(0.5, height * 1.5),
    shape: fc.constantFrom("ellipse" as const, "rectangle" as const),
  });
  return fc.array(region, { minLength: 1, maxLength: 4 });
}

const offsets = [0.001, 0.5, 0.999];
const samples = offsets.flatMap((down) => offsets.map((across) => ({ across, down })));

/** By the shapes' geometry alone, sampled just inside the corners of pixels and in their middle: not by the code that is tested. */
function withOtherInside(one: Pixels, regions: readonly RedactionRegion[], other: Pixels): Pixels {
  const data = new Uint8ClampedArray(one.data);
  for (const shape of regions.flatMap((region) => shapesOf(region, one))) {
    // A shape lies in its box: no other pixel needs a look.
    const [right, bottom] = [Math.min(one.width, shape.x + shape.width), Math.min(one.height, shape.y + shape.height)];
    for (let y = Math.max(0, Math.floor(shape.y)); y < bottom; y++) {
      for (let x = Math.max(0, Math.floor(shape.x)); x < right; x++) {
        if (!samples.some(({ across, down }) => containsPoint(shape, x + across, y + down))) continue;
        const at = (y * one.width + x) * 4;
        data.set(other.data.subarray(at, at + 3), at);
      }
    }
  }
  return { ...one, data };
}

function greatestDifference(one: Pixels, other: Pixels, regions: readonly RedactionRegion[]): number {
  let greatest = 0;
  for (let pixel = 0; pixel < one.width * one.height; pixel++) {
    const [x, y] = [(pixel % one.width) + 0.5, Math.floor(pixel / one.width) + 0.5];
    if (!regions.some((region) => containsPoint(region, x, y))) continue;
    for (let at = pixel * 4; at < pixel * 4 + 4; at++) {
      greatest = Math.max(greatest, Math.abs((one.data[at] ?? 0) - (other.data[at] ?? 0)));
    }
  }
  return greatest;
}

function expectSame(one: Pixels, other: Pixels): void {
  // Compared as bytes: a matcher that walks typed arrays would take most of the time.
  expect(Buffer.compare(Buffer.from(one.data.buffer), Buffer.from(other.data.buffer))).toBe(0);
}

function isInside(region: Region, { width, height }: Size): boolean {
  return region.x >= 0 && region.y >= 0 && region.x + region.width <= width && region.y + region.height <= height;
}

function isWhole(region: Region): boolean {
  return [region.x, region.y, region.width, region.height].every(Number.isInteger);
}

function sourceOf({ width, height, data }: Pixels): RowSource {
  return { width, height, rows: (top, count) => data.slice(top * width * 4, (top + count) * width * 4) };
}
