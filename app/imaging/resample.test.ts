import { expect, test } from "vitest";
import { colourAt, noise, painted, plain } from "../../tests/pixels";
import { resample } from "./resample";

test("a picture at its own size stays as it is", () => {
  const picture = noise({ width: 37, height: 23 }, 1);
  expect(resample(picture, picture).data).toEqual(picture.data);
});

test("one colour stays that colour at every size", () => {
  const picture = plain({ width: 50, height: 40 }, 137);
  for (const size of [
    { width: 13, height: 7 },
    { width: 1, height: 1 },
    { width: 49, height: 40 },
    { width: 117, height: 81 },
  ]) {
    const { data, ...actual } = resample(picture, size);
    expect(actual).toEqual(size);
    expect(data.every((value, at) => value === (at % 4 === 3 ? 255 : 137))).toBe(true);
  }
});

test("a pixel of a smaller picture is the mean of those that it replaces", () => {
  const picture = painted({ width: 4, height: 2 }, (x, y) => [x * 40, y * 200, 9]);
  const small = resample(picture, { width: 2, height: 1 });
  expect(colourAt(small, 0, 0)).toEqual([20, 100, 9]);
  expect(colourAt(small, 1, 0)).toEqual([100, 100, 9]);
});

test("half a picture is the mean of two rows, then of two columns, each rounded up", () => {
  const picture = noise({ width: 64, height: 34 }, 4);
  const half = resample(picture, { width: 32, height: 17 });
  const meanDown = (x: number, y: number, colour: number) =>
    Math.ceil((colourAt(picture, x, y)[colour]! + colourAt(picture, x, y + 1)[colour]!) / 2);
  const expected = painted(half, (x, y) => {
    const [red = 0, green = 0, blue = 0] = [0, 1, 2].map((colour) =>
      Math.ceil((meanDown(2 * x, 2 * y, colour) + meanDown(2 * x + 1, 2 * y, colour)) / 2),
    );
    return [red, green, blue];
  });
  expect(half.data).toEqual(expected.data);
});

test("a slope stays the same slope, larger or smaller, but for its ends", () => {
  const picture = painted({ width: 100, height: 4 }, (x) => [2 * x, 0, 0]);
  for (const width of [200, 70, 50, 25]) {
    const scaled = resample(picture, { width, height: 4 });
    for (let x = 1; x < width - 1; x++) {
      const expected = 2 * (((x + 0.5) * 100) / width - 0.5);
      expect(Math.abs(colourAt(scaled, x, 1)[0] - expected)).toBeLessThanOrEqual(1);
    }
  }
});

test("the two sides of a picture are treated alike", () => {
  const picture = noise({ width: 90, height: 11 }, 3);
  const mirrored = painted(picture, (x, y) => colourAt(picture, picture.width - 1 - x, y));
  const size = { width: 31, height: 11 };
  const [plainly, ofMirrored] = [resample(picture, size), resample(mirrored, size)];
  for (let x = 0; x < size.width; x++) {
    const [a, b] = [colourAt(plainly, x, 5), colourAt(ofMirrored, size.width - 1 - x, 5)];
    expect(Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? 0))))).toBeLessThanOrEqual(2);
  }
});
