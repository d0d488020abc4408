import { expect, test } from "vitest";
import { plain } from "../../tests/pixels";
import { bandsOf, rowsOf, type Stem, stems } from "./bands";

const stem: Stem = { outputs: [], marginRows: 24 };
const sizes = [
  { width: 1536, height: 1152 },
  { width: 1152, height: 1536 },
  { width: 1536, height: 1536 },
  { width: 1920, height: 1440 },
  { width: 1024, height: 768 },
  { width: 1536, height: 544 },
];

test("an input of half a megapixel is read as it is", () => {
  expect(bandsOf({ width: 1024, height: 512 }, stem)).toEqual([{ top: 0, bottom: 512, seenTop: 0, seenBottom: 512 }]);
});

test.each(sizes)("the bands of $width x $height pixels answer for each row once", (size) => {
  const bands = bandsOf(size, stem);
  expect(bands.length).toBeGreaterThan(1);
  expect(bands.map(({ top }) => top)).toEqual([0, ...bands.slice(0, -1).map(({ bottom }) => bottom)]);
  expect(bands.at(-1)?.bottom).toBe(size.height);
});

test.each(sizes)("the bands of $width x $height pixels see their margins, in equally many rows", (size) => {
  for (const { marginRows, outputs } of Object.values(stems)) {
    const bands = bandsOf(size, { marginRows, outputs });
    expect(new Set(bands.map(({ seenTop, seenBottom }) => seenBottom - seenTop)).size).toBe(1);
    for (const { top, bottom, seenTop, seenBottom } of bands) {
      expect(seenTop).toBeLessThanOrEqual(Math.max(0, top - marginRows));
      expect(seenBottom).toBeGreaterThanOrEqual(Math.min(size.height, bottom + marginRows));
      expect([top % 8, seenTop % 8, seenTop >= 0, seenBottom <= size.height]).toEqual([0, 0, true, true]);
      expect((seenBottom - seenTop) * size.width).toBeLessThanOrEqual(512 * 1024);
    }
  }
});

test("rows are a view of the pixels", () => {
  const pixels = plain({ width: 4, height: 6 }, 90);
  const rows = rowsOf(pixels, 2, 5);
  expect([rows.width, rows.height, rows.data.byteOffset, rows.data.length]).toEqual([4, 3, 2 * 4 * 4, 3 * 4 * 4]);
  expect(rows.data.buffer).toBe(pixels.data.buffer);
});
