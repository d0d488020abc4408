import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { maxPhotoBytes } from "~/contract/limits";
import { pictures, size, type Picture } from "../../../tests/photo-fuzz/pictures";
import {
  big32,
  bytes,
  frame,
  jpegOf,
  little32,
  pngChunk,
  pngOf,
  segment,
  webpChunk,
  withPngChunks,
  withWebpChunks,
} from "../../../tests/photo-fuzz/segments";
import { tiffOf, withExif } from "../../../tests/photo-leak/exif";
import { inspect } from "./inspect";

const samples = join(dirname(createRequire(import.meta.url).resolve("@vladmandic/face-api/package.json")), "demo");
const photo = new Uint8Array(readFileSync(join(samples, "sample1.jpg")));
const screenshot = new Uint8Array(readFileSync(join(samples, "screenshot-webcam.png")));

let all: Picture[] = [];

beforeAll(async () => {
  all = await pictures();
});

function named(name: string): Uint8Array {
  return all.find((picture) => picture.name === name)!.bytes;
}

describe("a picture", () => {
  test("has its stored size, and how it is to be turned", () => {
    const turned = withExif(named("baseline JPEG"), { 0x0112: 6 });
    const seen = inspect(turned);
    expect(seen).toEqual({
      kind: "picture",
      type: "image/jpeg",
      ...size,
      orientation: 6,
      coding: "plain",
      colours: "srgb",
      exif: Uint8Array.from(tiffOf({ 0x0112: 6 })),
      endByte: turned.length,
    });
  });

  test("from each encoder is one of its type and size, and has no EXIF", () => {
    for (const { name, type, bytes } of all) {
      const plain = { coding: "plain", exif: null, orientation: 1, colours: "srgb", endByte: bytes.length };
      expect(inspect(bytes), name).toEqual({ kind: "picture", type, ...size, ...plain });
    }
  });

  test("from a camera and from a screen end where their files end", () => {
    expect(inspect(photo)).toMatchObject({ type: "image/jpeg", endByte: photo.length });
    expect(inspect(screenshot)).toMatchObject({ type: "image/png", endByte: screenshot.length });
  });

  test("ends before the bytes that follow it", () => {
    expect(inspect(bytes(photo, new Uint8Array(100)))).toMatchObject({ kind: "picture", endByte: photo.length });
  });

  test.each(["", "Exif\0\0"])("in extended WebP has its EXIF as a TIFF block, with %j in front of it", (prefix) => {
    const tiff = tiffOf({ 0x0112: 8 });
    const webp = withWebpChunks(named("lossy WebP with opacity"), webpChunk("EXIF", bytes(prefix, tiff)));
    expect(inspect(webp)).toMatchObject({ kind: "picture", orientation: 8, exif: Uint8Array.from(tiff) });
  });

  test.each([
    ["CMYK", "cmyk", () => jpegOf(frame(0xc0, 8, 100, 100, 4))],
    ["12 bits a colour", "deep", () => jpegOf(frame(0xc1, 12, 100, 100))],
    ["16 bits a colour", "deep", () => pngOf(100, 100, 16)],
    ["a lossless JPEG", "unusual_jpeg", () => jpegOf(frame(0xc3, 8, 100, 100))],
    ["arithmetic coding", "unusual_jpeg", () => jpegOf(frame(0xc9, 8, 100, 100))],
    ["a hierarchical JPEG", "unusual_jpeg", () => jpegOf(frame(0xc5, 8, 100, 100))],
  ])("of %s is coded as %s", (_name, coding, make) => {
    expect(inspect(make())).toMatchObject({ kind: "picture", coding });
  });
});

