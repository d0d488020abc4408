import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { pictureOnly } from "~/composer/encode";
import { removedFrom } from "~/composer/removed-metadata";
import { sniff } from "~/imaging/sniff";
import { tiffOf, withExif } from "./exif";

const samples = join(dirname(createRequire(import.meta.url).resolve("@vladmandic/face-api/package.json")), "demo");
const jpeg = new Uint8Array(readFileSync(join(samples, "sample1.jpg")));

test("a JPEG from an encoder keeps its picture and loses every note", () => {
  const comment = [0xff, 0xfe, 0, 6, ...Buffer.from("Anna")];
  const noted = withExif(new Uint8Array([0xff, 0xd8, ...comment, ...jpeg.subarray(2)]), { 0x0110: "Pear 9" });
  const clean = Buffer.from(pictureOnly(noted));
  expect(clean).toEqual(Buffer.from(pictureOnly(jpeg)));
  for (const note of ["Anna", "Pear", "Exif"]) expect(clean.includes(note)).toBe(false);
  const scan = Buffer.from(jpeg.subarray(Buffer.from(jpeg).indexOf(Buffer.from([0xff, 0xda]))));
  expect(clean.subarray(-scan.length)).toEqual(scan);
});

test("a clean JPEG stays as it is", () => {
  const clean = pictureOnly(jpeg);
  expect(pictureOnly(clean)).toEqual(clean);
});

test.each(["", "Exif\0\0"])("a WebP's notes are told, with %j in front of them", async (prefix) => {
  const exif = [...Buffer.from(prefix), ...tiffOf({ 0x010f: "Pear", 0x0131: "Polish 3", 0x013b: "Anna" })];
  const bytes = webpWith(exif);
  const sniffed = sniff(bytes);
  if (sniffed.kind !== "photo") throw new Error("Not a photo.");
  expect(await removedFrom({ bytes, ...sniffed })).toEqual([
    "the place it was taken",
    "the camera's or phone's model",
    "names of people",
    "the program it was edited with",
  ]);
});

/** The chunks of a WebP of 20 x 20 pixels without its coded picture, and an EXIF chunk. */
function webpWith(exif: readonly number[]): Uint8Array {
  const header = Buffer.from("VP8X\x0a\0\0\0\x08\0\0\0\x13\0\0\x13\0\0", "latin1");
  const length = Buffer.alloc(4);
  length.writeUInt32LE(exif.length);
  const chunk = Buffer.concat([Buffer.from("EXIF"), length, Buffer.from(exif), Buffer.alloc(exif.length & 1)]);
  const riff = Buffer.concat([Buffer.from("RIFF\0\0\0\0WEBP"), header, chunk]);
  riff.writeUInt32LE(riff.length - 8, 4);
  return new Uint8Array(riff);
}
