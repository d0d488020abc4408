import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { frame, jpegOf } from "../../../tests/photo-fuzz/segments";
import { maxBitmapSidePx, openPhoto } from "./open-photo";

afterEach(() => void vi.unstubAllGlobals());

/** A browser whose decoder gives bitmaps of this size; counts those that are still open. */
function browserOf(width: number, height: number) {
  const open = new Set<object>();
  const make = (size: { width: number; height: number }) => {
    const bitmap = { ...size, close: () => void open.delete(bitmap) };
    open.add(bitmap);
    return bitmap;
  };
  vi.stubGlobal("createImageBitmap", async (_source: unknown, { resizeWidth, resizeHeight }: ImageBitmapOptions) =>
    make({ width: resizeWidth ?? width, height: resizeHeight ?? height }),
  );
  return open;
}

const file = (width: number, height: number) => new Blob([Uint8Array.from(jpegOf(frame(0xc0, 8, width, height)))]);

test("a photo that fits is kept as it was decoded", async () => {
  const open = browserOf(640, 480);
  const photo = await openPhoto(file(640, 480));
  expect(photo).toMatchObject({ size: { width: 640, height: 480 }, type: "image/jpeg", removed: [] });
  expect([photo.bitmap.width, open.size]).toEqual([640, 1]);
});

test("a larger photo is drawn smaller, regions stay in its own pixels, and one bitmap alone is held", async () => {
  const open = browserOf(8192, 4000);
  const photo = await openPhoto(file(8192, 4000));
  expect(photo.size).toEqual({ width: 8192, height: 4000 });
  expect([photo.bitmap.width, photo.bitmap.height]).toEqual([maxBitmapSidePx, 2000]);
  expect(open).toEqual(new Set([photo.bitmap]));
});

test("no side of what the editor draws is longer than the limit, or gone", async () => {
  const side = fc.integer({ min: 100, max: 7_000 });
  await fc.assert(
    fc.asyncProperty(side, side, async (width, height) => {
      browserOf(width, height);
      const { bitmap } = await openPhoto(file(1_000, 1_000));
      expect(Math.max(bitmap.width, bitmap.height)).toBeLessThanOrEqual(maxBitmapSidePx);
      expect(Math.min(bitmap.width, bitmap.height)).toBeGreaterThan(0);
    }),
    { numRuns: 30 },
  );
});
