import { expect, test } from "vitest";
import { maxPhotoPixels } from "~/contract/limits";
import { broken, checkSize, distinct } from "./picture";

test("a size is taken from 16 pixels a side up to 50 megapixels", () => {
  expect(checkSize({ width: 16, height: 16 })).toBeNull();
  expect(checkSize({ width: 8000, height: 6250 })).toBeNull();
});

test("a side of 0 is damage", () => {
  expect(checkSize({ width: 0, height: 400 })).toEqual(broken("no_size"));
});

test("one row too many is too many pixels, with the count", () => {
  const refusal = { kind: "refused", code: "too_many_pixels", pixels: 50_008_000, maxPixels: maxPhotoPixels };
  expect(checkSize({ width: 8000, height: 6251 })).toEqual(refusal);
});

test("a panorama is taken as long as its public copy is 16 pixels high", () => {
  expect(checkSize({ width: 20_480, height: 160 })).toBeNull();
  expect(checkSize({ width: 20_480, height: 150 })).toMatchObject({
    code: "too_small",
    widthPx: 20_480,
    heightPx: 150,
  });
});

test("a name is listed once, where it comes first", () => {
  expect(distinct(["EXIF", "XMP", "EXIF", "APP2"])).toEqual(["EXIF", "XMP", "APP2"]);
});
