import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { pictures, type Picture } from "../../../tests/photo-fuzz/pictures";
import {
  bytes,
  frame,
  jpegOf,
  little32,
  partsOf,
  pngChunk,
  pngOf,
  segment,
  webpChunk,
  withPngChunks,
  withSegments,
  withWebpChunks,
} from "../../../tests/photo-fuzz/segments";
import { withExif } from "../../../tests/photo-leak/exif";
import { inspect } from "./inspect";
import { isStripped, stripMetadata } from "./strip";

let all: Picture[] = [];

beforeAll(async () => {
  all = await pictures();
});

function named(name: string): Uint8Array {
  return all.find((picture) => picture.name === name)!.bytes;
}

function cleaned(picture: Uint8Array, keep: "nothing" | "how_to_show" = "nothing") {
  const stripped = stripMetadata(picture, keep);
  if (stripped.kind === "refused") throw new Error(stripped.code);
  return stripped;
}

describe("metadata", () => {
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
    for (const keep of ["nothing", "how_to_show"] as const) {
      const clean = cleaned(make(), keep);
      expect(clean.removed).toEqual([removed]);
      expect(Buffer.from(clean.bytes).includes("Anna")).toBe(false);
      expect(isStripped(clean.bytes)).toBe(true);
    }
    expect(isStripped(make())).toBe(false);
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
        "how_to_show",
      ).bytes;
      expect(inspect(clean)).toMatchObject({ orientation });
      expect(Buffer.from(clean).includes("Pear")).toBe(false);
    }
    const tiff = bytes("MM\0*\0\0\0\x08", [0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0], "Pear");
    const png = cleaned(withPngChunks(named("PNG"), pngChunk("eXIf", tiff)), "how_to_show").bytes;
    const webp = cleaned(
      withWebpChunks(named("lossy WebP with opacity"), webpChunk("EXIF", tiff)),
      "how_to_show",
    ).bytes;
    for (const clean of [png, webp]) {
      expect(inspect(clean)).toMatchObject({ kind: "picture", orientation: 6 });
      expect(Buffer.from(clean).includes("Pear")).toBe(false);
    }
  });

  test("how a photo is turned counts only where readers look for it", () => {
    const tiff = bytes("MM\0*\0\0\0\x08", [0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]);
    const [jpeg, png] = [named("baseline JPEG"), named("PNG")];
    const late = [
      bytes(jpeg.subarray(0, -2), segment(0xe1, bytes("Exif\0\0", tiff)), jpeg.subarray(-2)),
      bytes(png.subarray(0, -12), pngChunk("eXIf", tiff), png.subarray(-12)),
      withWebpChunks(named("lossy WebP"), webpChunk("EXIF", tiff)),
    ];
    for (const file of late) expect(inspect(file)).toMatchObject({ kind: "picture", orientation: 1 });
  });

  test("a picture from an encoder comes through byte for byte once it is clean", () => {
    for (const { name, bytes: plain } of all) {
      const once = cleaned(plain).bytes;
      expect(cleaned(once), name).toEqual({ kind: "stripped", bytes: once, removed: [] });
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
      expect(stripMetadata(both, "nothing")).toMatchObject({ kind: "refused", code: "trailing_bytes" });
      const original = cleaned(both, "how_to_show");
      expect(original.bytes).toEqual(cleaned(named(host), "how_to_show").bytes);
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
    expect(isStripped(clean.bytes)).toBe(true);
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
    expect(stripMetadata(make(), "nothing")).toMatchObject({ kind: "refused" });
  });
});

test.each([
  ["CMYK", "cmyk", () => jpegOf(frame(0xc0, 8, 100, 100, 4))],
  ["12 bits a colour", "deep", () => jpegOf(frame(0xc1, 12, 100, 100))],
  ["16 bits a colour", "deep", () => pngOf(100, 100, 16)],
  ["a lossless JPEG", "unusual_jpeg", () => jpegOf(frame(0xc3, 8, 100, 100))],
  ["arithmetic coding", "unusual_jpeg", () => jpegOf(frame(0xc9, 8, 100, 100))],
  ["a hierarchical JPEG", "unusual_jpeg", () => jpegOf(frame(0xc5, 8, 100, 100))],
])("%s is refused as %s, which a browser may still open", (_name, code, make) => {
  expect(inspect(make()).kind).toBe("picture");
  expect(stripMetadata(make(), "how_to_show")).toEqual({ kind: "refused", code });
});

test("the browser's look and the server's agree on any bytes: the same size, or the same refusal", () => {
  const change = fc.record({ at: fc.nat(), value: fc.nat({ max: 255 }), cut: fc.boolean() });
  const picture = fc.nat().map((index) => all[index % all.length]!.bytes);
  fc.assert(
    fc.property(picture, fc.array(change, { maxLength: 3 }), (whole, changes) => {
      let file = whole.slice();
      for (const { at, value, cut } of changes) {
        if (cut) file = file.subarray(0, at % (file.length + 1));
        else if (file.length > 0) file[at % Math.min(file.length, 200)] = value;
      }
      const [seen, kept] = [inspect(file), stripMetadata(file, "how_to_show")];
      if (seen.kind === "refused") expect(kept).toEqual(seen);
      else if (seen.coding !== "plain") expect(kept).toEqual({ kind: "refused", code: seen.coding });
      else if (kept.kind === "refused") throw new Error(`The server refuses what the browser takes: ${kept.code}.`);
      else {
        const { type, width, height, orientation } = seen;
        expect(inspect(kept.bytes)).toMatchObject({ kind: "picture", type, width, height, orientation });
      }
    }),
    { numRuns: 5_000 },
  );
});
