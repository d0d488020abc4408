import { beforeAll, expect, test } from "vitest";
import { concat } from "~/imaging/formats/bytes";
import { inspect } from "~/imaging/formats/inspect";
import { stripMetadata } from "~/imaging/formats/strip";
import { runs } from "../../../tests/how-many";
import { mutantOf, randomOf, withNotes } from "../../../tests/photo-fuzz/mutate";
import { pictures, type Picture } from "../../../tests/photo-fuzz/pictures";
import {
  bytes,
  jpegOf,
  pngChunk,
  segment,
  webpChunk,
  withPngChunks,
  withWebpChunks,
} from "../../../tests/photo-fuzz/segments";
import { withExif } from "../../../tests/photo-leak/exif";
import { createPictureFilter } from "./picture-filter";

const mutants = runs({ usual: 16_000, full: 40_000 });

let bases: Picture[] = [];

beforeAll(async () => {
  bases = (await pictures()).flatMap((picture) => [picture, withNotes(picture)]);
});

/** As a stream does: the same memory again and again. */
const piece = new Uint8Array(64 * 1024);

/** Feeds a file in pieces whose sizes `sizeOf` returns. */
function filtered(file: Uint8Array, sizeOf: () => number) {
  const emitted: Uint8Array[] = [];
  const filter = createPictureFilter((part) => void emitted.push(part.slice()));
  for (let at = 0; at < file.length;) {
    const part = file.subarray(at, at + Math.min(piece.length, sizeOf()));
    piece.set(part);
    filter.write(piece.subarray(0, part.length));
    at += part.length;
  }
  const end = filter.end();
  if (end.kind === "refused") return end;
  const whole = concat(emitted);
  whole.set(end.head);
  return { ...end, bytes: whole };
}

/** The answer that the filter owes for a file: that of the parsers, which have all of it. */
function expected(file: Uint8Array) {
  const seen = inspect(file);
  if (seen.kind === "refused") return seen;
  const stripped = stripMetadata(file, "how_to_show");
  const { type, width, height, coding, orientation } = seen;
  return { type, width, height, coding, orientation, bytes: stripped.kind === "stripped" ? stripped.bytes : null };
}

/** By plain comparisons: `expect` takes longer than the parsers. */
function compare(file: Uint8Array, sizeOf: () => number, name: string): void {
  const [found, right] = [filtered(file, sizeOf), expected(file)];
  if ("code" in right || "code" in found) {
    if (JSON.stringify(found) !== JSON.stringify(right)) expect(found, name).toEqual(right);
    return;
  }
  const isSame =
    found.type === right.type &&
    found.width === right.width &&
    found.height === right.height &&
    found.coding === right.coding &&
    found.orientation === right.orientation;
  const hasSameBytes = right.bytes === null || Buffer.compare(found.bytes, right.bytes) === 0;
  if (!isSame || !hasSameBytes) expect({ ...found, kind: undefined, head: undefined }, name).toEqual(right);
}

test(`each of ${mutants} mutants of pictures, in pieces of any size, gives the same bytes or the same refusal as the whole file`, () => {
  for (let seed = 0; seed < mutants; seed++) {
    const random = randomOf(~seed);
    const largest = 1 + random(seed % 3 === 0 ? 4 : 600);
    compare(mutantOf(bases, seed), () => 1 + random(largest), `mutant ${seed}`);
  }
});

test("pictures in pieces of one byte, and whole, give the same bytes as the whole file", () => {
  const turned = [1, 3, 6, 8].map((orientation) =>
    withExif(bases[0]!.bytes, { 0x0112: orientation, 0x0110: "Pear 9" }),
  );
  for (const file of [...bases.map((picture) => picture.bytes), ...turned]) {
    compare(file, () => 1, "one byte");
    compare(file, () => file.length, "whole");
  }
});

test("odd files are taken and refused as the whole file is", () => {
  const tiff = bytes("MM\0*\0\0\0\x08", [0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]);
  const named = (name: string) => bases.find((picture) => picture.name === name)!.bytes;
  const [jpeg, png, webp] = [named("baseline JPEG"), named("PNG"), named("lossy WebP with opacity")];
  const odd: Uint8Array[] = [
    bytes(""),
    bytes("x"),
    bytes([0xff, 0xd8, 0xff]),
    bytes('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'),
    bytes("GIF89a", new Uint8Array(3_000)),
    jpegOf(),
    jpegOf(...Array.from({ length: 21_000 }, () => segment(0xfe, ""))),
    jpegOf(...Array.from({ length: 1_100 }, () => segment(0xdb, new Uint8Array(65)))),
    bytes(jpeg.subarray(0, -2), segment(0xe1, bytes("Exif\0\0", tiff)), jpeg.subarray(-2)),
    bytes(jpeg, "PK\x03\x04 behind"),
    // A scan before the frame, two orientations, and each restart marker: of 40,000 mutants one or none is such a file.
    bytes(jpeg.subarray(0, 2), segment(0xda, [1, 1, 0, 0, 63, 0]), jpeg.subarray(2)),
    withExif(withExif(jpeg, { 0x0112: 3 }), { 0x0112: 6 }),
    bytes(
      jpeg.subarray(0, -2),
      [0, 1, 2, 3, 4, 5, 6, 7].flatMap((n) => [0xff, 0xd0 + n, n]),
      jpeg.subarray(-2),
    ),
    bytes(png.subarray(0, -12), pngChunk("eXIf", tiff), png.subarray(-12)),
    withPngChunks(png, pngChunk("eXIf", bytes(tiff, new Uint8Array(100_000))), pngChunk("PLTE", new Uint8Array(900))),
    withWebpChunks(webp, webpChunk("EXIF", tiff)),
    withWebpChunks(named("lossy WebP"), webpChunk("EXIF", tiff)),
    withWebpChunks(webp, webpChunk("ALPH", "late")),
    bytes("RIFF", [0, 0, 0, 0], "WEBP", "VP8 ", [0, 0, 0, 0]),
    bytes("RIFF", [5, 0, 0, 0], "WEBP", "VP8 ", [0, 0, 0, 0]),
    new Uint8Array(20 * 1024 * 1024 + 1),
    bytes(jpeg, new Uint8Array(20 * 1024 * 1024)),
  ];
  for (const [index, file] of odd.entries()) {
    for (const size of file.length > 1_000_000 ? [60_000] : [file.length, 7]) compare(file, () => size, `odd ${index}`);
  }
});

test("what a file holds back grows with neither its size nor its metadata", () => {
  const jpeg = bases[0]!.bytes;
  const notes = Array.from({ length: 200 }, () => segment(0xe4, new Uint8Array(60_000)));
  let emitted = 0;
  const filter = createPictureFilter((part) => (emitted += part.length));
  filter.write(bytes(jpeg.subarray(0, 2), ...notes));
  expect([filter.type, emitted]).toEqual(["image/jpeg", 0]);
  filter.write(jpeg.subarray(2));
  expect(emitted).toBeGreaterThan(jpeg.length / 2);
  expect(filter.end()).toMatchObject({ kind: "filtered" });
});
