import fc from "fast-check";
import { expect, test } from "vitest";
import { tiffOf } from "../../../tests/photo-leak/exif";
import { exifWithOrientation, orientationOf, tiffAfterPrefix, tiffWithOrientation } from "./exif";

test("each orientation is read back from the block that states it", () => {
  for (let orientation = 1; orientation <= 8; orientation++) {
    expect(orientationOf(tiffWithOrientation(orientation))).toBe(orientation);
    expect(orientationOf(tiffAfterPrefix(exifWithOrientation(orientation))!)).toBe(orientation);
  }
});

test("a block that states an orientation has 26 bytes, so that nothing else is in it", () => {
  expect(tiffWithOrientation(6)).toHaveLength(26);
});

test("an orientation is found among a camera's other tags", () => {
  expect(orientationOf(Uint8Array.from(tiffOf({ 0x010f: "Pear", 0x0112: 8, 0x0131: "Polish 3" })))).toBe(8);
});

test("an orientation is read in little-endian order", () => {
  const tiff = [0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0];
  expect(orientationOf(Uint8Array.from(tiff))).toBe(3);
});

test("a photo is upright when its block states no orientation, or one that is none", () => {
  expect(orientationOf(Uint8Array.from(tiffOf({ 0x010f: "Pear" })))).toBe(1);
  expect(orientationOf(tiffWithOrientation(0))).toBe(1);
  expect(orientationOf(tiffWithOrientation(9))).toBe(1);
  expect(orientationOf(new Uint8Array())).toBe(1);
});

test("any bytes state an orientation from 1 to 8, and none makes it loop for long", () => {
  fc.assert(
    fc.property(fc.constantFrom("II", "MM"), fc.uint8Array({ maxLength: 80 }), (order, rest) => {
      const orientation = orientationOf(Uint8Array.from([...Buffer.from(order), ...rest]));
      expect(orientation).toBeGreaterThanOrEqual(1);
      expect(orientation).toBeLessThanOrEqual(8);
    }),
  );
});

test("only content that begins with EXIF's prefix is EXIF", () => {
  expect(tiffAfterPrefix(Uint8Array.from(Buffer.from("http://ns.adobe.com/xap/1.0/\0")))).toBeNull();
  expect([...tiffAfterPrefix(Uint8Array.from(Buffer.from("Exif\0\0MM")))!]).toEqual([0x4d, 0x4d]);
});
