import { expect, test } from "vitest";
import { colourAt, painted } from "../../tests/pixels";
import { cropPixels, encodePixels, encodingOf, placementIn } from "./model-input";
import { levelsOf } from "./photo-levels";

const crop = { x: 0, y: 0, scale: 0.5, width: 64, height: 32, flipped: false };
const photo = { width: 100, height: 60 };

test("BlazeFace reads RGB from -1 to 1, without alpha", () => {
  expect(encodingOf("full-range")).toBe("rgb-signed");
  const values = encodePixels([0, 127.5, 255, 9, 255, 0, 0, 9], "rgb-signed");
  expect([...values]).toEqual([-1, 0, 1, 1, -1, -1]);
});

test("YuNet reads BGR from 0 to 255", () => {
  expect(encodingOf("yunet")).toBe("bgr-bytes");
  expect([...encodePixels([1, 2, 3, 9, 250, 251, 252, 9], "bgr-bytes")]).toEqual([3, 2, 1, 252, 251, 250]);
});

test("BlazeFace's package reads RGB from 0 to 255", () => {
  expect([...encodePixels([1, 2, 3, 9], "rgb-bytes")]).toEqual([1, 2, 3]);
});

test("input values are written where they are to lie", () => {
  const values = new Float32Array(3);
  expect(encodePixels([4, 5, 6, 9], "rgb-bytes", values)).toBe(values);
  expect([...values]).toEqual([4, 5, 6]);
});

test("a crop from the photo's corner shows the photo at its scale from the input's corner on", () => {
  expect(placementIn(crop, photo)).toEqual({ x: -0, y: -0, width: 50, height: 30 });
});

test("a crop that begins outside the photo shows it moved in by the border", () => {
  expect(placementIn({ ...crop, x: -50, y: -30 }, photo)).toEqual({ x: 25, y: 15, width: 50, height: 30 });
});

test("a photo of a single row keeps one in the smallest input", () => {
  expect(placementIn({ ...crop, scale: 0.01 }, { width: 3000, height: 1 })).toMatchObject({ width: 30, height: 1 });
});

/** A photo whose pixels say where they are. */
const picture = painted(photo, (x, y) => [x, y, 0]);

test("the photo lies on grey", () => {
  const pixels = cropPixels(levelsOf(picture), { ...crop, x: -10, y: -4, scale: 0.5, width: 64, height: 64 });
  const grey = [128, 128, 128];
  expect(colourAt(pixels, 4, 10)).toEqual(grey);
  expect(colourAt(pixels, 10, 1)).toEqual(grey);
  expect(colourAt(pixels, 55, 10)).toEqual(grey);
  expect(colourAt(pixels, 10, 32)).toEqual(grey);
  const [red, green] = colourAt(pixels, 25, 12);
  expect([red, green]).toEqual([41, 21]);
});

test("a flipped crop turns the photo about its own middle, and leaves it as it was", () => {
  const levels = levelsOf(picture);
  const plainly = cropPixels(levels, { ...crop, x: -10 });
  const flipped = cropPixels(levels, { ...crop, x: -10, flipped: true });
  expect(cropPixels(levels, { ...crop, x: -10 })).toEqual(plainly);
  for (let x = 0; x < 50; x++) expect(colourAt(flipped, 5 + x, 9)).toEqual(colourAt(plainly, 54 - x, 9));
  expect(colourAt(flipped, 4, 9)).toEqual([128, 128, 128]);
});

test("a photo that is larger than the input is cut off", () => {
  const pixels = cropPixels(levelsOf(picture), { ...crop, scale: 1, width: 32, height: 16 });
  expect(colourAt(pixels, 31, 15)).toEqual([31, 15, 0]);
});
