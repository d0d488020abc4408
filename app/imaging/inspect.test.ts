import { deflateSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { withExif } from "../../tests/photo-leak/exif";
import { pictures, type Picture } from "../../tests/photo-fuzz/pictures";
import {
  big16,
  big32,
  bytes,
  little32,
  partsOf,
  pngChunk,
  segment,
  webpChunk,
  withPngChunks,
  withSegments,
  withWebpChunks,
} from "../../tests/photo-fuzz/segments";
import { carriesOnlyPicture, inspect, withoutMetadata } from "./inspect";

let all: Picture[] = [];

beforeAll(async () => {
  all = await pictures();
});

function named(name: string): Uint8Array {
  return all.find((picture) => picture.name === name)!.bytes;
}

function cleaned(picture: Uint8Array, keep: "nothing" | "orientation" = "nothing") {
  const clean = withoutMetadata(picture, keep);
  if (clean.kind === "refused") throw new Error(clean.detail);
  return clean;
}

const frame = (marker: number, precision: number, width: number, height: number, components = 3) =>
  segment(marker, [
    ...[precision, ...big16(height), ...big16(width), components],
    ...Array.from({ length: components }, (_none, index) => [index + 1, 0x11, 0]).flat(),
  ]);
const jpegOf = (...segments: Uint8Array[]) =>
  bytes([0xff, 0xd8], ...segments, [0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 1, 0xff, 0xd9]);
const pngOf = (width: number, height: number, depth = 8) =>
  bytes(
    "\x89PNG\r\n\x1a\n",
    pngChunk("IHDR", [...big32(width), ...big32(height), depth, 2, 0, 0, 0]),
    pngChunk("IDAT", deflateSync(Buffer.alloc(10))),
    pngChunk("IEND", []),
  );

describe("what a picture is", () => {
  test("an upright size is read from the bytes, and how a photo is to be turned", () => {
    const turned = withExif(named("baseline JPEG"), { 0x0112: 6 });
    expect(inspect(turned)).toEqual({ kind: "picture", type: "image/jpeg", width: 40, height: 24, orientation: 6 });
  });

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
    ["a PDF", "pdf", "%PDF-1.7\n"],
    ["an SVG", "svg", '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    ["an SVG with a prologue", "svg", '\ufeff<?xml version="1.0"?><svg/>'],
    ["a program", "not_an_image", "\x7fELF\x02\x01\x01"],
    ["a ZIP", "not_an_image", "PK\x03\x04"],
    ["a page", "not_an_image", "<!doctype html><script>alert(1)</script>"],
  ])("%s is refused as %s", (_name, code, content) => {
    const refusal = inspect(textBytes(content));
    expect(refusal).toMatchObject({ kind: "refused", code });
    expect(refusal).toHaveProperty("detail", expect.stringMatching(/: .+\.$/));
  });

  test.each([
    ["CMYK", "cmyk", () => jpegOf(frame(0xc0, 8, 100, 100, 4))],
    ["12 bits a colour", "deep", () => jpegOf(frame(0xc1, 12, 100, 100))],
    ["a lossless JPEG", "unusual_jpeg", () => jpegOf(frame(0xc3, 8, 100, 100))],
    ["arithmetic coding", "unusual_jpeg", () => jpegOf(frame(0xc9, 8, 100, 100))],
    ["a hierarchical JPEG", "unusual_jpeg", () => jpegOf(frame(0xc5, 8, 100, 100))],
    ["two frames", "broken", () => jpegOf(frame(0xc0, 8, 100, 100), frame(0xc0, 8, 100, 100))],
    [
      "a thousand scans",
      "broken",
      () => jpegOf(frame(0xc2, 8, 100, 100), ...Array.from({ length: 1000 }, () => segment(0xda, [1, 1, 0, 0, 63, 0]))),
    ],
    ["16 bits a colour", "deep", () => pngOf(100, 100, 16)],
    ["an animated PNG", "animated", () => withPngChunks(named("PNG"), pngChunk("acTL", [0, 0, 0, 2, 0, 0, 0, 0]))],
    ["an animated WebP", "animated", () => withWebpChunks(named("lossy WebP"), webpChunk("ANIM", [0, 0, 0, 0, 0, 0]))],
    ["no side of 16 pixels", "too_small", () => pngOf(15, 400)],
    ["no size", "broken", () => jpegOf(frame(0xc0, 8, 0, 100))],
    ["more than 20 MB", "too_large", () => new Uint8Array(20 * 1024 * 1024 + 1)],
  ])("%s is refused as %s", (_name, code, make) => {
    expect(inspect(make())).toMatchObject({ kind: "refused", code });
  });

  test("a picture cut anywhere is refused, and never thrown about", () => {
    for (const { name, bytes: whole } of all) {
      for (let length = 1; length < whole.length; length++) {
        expect(inspect(whole.slice(0, length)).kind, `${name} cut to ${length}`).toBe("refused");
      }
    }
  });
});

