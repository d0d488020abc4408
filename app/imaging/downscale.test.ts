import fc from "fast-check";
import { expect, test } from "vitest";
import type { Pixels, Size } from "~/contract/photo";
import { colourAt, noise, painted, plain } from "../../tests/pixels";
import { createDownscaler } from "./downscale";

function downscaled(picture: Pixels, to: Size, bandRows = picture.height): Pixels {
  const downscaler = createDownscaler(picture, to);
  const bandValues = bandRows * picture.width * 4;
  for (let at = 0; at < picture.data.length; at += bandValues) {
    downscaler.add(picture.data.slice(at, at + bandValues));
  }
  return downscaler.finish();
}

test("each new pixel is the mean of the area that it lies on", () => {
  const picture = painted({ width: 4, height: 2 }, (x, y) => [x * 10, y * 100, 7]);
  const small = downscaled(picture, { width: 2, height: 1 });
  expect(colourAt(small, 0, 0)).toEqual([5, 50, 7]);
  expect(colourAt(small, 1, 0)).toEqual([25, 50, 7]);
});

test("a pixel that lies on two new ones counts in both by its share", () => {
  const picture = painted({ width: 3, height: 1 }, (x) => [[0, 90, 240][x] ?? 0, 0, 0]);
  const small = downscaled(picture, { width: 2, height: 1 });
  expect(small.data[0]).toBe(30);
  expect(small.data[4]).toBe(190);
});

test("at the same size the picture comes out as it went in", () => {
  const picture = noise({ width: 9, height: 7 }, 5);
  expect(downscaled(picture, picture)).toEqual(picture);
});

test("a transparent pixel has no say in its neighbours, and an area of them stays transparent", () => {
  const picture = plain({ width: 4, height: 1 }, 80);
  picture.data.set([255, 0, 0, 0], 0);
  picture.data.set([255, 0, 0, 0], 8);
  picture.data.set([255, 0, 0, 0], 12);
  const small = downscaled(picture, { width: 2, height: 1 });
  expect([...small.data]).toEqual([80, 80, 80, 255, 0, 0, 0, 0]);
});

test("the bands in which rows are added make no difference", () => {
  const side = fc.integer({ min: 1, max: 24 });
  fc.assert(
    fc.property(side, side, side, side, fc.integer(), (width, height, bandRows, longest, seed) => {
      const share = Math.min(1, longest / Math.max(width, height));
      const to = { width: Math.max(1, Math.round(width * share)), height: Math.max(1, Math.round(height * share)) };
      const picture = noise({ width, height }, seed);
      expect(downscaled(picture, to, bandRows)).toEqual(downscaled(picture, to));
    }),
    { numRuns: 200 },
  );
});
