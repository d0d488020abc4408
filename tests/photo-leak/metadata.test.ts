import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { summarizeMetadata } from "~/composer/intake/metadata-summary";
import { stripMetadata } from "~/imaging/formats/strip";
import { pictures } from "../photo-fuzz/pictures";
import { bytes, segment, webpChunk, withSegments, withWebpChunks } from "../photo-fuzz/segments";
import { tiffOf, withExif } from "./exif";

const samples = join(dirname(createRequire(import.meta.url).resolve("@vladmandic/face-api/package.json")), "demo");
const jpeg = new Uint8Array(readFileSync(join(samples, "sample1.jpg")));

function stripped(picture: Uint8Array): Uint8Array {
  const result = stripMetadata(picture, "nothing");
  if (result.kind === "refused") throw new Error(result.code);
  return result.bytes;
}

test("a JPEG from an encoder keeps its picture and loses every note", () => {
  const noted = withExif(withSegments(jpeg, segment(0xfe, "Anna")), { 0x0110: "Pear 9" });
  const clean = Buffer.from(stripped(noted));
  expect(clean.equals(stripped(jpeg))).toBe(true);
  for (const note of ["Anna", "Pear", "Exif"]) expect(clean.includes(note)).toBe(false);
  const scan = Buffer.from(jpeg.subarray(Buffer.from(jpeg).indexOf(Buffer.from([0xff, 0xda]))));
  expect(clean.subarray(-scan.length).equals(scan)).toBe(true);
});

test("a clean JPEG stays as it is", () => {
  const clean = stripped(jpeg);
  expect(Buffer.from(stripped(clean)).equals(clean)).toBe(true);
});

test.each(["", "Exif\0\0"])("what a WebP's EXIF tells is named, with %j in front of it", async (prefix) => {
  const exif = tiffOf({ 0x010f: "Pear", 0x0131: "Polish 3", 0x013b: "Anna" });
  const lossy = (await pictures()).find(({ name }) => name === "lossy WebP")!.bytes;
  const webp = withWebpChunks(lossy, webpChunk("EXIF", bytes(prefix, exif)));
  expect(await summarizeMetadata(webp)).toEqual([
    "the place it was taken",
    "the camera's or phone's model",
    "names of people",
    "the program it was edited with",
  ]);
});
