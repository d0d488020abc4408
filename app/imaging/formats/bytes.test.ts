import fc from "fast-check";
import { expect, test } from "vitest";
import { concat, latin1, latin1Bytes, u16, u16le, u24le, u32, u32le } from "./bytes";

test("numbers read as a DataView reads them, in both byte orders", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 4, maxLength: 12 }), fc.nat({ max: 8 }), (bytes, place) => {
      const at = place % (bytes.length - 3);
      const view = new DataView(bytes.buffer);
      expect([u16(bytes, at), u32(bytes, at)]).toEqual([view.getUint16(at), view.getUint32(at)]);
      expect([u16le(bytes, at), u32le(bytes, at)]).toEqual([view.getUint16(at, true), view.getUint32(at, true)]);
      expect(u24le(bytes, at)).toBe(view.getUint32(at, true) & 0xffffff);
    }),
  );
});

test("a number past the end reads as 0", () => {
  const bytes = Uint8Array.of(1, 2);
  expect([u16(bytes, 2), u32(bytes, 9), u16le(bytes, 2), u24le(bytes, 2), u32le(bytes, 2)]).toEqual([0, 0, 0, 0, 0]);
  expect(u32(bytes, 0)).toBe(0x01020000);
});

test("bytes become a text and the same bytes again", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(latin1Bytes(latin1(bytes, 0, bytes.length))).toEqual(bytes);
    }),
  );
});

test("a text past the end is cut short", () => {
  expect(latin1(latin1Bytes("JFIF"), 2, 10)).toBe("IF");
});

test("parts are joined in order, into bytes of their own", () => {
  const part = Uint8Array.of(1, 2);
  const joined = concat([part, new Uint8Array(), Uint8Array.of(3)]);
  part[0] = 9;
  expect([...joined]).toEqual([1, 2, 3]);
  expect(concat([])).toHaveLength(0);
});