function textBytes(content: string): Uint8Array {
  return Uint8Array.from(Buffer.from(content, content.includes("\ufeff") ? "utf8" : "latin1"));
}

test("bombs of 20 MB are refused from their header in less than 2 ms", () => {
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
  for (const bomb of bombs) inspect(bomb);
  for (const bomb of bombs) {
    const started = performance.now();
    expect(inspect(bomb)).toMatchObject({ kind: "refused", code: "too_many_pixels" });
    expect(performance.now() - started).toBeLessThan(2);
  }
});

describe("what is no picture", () => {
  const place = "47.3769 N of Anna";
  const notes: [string, string, () => Uint8Array][] = [
    ["EXIF with a place", "EXIF", () => withExif(named("progressive JPEG"), { 0x010f: place })],
    ["XMP", "XMP", () => withSegments(named("baseline JPEG"), segment(0xe1, `http://ns.adobe.com/xap/1.0/\0${place}`))],
    ["IPTC", "IPTC", () => withSegments(named("baseline JPEG"), segment(0xed, `Photoshop 3.0\x008BIM${place}`))],
    ["a comment", "comment", () => withSegments(named("baseline JPEG"), segment(0xfe, place))],
    [
      "a colour profile",
      "colour profile",
      () => withSegments(named("baseline JPEG"), segment(0xe2, `ICC_PROFILE\0\x01\x01${place}`)),
    ],
    [
      "a list of more pictures",
      "more pictures",
      () => withSegments(named("baseline JPEG"), segment(0xe2, `MPF\0MM\0*${place}`)),
    ],
    [
      "a JFIF thumbnail",
      "JFIF thumbnail",
      () => withSegments(named("baseline JPEG"), segment(0xe0, `JFXX\0\x10${place}`)),
    ],
    ["a maker's segment", "APP11", () => withSegments(named("baseline JPEG"), segment(0xeb, `JP jumb c2pa ${place}`))],
    ["PNG text", "text", () => withPngChunks(named("PNG"), pngChunk("tEXt", `Author\0${place}`))],
    [
      "PNG text in any tongue",
      "text",
      () => withPngChunks(named("PNG"), pngChunk("iTXt", `XML:com.adobe.xmp\0\0\0\0\0${place}`)),
    ],
    ["PNG EXIF", "EXIF", () => withPngChunks(named("PNG"), pngChunk("eXIf", `MM\0*${place}`))],
    ["a private PNG chunk", "prVt", () => withPngChunks(named("PNG"), pngChunk("prVt", place))],
    ["WebP EXIF", "EXIF", () => withWebpChunks(named("lossy WebP"), webpChunk("EXIF", place))],
    ["WebP XMP", "XMP", () => withWebpChunks(named("lossless WebP"), webpChunk("XMP ", place))],
    ["an unknown WebP chunk", "anna", () => withWebpChunks(named("lossy WebP"), webpChunk("anna", place))],
  ];

  test.each(notes)("%s is left out, of the public copy and of the original", (_name, removed, make) => {
    for (const keep of ["nothing", "orientation"] as const) {
      const clean = cleaned(make(), keep);
      expect(clean.removed).toEqual([removed]);
      expect(Buffer.from(clean.bytes).includes("Anna")).toBe(false);
      expect(carriesOnlyPicture(clean.bytes)).toBe(true);
    }
    expect(carriesOnlyPicture(make())).toBe(false);
  });

  test("a JFIF that carries a thumbnail is written anew without it", () => {
    const thumbnail = segment(0xe0, bytes("JFIF\0\x01\x01\0\0\x01\0\x01\x02\x02", new Uint8Array(12).fill(77)));
    const clean = cleaned(withSegments(named("baseline JPEG").slice(), thumbnail)).bytes;
    expect(partsOf(clean, "image/jpeg").filter((part) => part === "e0")).toHaveLength(1);
    expect(Buffer.from(clean).includes(Buffer.alloc(12, 77))).toBe(false);
  });

  test("an original keeps how it is to be turned, and nothing else of its EXIF", () => {
    for (const orientation of [1, 3, 6, 8]) {
      const clean = cleaned(
        withExif(named("baseline JPEG"), { 0x0112: orientation, 0x0110: "Pear 9" }),
        "orientation",
      ).bytes;
      expect(inspect(clean)).toMatchObject({ orientation });
      expect(Buffer.from(clean).includes("Pear")).toBe(false);
    }
    const tiff = bytes("MM\0*\0\0\0\x08", [0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0], "Pear");
    const png = cleaned(withPngChunks(named("PNG"), pngChunk("eXIf", tiff)), "orientation").bytes;
    const webp = cleaned(withWebpChunks(named("lossy WebP"), webpChunk("EXIF", tiff)), "orientation").bytes;
    for (const clean of [png, webp]) {
      expect(inspect(clean)).toMatchObject({ kind: "picture", orientation: 6 });
      expect(Buffer.from(clean).includes("Pear")).toBe(false);
    }
  });

  test("a picture from an encoder comes through byte for byte once it is clean", () => {
    for (const { name, bytes: plain } of all) {
      const once = cleaned(plain).bytes;
      expect(cleaned(once), name).toEqual({ kind: "clean", bytes: once, removed: [] });
    }
  });
});

