import { expect, test } from "vitest";
import { isPadded, toPhotoPixels } from "./detection";

const crop = { x: 0, y: 0, scale: 0.5, width: 64, height: 32, flipped: false };

test("a box in a crop is moved by the crop's corner and divided by its scale", () => {
  expect(toPhotoPixels({ x: 4, y: 6, width: 8, height: 10 }, { ...crop, x: -20, y: 30 })).toEqual({
    x: -12,
    y: 42,
    width: 16,
    height: 20,
  });
});

test("a crop that begins outside the photo is padded", () => {
  expect(isPadded(crop)).toBe(false);
  expect(isPadded({ ...crop, x: -1 })).toBe(true);
});
