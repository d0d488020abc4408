import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { pictures, size, type Picture } from "../../../tests/photo-fuzz/pictures";
import { bytes, little32, partsOf, webpChunk, withWebpChunks } from "../../../tests/photo-fuzz/segments";
import { orientationOf, tiffWithOrientation } from "./exif";
import type { ParsedPicture } from "./picture";
import { parseWebp } from "./webp";

/** In sRGB, at this orientation. */
const shown = (orientation: number) => ({ orientation, colours: "srgb" }) as const;

let webps: Picture[] = [];
beforeAll(async () => {
  webps = (await pictures()).filter(({ type }) => type === "image/webp");
});

const named = (name: string) => webps.find((each) => each.name === name)!.bytes;

function parsed(webp: Uint8Array): ParsedPicture {
  const picture = parseWebp(webp);
  if (picture.kind === "refused") throw new Error(`Refused: ${JSON.stringify(picture)}`);
  return picture;
}

const webpOf = (...chunks: Uint8Array[]) => withWebpChunks(bytes("RIFF", [0, 0, 0, 0], "WEBP"), ...chunks);
const lossless = webpChunk("VP8L", [0x2f, ...little32((64 - 1) | ((48 - 1) << 14)), 0, 0, 0]);
const extended = (flags: number, width = 64, height = 48) =>
  webpChunk("VP8X", [flags, 0, 0, 0, ...little32(width - 1).slice(0, 3), ...little32(height - 1).slice(0, 3)]);

test("real WebPs of every kind are read to their end, with their size", () => {
  for (const { bytes: file, name } of webps) {
    expect(parsed(file), name).toMatchObject({ ...size, coding: "plain", endByte: file.length });
  }
});

test("the end of the picture is the RIFF's, whatever follows in the file", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (tail) => {
      const file = named("lossy WebP");
      expect(parsed(bytes(file, tail)).endByte).toBe(file.length);
    }),
  );
});

test.each([
  ["an animation chunk", webpOf(extended(0), webpChunk("ANIM", new Uint8Array(6)), lossless)],
  ["a frame of an animation", webpOf(extended(0), webpChunk("ANMF", new Uint8Array(16)), lossless)],
  ["the flag of an animation alone", webpOf(extended(0x02), lossless)],
])("%s makes it animated, which is refused", (_name, webp) => {
  expect(parseWebp(webp)).toEqual({ kind: "refused", code: "animated" });
});

test.each([
  ["no picture", webpOf(extended(0)), { damage: "no_picture_data" }],
  ["two pictures", webpOf(lossless, lossless), { damage: "several_pictures" }],
  ["two extended headers", webpOf(extended(0), extended(0), lossless), { damage: "repeated_part", part: "VP8X" }],
  ["an extended header that does not come first", webpOf(lossless, extended(0)), { damage: "wrong_header" }],
  ["a header of another size than the picture's", webpOf(extended(0, 65), lossless), { damage: "sizes_differ" }],
  [
    "a lossless picture without its signature",
    webpOf(webpChunk("VP8L", new Uint8Array(12))),
    { damage: "no_picture_data" },
  ],
  [
    "a lossy picture that is no key frame",
    webpOf(webpChunk("VP8 ", [1, 0, 0, 0x9d, 1, 0x2a, 64, 0, 48, 0])),
    { damage: "no_picture_data" },
  ],
])("%s is broken", (_name, webp, expected) => {
  expect(parseWebp(webp)).toEqual({ kind: "refused", code: "broken", ...expected });
});

test("every beginning of a WebP is refused", () => {
  const file = named("lossless WebP");
  fc.assert(
    fc.property(fc.integer({ min: 12, max: file.length - 1 }), (length) => {
      expect(parseWebp(file.subarray(0, length)).kind).toBe("refused");
    }),
  );
});

test("EXIF, XMP, profiles and unknown chunks are named and left out, and the flags no longer promise them", () => {
  const file = webpOf(
    extended(0x2c),
    lossless,
    webpChunk("EXIF", bytes("Exif\0\0", tiffWithOrientation(5))),
    webpChunk("XMP ", "Anna"),
    webpChunk("ICCP", "Anna"),
    webpChunk("a\0na", "Anna"),
  );
  const picture = parsed(file);
  expect(picture.removed).toEqual(["EXIF", "XMP", "colour profile", "a?na"]);
  expect(picture.exif && orientationOf(picture.exif)).toBe(5);
  const rebuilt = picture.rebuild(shown(1));
  expect(Buffer.from(rebuilt).includes("Anna")).toBe(false);
  expect(rebuilt).toEqual(webpOf(extended(0), lossless));
});

test("opacity stays, and its flag with it", () => {
  const file = named("lossy WebP with opacity");
  expect(partsOf(parsed(file).rebuild(shown(1)), "image/webp")).toEqual(partsOf(file, "image/webp"));
});

test("a picture without an extended header gets one to state its orientation, and rebuilds to itself", () => {
  const turned = parsed(webpOf(lossless)).rebuild(shown(6));
  expect(partsOf(turned, "image/webp")).toEqual(["VP8X", "VP8L", "EXIF"]);
  const again = parsed(turned);
  expect(again.exif && orientationOf(again.exif)).toBe(6);
  expect(again.rebuild(shown(6))).toEqual(turned);
});

test("a changed byte anywhere never makes the parser throw or go on for ever", () => {
  const file = named("lossy WebP with opacity");
  fc.assert(
    fc.property(fc.nat(file.length - 1), fc.nat(255), (at, value) => {
      const changed = file.slice();
      changed[at] = value;
      const picture = parseWebp(changed);
      if (picture.kind === "parsed") expect(picture.endByte).toBeLessThanOrEqual(changed.length);
    }),
  );
});