describe("a file is refused", () => {
  test.each([
    ["nothing", "empty", ""],
    ["words", "not_an_image", "hello, this is a text that was named photo.jpg"],
    ["a HEIC", "heic", "\0\0\0\x18ftypheic\0\0\0\0mif1heic"],
    ["a HEIC of Samsung", "heic", "\0\0\0\x18ftypmif1\0\0\0\0mif1heic"],
    ["an AVIF", "avif", "\0\0\0\x1cftypavif\0\0\0\0avifmif1"],
    ["a GIF", "gif", "GIF89a\x10\0\x10\0\0\0\0;"],
    ["a TIFF", "tiff", "II*\0\x08\0\0\0"],
    ["a big-endian TIFF", "tiff", "MM\0*\0\0\0\x08"],
    ["a BMP", "bmp", "BM\x36\0\0\0"],
    ["an icon", "ico", "\0\0\x01\0\x01\0"],
    ["a PDF", "pdf", "%PDF-1.7\n"],
    ["an SVG", "svg", '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    ["an SVG with a prologue", "svg", '\ufeff<?xml version="1.0"?><svg/>'],
    ["an SVG behind a comment", "svg", '<!-- made by a program --> <svg xmlns="http://www.w3.org/2000/svg"/>'],
    ["a program", "not_an_image", "\x7fELF\x02\x01\x01"],
    ["a ZIP", "not_an_image", "PK\x03\x04"],
    ["a page", "not_an_image", "<!doctype html><script>alert(1)</script>"],
    ["a page with a drawing in it", "not_an_image", "<!doctype html><svg></svg>"],
  ])("when it is %s, as %s", (_name, code, content) => {
    expect(inspect(textBytes(content))).toEqual({ kind: "refused", code });
  });

  test.each([
    ["two frames", "several_pictures", () => jpegOf(frame(0xc0, 8, 100, 100), frame(0xc0, 8, 100, 100))],
    [
      "a thousand scans",
      "too_many_scans",
      () => jpegOf(frame(0xc2, 8, 100, 100), ...Array.from({ length: 1000 }, () => segment(0xda, [1, 1, 0, 0, 63, 0]))),
    ],
    ["no size", "no_size", () => jpegOf(frame(0xc0, 8, 0, 100))],
    ["two channels", "unknown_colours", () => jpegOf(frame(0xc0, 8, 100, 100, 2))],
    ["no frame", "no_header", () => jpegOf()],
  ])("when it has %s, as damaged: %s", (_name, damage, make) => {
    expect(inspect(make())).toEqual({ kind: "refused", code: "broken", damage });
  });

  test("when it is animated", () => {
    const moving = withPngChunks(named("PNG"), pngChunk("acTL", [0, 0, 0, 2, 0, 0, 0, 0]));
    expect(inspect(moving)).toEqual({ kind: "refused", code: "animated" });
    const looped = withWebpChunks(named("lossy WebP"), webpChunk("ANIM", [0, 0, 0, 0, 0, 0]));
    expect(inspect(looped)).toEqual({ kind: "refused", code: "animated" });
    const flagged = bytes("RIFF", little32(22), "WEBP", webpChunk("VP8X", [2, 0, 0, 0, 39, 0, 0, 29, 0, 0]));
    expect(inspect(flagged)).toEqual({ kind: "refused", code: "animated" });
  });

  test("when a side has less than 16 pixels, or would have in its public copy", () => {
    const sides = { minSidePx: 16, maxPublicSidePx: 2048 };
    const refusal = { kind: "refused", code: "too_small", ...sides };
    expect(inspect(pngOf(15, 400))).toEqual({ ...refusal, widthPx: 15, heightPx: 400 });
    expect(inspect(pngOf(40_000, 60))).toEqual({ ...refusal, widthPx: 40_000, heightPx: 60 });
  });

  test("when it has more than 50 megapixels, by its header alone", () => {
    const refusal = { kind: "refused", code: "too_many_pixels", pixels: 60_000_000, maxPixels: 50_000_000 };
    expect(inspect(pngOf(10_000, 6_000).subarray(0, 33))).toEqual(refusal);
  });

  test("when it is larger than 20 MB", () => {
    const refusal = { kind: "refused", code: "too_large", maxBytes: maxPhotoBytes };
    expect(inspect(new Uint8Array(maxPhotoBytes + 1))).toEqual(refusal);
  });

  test("when it is cut anywhere", () => {
    for (const { name, bytes: whole } of all) {
      for (let length = 1; length < whole.length; length++) {
        expect(inspect(whole.slice(0, length)).kind, `${name} cut to ${length}`).toBe("refused");
      }
    }
  });

  test("as truncated when a real JPEG or PNG is cut anywhere", () => {
    const length = fc.integer({ min: 20, max: Math.min(photo.length, screenshot.length) - 1 });
    fc.assert(
      fc.property(length, (length) => {
        expect(inspect(photo.subarray(0, length))).toEqual({ kind: "refused", code: "truncated" });
        expect(inspect(screenshot.subarray(0, length))).toEqual({ kind: "refused", code: "truncated" });
      }),
      { numRuns: 50 },
    );
  });
});

test("no bytes make it throw", () => {
  const heads = [
    photo.subarray(0, 400),
    screenshot.subarray(0, 100),
    named("lossy WebP with opacity"),
    textBytes("<svg>"),
    new Uint8Array(),
  ];
  const change = fc.record({ at: fc.nat({ max: 400 }), value: fc.nat({ max: 255 }) });
  fc.assert(
    fc.property(fc.constantFrom(...heads), fc.array(change, { maxLength: 12 }), (head, changes) => {
      const bytes = new Uint8Array(head);
      for (const { at, value } of changes) bytes[at] = value;
      expect(() => inspect(bytes)).not.toThrow();
    }),
    { numRuns: 5_000 },
  );
});

test("bombs of 20 MB are refused from their header, in less than 2 ms at best", () => {
  const filler = new Uint8Array(20 * 1024 * 1024 - 100);
  const bombs = [
    bytes([0xff, 0xd8], frame(0xc2, 8, 65_500, 65_500), filler),
    bytes("\x89PNG\r\n\x1a\n", pngChunk("IHDR", [...big32(200_000), ...big32(200_000), 8, 2, 0, 0, 0]), filler),
    bytes(
      "RIFF",
      little32(filler.length + 25),
      "WEBPVP8L",
      little32(filler.length + 13),
      [0x2f, 0xff, 0xff, 0xff, 0x0f],
      filler,
      new Uint8Array(8),
    ),
  ];
  for (const bomb of bombs) {
    expect(inspect(bomb)).toMatchObject({ kind: "refused", code: "too_many_pixels" });
    // The best of many: on a busy machine any single run may be interrupted.
    expect(Math.min(...Array.from({ length: 30 }, () => millisecondsOf(() => inspect(bomb))))).toBeLessThan(2);
  }
});

function millisecondsOf(work: () => unknown): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

function textBytes(content: string): Uint8Array {
  return Uint8Array.from(Buffer.from(content, content.includes("\ufeff") ? "utf8" : "latin1"));
}
