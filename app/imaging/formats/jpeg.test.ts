import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { pictures, size, type Picture } from "../../../tests/photo-fuzz/pictures";
import { bytes, claimingSize, frame, jpegOf, partsOf, segment, withSegments } from "../../../tests/photo-fuzz/segments";
import { tiffOf } from "../../../tests/photo-leak/exif";
import { orientationOf } from "./exif";
import { parseJpeg } from "./jpeg";
import type { ParsedPicture } from "./picture";

/** In sRGB, at this orientation. */
const shown = (orientation: number) => ({ orientation, colours: "srgb" }) as const;

let jpegs: Picture[] = [];
beforeAll(async () => {
  jpegs = (await pictures()).filter(({ type }) => type === "image/jpeg");
});

function parsed(jpeg: Uint8Array): ParsedPicture {
  const picture = parseJpeg(jpeg);
  if (picture.kind === "refused") throw new Error(`Refused: ${JSON.stringify(picture)}`);
  return picture;
}

const baseline = () => jpegs[0]!.bytes;
const square = frame(0xc0, 8, 64, 64);
const scan = bytes([0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 1]);
const end = [0xff, 0xd9];
const exif = (orientation: number) =>
  segment(0xe1, bytes("Exif\0\0", Uint8Array.from(tiffOf({ 0x010f: "Pear", 0x0112: orientation }))));

test("real JPEGs of every kind are read to their end, with their size and coding", () => {
  for (const jpeg of jpegs) {
    expect(parsed(jpeg.bytes), jpeg.name).toMatchObject({ ...size, coding: "plain", endByte: jpeg.bytes.length });
  }
});

test("the end of the picture is where its marker says, whatever follows in the file", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (tail) => {
      expect(parsed(bytes(baseline(), tail)).endByte).toBe(baseline().length);
    }),
  );
});

test("a scan goes on over stuffed bytes and restart markers", () => {
  const data = [1, 0xff, 0x00, 2, 0xff, 0xd3, 3];
  const jpeg = bytes([0xff, 0xd8], square, scan, data, end);
  expect(parsed(jpeg).endByte).toBe(jpeg.length);
});

test.each([
  ["12 bits", frame(0xc1, 12, 64, 64), "deep"],
  ["four channels", frame(0xc0, 8, 64, 64, 4), "cmyk"],
  ["an arithmetic frame", frame(0xc9, 8, 64, 64), "unusual_jpeg"],
  ["a progressive frame", frame(0xc2, 8, 64, 64), "plain"],
] as const)("%s has a coding of its own", (_name, header, coding) => {
  expect(parsed(jpegOf(header)).coding).toBe(coding);
});

test.each([
  ["no frame", jpegOf(), "no_header"],
  ["two frames", jpegOf(square, square), "several_pictures"],
  ["no scan", bytes([0xff, 0xd8], square, end), "no_picture_data"],
  ["a scan before its frame", bytes([0xff, 0xd8], scan, square, end), "picture_data_misplaced"],
  ["no marker where one must be", bytes([0xff, 0xd8, 0, 0, 0]), "marker_missing"],
  ["a marker that stands alone", bytes([0xff, 0xd8, 0xff, 0x01, 0, 2], square), "marker_misplaced"],
  ["a segment shorter than its length", bytes([0xff, 0xd8, 0xff, 0xfe, 0, 1], square), "segment_too_short"],
  ["two channels", jpegOf(frame(0xc0, 8, 64, 64, 2)), "unknown_colours"],
  ["bytes hidden behind a quantisation table", jpegOf(segment(0xdb, new Uint8Array(70)), square), "wrong_table_length"],
  ["bytes hidden behind a Huffman table", jpegOf(segment(0xc4, new Uint8Array(20)), square), "wrong_table_length"],
  [
    "a scan for each of 101 decoders' minutes",
    bytes([0xff, 0xd8], square, ...Array<Uint8Array>(101).fill(scan), end),
    "too_many_scans",
  ],
])("%s is broken", (_name, jpeg, damage) => {
  expect(parseJpeg(jpeg)).toEqual({ kind: "refused", code: "broken", damage });
});

test("every beginning of a JPEG is truncated or broken, and none is a picture", () => {
  const jpeg = baseline();
  fc.assert(
    fc.property(fc.integer({ min: 2, max: jpeg.length - 1 }), (length) => {
      expect(parseJpeg(jpeg.subarray(0, length)).kind).toBe("refused");
    }),
  );
});

test("a header that claims 60,000 pixels a side is refused before anything is decoded", () => {
  expect(parseJpeg(claimingSize(baseline(), 60_000, 60_000))).toMatchObject({ code: "too_many_pixels" });
});

test("what is left out is named once each, and nothing of it is in the rebuilt picture", () => {
  const jpeg = withSegments(
    baseline(),
    exif(6),
    segment(0xe1, "http://ns.adobe.com/xap/1.0/\0Anna"),
    segment(0xe2, "ICC_PROFILE\0\x01\x01Anna"),
    segment(0xed, "Photoshop 3.0\0Anna"),
    segment(0xfe, "Anna"),
    segment(0xfe, "Anna again"),
  );
  const picture = parsed(jpeg);
  expect(picture.removed).toEqual(["EXIF", "XMP", "colour profile", "IPTC", "comment"]);
  expect(picture.exif && orientationOf(picture.exif)).toBe(6);
  const rebuilt = picture.rebuild(shown(1));
  expect(Buffer.from(rebuilt).includes("Anna")).toBe(false);
  expect(partsOf(rebuilt, "image/jpeg")).toEqual(partsOf(baseline(), "image/jpeg"));
});

test("an orientation is the one thing of EXIF that a rebuilt picture may state", () => {
  const picture = parsed(withSegments(baseline(), exif(6)));
  const turned = parsed(picture.rebuild(shown(6)));
  expect(turned.exif && orientationOf(turned.exif)).toBe(6);
  expect(turned.removed).toEqual(["EXIF"]);
  expect(parsed(picture.rebuild(shown(1))).exif).toBeNull();
});

test("a rebuilt picture rebuilds to itself", () => {
  for (const jpeg of jpegs) {
    const once = parsed(jpeg.bytes).rebuild(shown(3));
    expect(parsed(once).rebuild(shown(3))).toEqual(once);
  }
});

test("Adobe's segment keeps its colour transform, and the rest of it is set to what is usual", () => {
  const adobe = segment(0xee, bytes("Adobe", [7, 7, 7, 7, 7, 7, 2]));
  const plain = bytes("Adobe", [0, 100, 0, 0, 0, 0, 2]);
  expect(Buffer.from(parsed(jpegOf(adobe, square)).rebuild(shown(1))).includes(Buffer.from(plain))).toBe(true);
});

test("a changed byte anywhere never makes the parser throw or go on for ever", () => {
  const jpeg = baseline();
  fc.assert(
    fc.property(fc.nat(jpeg.length - 1), fc.nat(255), (at, value) => {
      const changed = jpeg.slice();
      changed[at] = value;
      const picture = parseJpeg(bytes([0xff, 0xd8], changed.subarray(2)));
      if (picture.kind === "parsed") expect(picture.endByte).toBeLessThanOrEqual(changed.length);
    }),
  );
});
