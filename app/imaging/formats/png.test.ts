import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { pictures, size, type Picture } from "../../../tests/photo-fuzz/pictures";
import { bytes, partsOf, pngChunk, pngOf, withPngChecksums, withPngChunks } from "../../../tests/photo-fuzz/segments";
import { orientationOf, tiffWithOrientation } from "./exif";
import { parsePng } from "./png";
import type { ParsedPicture } from "./picture";

/** In sRGB, at this orientation. */
const shown = (orientation: number) => ({ orientation, colours: "srgb" }) as const;

let pngs: Picture[] = [];
beforeAll(async () => {
  pngs = (await pictures()).filter(({ type }) => type === "image/png");
});

function parsed(png: Uint8Array): ParsedPicture {
  const picture = parsePng(png);
  if (picture.kind === "refused") throw new Error(`Refused: ${JSON.stringify(picture)}`);
  return picture;
}

const png = pngOf(64, 48);
const animation = (type: string) => withPngChunks(png, pngChunk(type, new Uint8Array(26)));

test("real PNGs are read to their end, with their size", () => {
  for (const { bytes: file, name } of pngs) {
    expect(parsed(file), name).toMatchObject({ ...size, coding: "plain", endByte: file.length });
  }
});

test("16 bits a channel are deep", () => {
  expect(parsed(pngOf(64, 48, 16)).coding).toBe("deep");
});

test("the end of the picture is its last chunk, whatever follows in the file", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (tail) => {
      expect(parsed(bytes(png, tail)).endByte).toBe(png.length);
    }),
  );
});

test.each(["acTL", "fcTL", "fdAT"])("a chunk %s makes it animated, which is refused", (type) => {
  expect(parsePng(animation(type))).toEqual({ kind: "refused", code: "animated" });
});

test.each([
  ["another chunk before the header", withFirstChunk("tEXt"), { damage: "no_header" }],
  [
    "two palettes",
    withPngChunks(png, pngChunk("PLTE", [0, 0, 0]), pngChunk("PLTE", [0, 0, 0])),
    { damage: "repeated_part", part: "PLTE" },
  ],
  [
    "bytes hidden in a long gamma",
    withPngChunks(png, pngChunk("gAMA", new Uint8Array(5))),
    { damage: "part_too_long", part: "gAMA" },
  ],
  [
    "a part that a decoder must know, and we do not",
    withPngChunks(png, pngChunk("ABCD", [])),
    { damage: "unknown_part", part: "ABCD" },
  ],
  ["a chunk between the picture's data", split(), { damage: "picture_data_misplaced" }],
])("%s is broken", (_name, file, expected) => {
  expect(parsePng(file)).toEqual({ kind: "refused", code: "broken", ...expected });
});

/** A PNG whose first chunk, of the header's length, is another. */
function withFirstChunk(type: string): Uint8Array {
  return bytes(png.subarray(0, 8), pngChunk(type, png.subarray(16, 29)), png.subarray(33));
}

/** A PNG with a text between two chunks of its data. */
function split(): Uint8Array {
  const [header, data] = [png.subarray(0, 33), png.subarray(33, png.length - 12)];
  return bytes(header, data, pngChunk("tEXt", "x\0y"), data, png.subarray(png.length - 12));
}

test("a changed byte is seen by its chunk's checksum, wherever it is", () => {
  fc.assert(
    fc.property(fc.integer({ min: 8, max: png.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const changed = png.slice();
      changed[at] = changed[at]! ^ change;
      expect(parsePng(changed).kind).toBe("refused");
    }),
  );
});

test("with its checksums made right, as an attacker would, a changed byte never makes the parser throw", () => {
  fc.assert(
    fc.property(fc.integer({ min: 8, max: png.length - 1 }), fc.nat(255), (at, value) => {
      const changed = png.slice();
      changed[at] = value;
      const picture = parsePng(withPngChecksums(changed));
      if (picture.kind === "parsed") expect(picture.endByte).toBeLessThanOrEqual(changed.length);
    }),
  );
});

test("every beginning of a PNG is refused", () => {
  for (let length = 8; length < png.length; length++) expect(parsePng(png.subarray(0, length)).kind).toBe("refused");
});

test("text, time, profile and EXIF are named and left out; the picture's own chunks stay", () => {
  const file = withPngChunks(
    png,
    pngChunk("tEXt", "Author\0Anna"),
    pngChunk("zTXt", "Comment\0\0Anna"),
    pngChunk("iCCP", "Anna\0\0"),
    pngChunk("eXIf", tiffWithOrientation(8)),
    pngChunk("gAMA", [0, 0, 0xb1, 0x8f]),
  );
  const picture = parsed(file);
  expect(picture.removed).toEqual(["text", "colour profile", "EXIF"]);
  expect(picture.exif && orientationOf(picture.exif)).toBe(8);
  expect(partsOf(picture.rebuild(shown(1)), "image/png")).toEqual(["IHDR", "gAMA", "IDAT", "IEND"]);
});

test("an orientation is stated right behind the header, and a rebuilt picture rebuilds to itself", () => {
  const turned = parsed(png).rebuild(shown(6));
  expect(partsOf(turned, "image/png")).toEqual(["IHDR", "eXIf", "IDAT", "IEND"]);
  expect(parsed(turned).rebuild(shown(6))).toEqual(turned);
  expect(parsed(turned).rebuild(shown(1))).toEqual(png);
});
