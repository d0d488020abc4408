import { expect, test } from "vitest";
import { plain } from "../../tests/pixels";
import { bandsOf, facesOfBand } from "./bands";
import type { Crop, Detection } from "./detection";

const scale = 1536 / 4000;
const cropOf = (width: number, height: number): Crop => ({ x: 0, y: 0, scale, width, height, flipped: false });
const bandsOfSize = (width: number, height: number) => bandsOf(plain({ width, height }, 90), cropOf(width, height));

/** A face of 40 pixels of the photo around a row of it. */
const faceAt = (y: number, crop: Crop): Detection => ({
  ...{ x: 10, y: y - 20, width: 40, height: 40 },
  ...{ score: 0.9, model: "full-range", crop },
});

test("an input of up to a megapixel is read as it is", () => {
  const [band, ...others] = bandsOfSize(1024, 768);
  expect([band?.crop, others]).toEqual([cropOf(1024, 768), []]);
  expect(band?.pixels).toMatchObject({ width: 1024, height: 768 });
});

test.each([
  [1536, 1152],
  [1152, 1536],
  [1536, 1536],
  [1920, 1440],
])("an input of %i x %i is read in two overlapping bands, whose anchors lie as in the whole", (width, height) => {
  const bands = bandsOfSize(width, height);
  expect(bands).toHaveLength(2);
  for (const { crop, pixels } of bands) {
    const top = Math.round(crop.y * scale);
    expect([top % 64, crop.height % 32, crop.width]).toEqual([0, 0, width]);
    expect(pixels.data).toHaveLength(width * crop.height * 4);
    expect(width * crop.height).toBeLessThanOrEqual(0.62 * width * height);
  }
  const [upper, lower] = bands as [(typeof bands)[0], (typeof bands)[0]];
  expect(upper.crop.height + lower.crop.height - height).toBe(256);
});

test("a face is reported once, by the band in which its middle lies, as seen in the whole input", () => {
  const whole = cropOf(1536, 1152);
  const bands = bandsOfSize(1536, 1152);
  for (const y of [100, 1499, 1500, 1501, 1800, 2900]) {
    const found = bands.flatMap((band) => facesOfBand([faceAt(y, band.crop)], band, whole));
    expect(found).toEqual([faceAt(y, whole)]);
  }
});
