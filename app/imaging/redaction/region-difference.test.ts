import { expect, test } from "vitest";
import { plain } from "../../../tests/pixels";
import { differencesOf } from "./region-difference";

const size = { width: 640, height: 480 };
const crowd = Array.from({ length: 60 }, (_none, index) => ({
  region: { x: (index % 10) * 50, y: Math.floor(index / 10) * 60, width: 130, height: 150 },
  hopeless: 5,
}));

/** Reads a fill of one grey, and counts its pixels. */
function countingReader(grey: number) {
  const count = { pixels: 0 };
  const readFill = (_y: number, start: number, end: number, into: Float32Array) => {
    count.pixels += end - start;
    into.fill(grey);
  };
  return { count, readFill };
}

test("the fill of regions that overlap is computed once for each pixel", () => {
  const { count, readFill } = countingReader(90);
  const differences = differencesOf(plain(size, 90), crowd, readFill);
  expect(differences.map(({ worstCell, pixels }) => [worstCell, pixels])).toEqual(crowd.map(() => [0, 0]));
  // The regions' own areas add up to almost four pictures.
  expect(count.pixels).toBeLessThan(size.width * size.height);
});

test("no more of it is computed where all regions are hopeless", () => {
  const { count, readFill } = countingReader(200);
  const differences = differencesOf(plain(size, 90), crowd, readFill);
  expect(differences.every(({ cells }) => cells === Infinity)).toBe(true);
  expect(count.pixels).toBeLessThan((size.width * size.height) / 2);
});

test("overlapping regions differ as each does alone", () => {
  const readFill = (y: number, start: number, end: number, into: Float32Array) => {
    for (let x = start, to = 0; x < end; x++, to += 3) into.fill(88 + ((x + y) % 5), to, to + 3);
  };
  const copy = plain(size, 90);
  const alone = crowd.flatMap((looked) => differencesOf(copy, [looked], readFill));
  expect(differencesOf(copy, crowd, readFill)).toEqual(alone);
});
