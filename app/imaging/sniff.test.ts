import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { maxPhotoBytes } from "~/contract/limits";
import { sniff } from "./sniff";

const samples = join(dirname(createRequire(import.meta.url).resolve("@vladmandic/face-api/package.json")), "demo");
const jpeg = new Uint8Array(readFileSync(join(samples, "sample1.jpg")));
const png = new Uint8Array(readFileSync(join(samples, "screenshot-webcam.png")));

test("a real JPEG and a real PNG are photos that end where their files end", () => {
  expect(sniff(jpeg)).toMatchObject({ kind: "photo", type: "image/jpeg", end: jpeg.length });
  expect(sniff(png)).toMatchObject({ kind: "photo", type: "image/png", end: png.length });
});

test("bytes behind the picture are seen as such", () => {
  const longer = new Uint8Array(jpeg.length + 100);
  longer.set(jpeg);
  expect(sniff(longer)).toMatchObject({ kind: "photo", end: jpeg.length });
});

test("a JPEG and a PNG that are cut short anywhere are refused as cut short", () => {
  fc.assert(
    fc.property(fc.integer({ min: 20, max: Math.min(jpeg.length, png.length) - 1 }), (length) => {
      expect(sniff(jpeg.subarray(0, length))).toEqual({ kind: "refused", code: "truncated" });
      expect(sniff(png.subarray(0, length))).toEqual({ kind: "refused", code: "truncated" });
    }),
    { numRuns: 50 },
  );
});

test("no bytes make it throw", () => {
  const heads = [
    jpeg.subarray(0, 400),
    png.subarray(0, 100),
    webp("VP8X", 0, 40, 30),
    ascii("<svg>"),
    new Uint8Array(),
  ];
  const change = fc.record({ at: fc.nat({ max: 400 }), value: fc.nat({ max: 255 }) });
  fc.assert(
    fc.property(fc.constantFrom(...heads), fc.array(change, { maxLength: 12 }), (head, changes) => {
      const bytes = new Uint8Array(head);
      for (const { at, value } of changes) bytes[at] = value;
      expect(() => sniff(bytes)).not.toThrow();
    }),
    { numRuns: 5_000 },
  );
});

test("a PNG's header alone refuses 60 megapixels", () => {
  expect(sniff(pngHeader(10_000, 6_000))).toEqual({ kind: "refused", code: "too_many_pixels" });
});

test("a picture whose public copy would be a line is refused", () => {
  expect(sniff(pngHeader(40_000, 60))).toEqual({ kind: "refused", code: "too_small" });
});

test("a moving picture is refused as one", () => {
  expect(sniff(webp("VP8X", 2, 40, 30))).toEqual({ kind: "refused", code: "animated" });
  const moving = new Uint8Array([...pngHeader(40, 30), 0, 0, 0, 8, ...ascii("acTL"), ...new Uint8Array(12)]);
  expect(sniff(moving)).toEqual({ kind: "refused", code: "animated" });
});

test("a still WebP's size is read from each kind of header", () => {
  expect(sniff(webp("VP8X", 0, 640, 480))).toMatchObject({ kind: "photo", size: { width: 640, height: 480 } });
  expect(sniff(webp("VP8 ", 0, 640, 480))).toMatchObject({ kind: "photo", size: { width: 640, height: 480 } });
  expect(sniff(webp("VP8L", 0, 640, 480))).toMatchObject({ kind: "photo", size: { width: 640, height: 480 } });
});

test.each([
  ["empty", new Uint8Array()],
  ["too_large", new Uint8Array(maxPhotoBytes + 1)],
  ["heic", new Uint8Array([0, 0, 0, 24, ...ascii("ftypheic")])],
  ["unsupported", new Uint8Array([0, 0, 0, 24, ...ascii("ftypavif")])],
  ["unsupported", ascii("II*\0rest")],
  ["gif", ascii("GIF89a......")],
  ["svg", ascii('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>')],
  ["not_an_image", ascii("%PDF-1.7 renamed to photo.jpg")],
  ["not_an_image", ascii("hello")],
] as const)("%s is named", (code, bytes) => {
  expect(sniff(bytes)).toEqual({ kind: "refused", code });
});

function ascii(words: string): Uint8Array {
  return new TextEncoder().encode(words);
}

function pngHeader(width: number, height: number): Uint8Array {
  const bytes = new Uint8Array(33);
  bytes.set([0x89, ...ascii("PNG\r\n\x1a\n"), 0, 0, 0, 13, ...ascii("IHDR")]);
  new DataView(bytes.buffer).setUint32(16, width);
  new DataView(bytes.buffer).setUint32(20, height);
  return bytes;
}

/** The first 40 bytes of a WebP file, with its length right. */
function webp(chunk: "VP8X" | "VP8 " | "VP8L", flags: number, width: number, height: number): Uint8Array {
  const bytes = new Uint8Array(40);
  const view = new DataView(bytes.buffer);
  bytes.set([...ascii("RIFF"), 32, 0, 0, 0, ...ascii(`WEBP${chunk}`)]);
  if (chunk === "VP8X") {
    bytes[20] = flags;
    view.setUint32(24, width - 1, true);
    view.setUint32(27, height - 1, true);
  } else if (chunk === "VP8 ") {
    view.setUint16(26, width, true);
    view.setUint16(28, height, true);
  } else {
    view.setUint32(21, (width - 1) | ((height - 1) << 14), true);
  }
  return bytes;
}