describe("files that are two things at once", () => {
  const hidden: [string, string | Uint8Array][] = [
    ["a ZIP", "PK\x03\x04secret.jpg PK\x05\x06"],
    ["a page", "<!doctype html><script>alert(1)</script>"],
    ["a PDF", "%PDF-1.7\n1 0 obj"],
    ["a program", "#!/bin/sh\nrm -rf /"],
    ["a motion photo's film", "\0\0\0\x18ftypmp42\0\0\0\0isommp42"],
    ["one byte", "\0"],
    ["a gain map", bytes([0xff, 0xd8, 0xff, 0xe1], "gain", [0xff, 0xd9])],
  ];
  const cases = hidden.flatMap(([what, content]) =>
    (["baseline JPEG", "PNG", "lossy WebP"] as const).map((host) => [what, host, content] as const),
  );

  test.each(cases)(
    "%s behind a %s is refused in a public copy, and cut off from an original",
    (_what, host, content) => {
      const both = bytes(named(host), content);
      expect(withoutMetadata(both, "nothing")).toMatchObject({ kind: "refused", code: "trailing_bytes" });
      const original = cleaned(both, "orientation");
      expect(original.bytes).toEqual(cleaned(named(host), "orientation").bytes);
      expect(original.removed).toEqual(["bytes after the end"]);
    },
  );

  const within: [string, () => Uint8Array][] = [
    ["a page in a comment", () => withSegments(named("baseline JPEG"), segment(0xfe, "<script>Anna</script>"))],
    ["a ZIP in a maker's segment", () => withSegments(named("progressive JPEG"), segment(0xef, "PK\x03\x04Anna"))],
    [
      "a photo in a maker's segment",
      () => withSegments(named("baseline JPEG"), segment(0xe4, bytes(named("grey JPEG"), "Anna"))),
    ],
    ["a page in PNG text", () => withPngChunks(named("PNG"), pngChunk("zTXt", "<script>Anna</script>"))],
    [
      "a photo in a private chunk",
      () => withPngChunks(named("PNG"), pngChunk("jpEg", bytes(named("grey JPEG"), "Anna"))),
    ],
    ["a ZIP in a WebP chunk", () => withWebpChunks(named("lossy WebP"), webpChunk("ZIP ", "PK\x03\x04Anna"))],
  ];

  test.each(within)("%s does not come through", (_what, make) => {
    const clean = cleaned(make());
    expect(Buffer.from(clean.bytes).includes("Anna")).toBe(false);
    expect(carriesOnlyPicture(clean.bytes)).toBe(true);
  });

  const broken: [string, () => Uint8Array][] = [
    [
      "a quantisation table with a tail",
      () => withSegments(named("baseline JPEG"), segment(0xdb, bytes(new Uint8Array(65), "Anna"))),
    ],
    [
      "a Huffman table with a tail",
      () =>
        withSegments(
          named("baseline JPEG"),
          segment(0xc4, bytes([0x03], new Uint8Array(16), "Anna was here, longer than a table")),
        ),
    ],
    ["a restart interval with a tail", () => withSegments(named("baseline JPEG"), segment(0xdd, "\0\0Anna"))],
    ["a palette with a tail", () => withPngChunks(named("PNG"), pngChunk("PLTE", "Anna".repeat(200)))],
    ["a gamma with a tail", () => withPngChunks(named("PNG"), pngChunk("gAMA", "\0\0\xb1\x8fAnna"))],
    ["an end that holds something", () => bytes(named("PNG").subarray(0, -12), pngChunk("IEND", "Anna"))],
    ["a critical chunk of one's own", () => withPngChunks(named("PNG"), pngChunk("ANNA", "Anna"))],
    ["a wrong checksum", () => withPngChunks(named("PNG"), bytes(pngChunk("tEXt", "a\0b").subarray(0, -1), [0]))],
    ["two pictures in a WebP", () => withWebpChunks(named("lossy WebP"), named("lossy WebP").subarray(12))],
    [
      "a WebP with another size in its header",
      () =>
        withWebpChunks(
          bytes("RIFF", little32(4), "WEBP"),
          webpChunk("VP8X", [0, 0, 0, 0, 99, 0, 0, 99, 0, 0]),
          named("lossy WebP").subarray(12),
        ),
    ],
  ];

  test.each(broken)("%s is refused", (_what, make) => {
    expect(withoutMetadata(make(), "nothing")).toMatchObject({ kind: "refused" });
  });
});
