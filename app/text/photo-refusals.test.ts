import fc from "fast-check";
import { expect, test } from "vitest";
import { maxPhotoPixels } from "~/contract/limits";
import type { UploadRefusal } from "~/contract/photo-refusal";
import { photoRefusalText } from "./photo-refusals";

const plain = [
  ...["empty", "not_an_image", "truncated", "animated", "undecodable", "unreadable_canvas"],
  ...["heic", "avif", "gif", "tiff", "bmp", "ico", "pdf", "svg", "deep", "cmyk", "unusual_jpeg"],
  ...["public_type", "public_not_upright", "public_not_opaque", "original_shape"],
].map((code) => ({ code }) as UploadRefusal);

const withFacts: UploadRefusal[] = [
  { code: "broken", damage: "wrong_checksum", part: "tEXt" },
  { code: "broken", damage: "no_size" },
  { code: "too_large", maxBytes: 20 * 1024 * 1024 },
  { code: "too_many_pixels", pixels: 60_000_000, maxPixels: maxPhotoPixels },
  { code: "too_small", widthPx: 15, heightPx: 400, minSidePx: 16, maxPublicSidePx: 2048 },
  { code: "trailing_bytes", trailingBytes: 1 },
  { code: "public_too_large", maxBytes: 5_242_880 },
  { code: "public_side", maxSidePx: 2048 },
  { code: "region_outside", region: 0, widthPx: 1920, heightPx: 1280 },
  { code: "regions_area", maxPictures: 3 },
  { code: "regions_height", maxHeightPx: 131_072 },
  { code: "face_visible", regions: [0, 3] },
];

test.each([...plain, ...withFacts])("$code has a sentence that says what to do", (refusal) => {
  const text = photoRefusalText(refusal);
  expect(text).toMatch(/^[A-Z0-9].*(: |[.] ).*[.]$/);
  expect(text).not.toMatch(/undefined|NaN/);
});

test("the damage is named, and the part that is damaged", () => {
  expect(photoRefusalText({ code: "broken", damage: "wrong_checksum", part: "tEXt" })).toBe(
    "This photo is damaged (a checksum is wrong: tEXt). Open it in a photo app and export it as JPEG.",
  );
});

test("a line of a picture is too narrow, a tiny one too small", () => {
  const sides = { minSidePx: 16, maxPublicSidePx: 2048 };
  expect(photoRefusalText({ code: "too_small", widthPx: 40_000, heightPx: 60, ...sides })).toBe(
    "This picture is 40,000 x 60 pixels, too narrow to show. Made 2,048 pixels long, it would be under 16 pixels across: crop it.",
  );
  expect(photoRefusalText({ code: "too_small", widthPx: 8, heightPx: 8, ...sides })).toBe(
    "This picture is 8 x 8 pixels, too small to show. It needs at least 16 pixels on each side.",
  );
});

test.each([
  [50_400_000, "50.4"],
  [54_000_000, "54"],
  [50_000_001, "50.000001"],
  [200_000_000, "200"],
])("a photo of %d pixels has %s megapixels", (pixels, megapixels) => {
  expect(photoRefusalText({ code: "too_many_pixels", pixels, maxPixels: maxPhotoPixels })).toBe(
    `This photo has ${megapixels} megapixels; at most 50 fit. Export it smaller: 12 megapixels are plenty.`,
  );
});

test("a photo that is too large never has as many megapixels as fit", () => {
  fc.assert(
    fc.property(fc.integer({ min: maxPhotoPixels + 1, max: 4e9 }), (pixels) => {
      const text = photoRefusalText({ code: "too_many_pixels", pixels, maxPixels: maxPhotoPixels });
      const [stated, most] = (text.match(/[\d.]+(?= (?:megapixels;|fit))/g) ?? []).map(Number);
      expect(stated).toBeGreaterThan(most ?? Infinity);
    }),
  );
});
