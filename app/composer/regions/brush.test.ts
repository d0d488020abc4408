import fc from "fast-check";
import { expect, test } from "vitest";
import { maxRegions } from "~/contract/limits";
import { publicPixelsOf } from "~/imaging/redaction/public-pixels";
import { painted } from "../../../tests/pixels";
import { boxesOfStroke, regionOfStroke, type Stroke } from "./brush";
import { addRegion, moveRegion, regionsToRedact, resizeRegion, type EditorRegion, type Point } from "./regions";

const photo = { width: 400, height: 300 };
const anyStroke: fc.Arbitrary<Stroke> = fc.record({
  points: fc.array(
    fc.record({ x: fc.double({ min: -20, max: 420, noNaN: true }), y: fc.double({ min: -20, max: 320, noNaN: true }) }),
    { minLength: 1, maxLength: 12 },
  ),
  radius: fc.double({ min: 2, max: 40, noNaN: true }),
});

/** Pixels from a point to a stretch of a stroke's way. */
function distanceTo({ x, y }: Point, from: Point, to: Point): number {
  const [across, down] = [to.x - from.x, to.y - from.y];
  const square = across * across + down * down;
  const share = square === 0 ? 0 : Math.min(1, Math.max(0, ((x - from.x) * across + (y - from.y) * down) / square));
  return Math.hypot(x - from.x - share * across, y - from.y - share * down);
}

function distanceToStroke(at: Point, { points }: Stroke): number {
  return Math.min(...points.map((point, index) => distanceTo(at, points[index - 1] ?? point, point)));
}

test("the boxes of a stroke hold every pixel that it paints", () => {
  fc.assert(
    fc.property(anyStroke, fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (stroke, nth, turn) => {
      // A point at the rim of the brush somewhere along its way, and each of the ends.
      const to = stroke.points[nth % stroke.points.length]!;
      const from = stroke.points[(nth % stroke.points.length) - 1] ?? to;
      const share = (nth % 97) / 96;
      const at = { x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) };
      const edge = stroke.radius * 0.999;
      const x = at.x + edge * Math.cos(turn * 2 * Math.PI);
      const y = at.y + edge * Math.sin(turn * 2 * Math.PI);
      if (x < 0 || y < 0 || x > photo.width || y > photo.height) return;
      const boxes = boxesOfStroke(stroke, photo);
      expect(boxes.some((box) => x >= box.x && y >= box.y && x <= box.x + box.width && y <= box.y + box.height)).toBe(
        true,
      );
    }),
    { numRuns: 500 },
  );
});

test("they lie in the photo, do not overlap, and are few", () => {
  fc.assert(
    fc.property(anyStroke, (stroke) => {
      const boxes = boxesOfStroke(stroke, photo);
      expect(boxes.length).toBeLessThanOrEqual(40);
      for (const [index, a] of boxes.entries()) {
        expect(a.x >= 0 && a.y >= 0 && a.x + a.width <= 400.001 && a.y + a.height <= 300.001).toBe(true);
        for (const b of boxes.slice(index + 1)) {
          const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
          const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
          expect(across < 0.001 || down < 0.001).toBe(true);
        }
      }
    }),
  );
});

test("a stroke along a plate covers little beside it", () => {
  const stroke = { points: [{ x: 100, y: 100 }, { x: 300, y: 120 }], radius: 20 }; // prettier-ignore
  for (const { x, y, width, height } of boxesOfStroke(stroke, photo)) {
    for (const corner of [x, x + width].flatMap((left) => [y, y + height].map((top) => ({ x: left, y: top })))) {
      expect(distanceToStroke(corner, stroke)).toBeLessThan(1.8 * stroke.radius);
    }
  }
});

const badge: Stroke = { points: [{ x: 90, y: 80 }, { x: 140, y: 120 }, { x: 150, y: 90 }], radius: 12 }; // prettier-ignore

function regionOf(stroke: Stroke): EditorRegion {
  const region = regionOfStroke(stroke, photo, "a");
  if (region === null) throw new Error("nothing was painted");
  return region;
}

test("a stroke is one region, which moves, resizes and is redacted with all its boxes", () => {
  const region = regionOf(badge);
  const boxes = boxesOfStroke(badge, photo);
  const redacted = regionsToRedact([region]);
  expect(redacted.map(({ shape }) => shape)).toEqual(boxes.map(() => "rectangle"));
  redacted.forEach(({ x, width }, index) => {
    expect(x).toBeCloseTo(boxes[index]!.x);
    expect(width).toBeCloseTo(boxes[index]!.width);
  });
  const moved = regionsToRedact([moveRegion(region, { x: 30, y: -10 }, photo)]);
  expect(moved[0]!.x).toBeCloseTo(redacted[0]!.x + 30);
  const wide = resizeRegion(region, "e", { x: region.width, y: 0 }, photo);
  expect(regionsToRedact([wide])[0]!.width).toBeCloseTo(2 * redacted[0]!.width);
  expect(regionsToRedact([{ ...region, isOn: false }])).toEqual([]);
  expect(regionOfStroke({ points: [{ x: -500, y: 0 }], radius: 9 }, photo, "a")).toBeNull();
});

test("a photo takes no stroke whose boxes are more than it may declare", () => {
  const region = regionOf(badge);
  const boxes = region.parts!.length;
  const full = Array.from({ length: Math.floor(maxRegions / boxes) }, (_, n) => ({ ...region, id: `${n}` }));
  expect(addRegion(full, region)).toBe(full);
  expect(addRegion(full.slice(1), region)).toHaveLength(full.length);
});

test("what is under a stroke does not change the public copy", () => {
  const regions = regionsToRedact([regionOf(badge)]);
  const [one, other] = [60, 240].map((inside) =>
    painted(photo, (x, y) =>
      distanceToStroke({ x: x + 0.5, y: y + 0.5 }, badge) < badge.radius
        ? [inside, x & 255, 255 - inside]
        : [x & 255, y, 90],
    ),
  );
  const copyOf = (pixels: typeof one) =>
    publicPixelsOf({ ...photo, rows: (top, count) => pixels!.data.slice(top * 1600, (top + count) * 1600) }, regions, {
      style: "soft",
      longestSide: 300,
    }).pixels.data;
  expect(Buffer.from(copyOf(one)).equals(Buffer.from(copyOf(other)))).toBe(true);
});
