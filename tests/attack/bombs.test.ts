/** Small files that cost much, through the real upload: each gets an answer that is a sentence, and the app goes on. */
import { randomBytes } from "node:crypto";
import { deflateSync } from "node:zlib";
import encodeJpeg, { init as initJpeg } from "@jsquash/jpeg/encode";
import { beforeAll, describe, expect, test } from "vitest";
import type { ProblemCode } from "../../app/contract/problem";
import { wasmOf } from "../photo-fuzz/pictures";
import {
  big16,
  big32,
  bytes,
  claimingSize,
  little32,
  pngChunk,
  pngOf,
  segment,
  webpChunk,
} from "../photo-fuzz/segments";
import { expectProblem, newPerson, upload, type Person } from "../api/client";

let person: Person;
/** Pictures of the largest public side: one colour (about 40 kB), and noise. */
let flat: Uint8Array;
let noise: Uint8Array;
const side = 2048;

beforeAll(async () => {
  person = await newPerson();
  await initJpeg(await wasmOf("@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm"));
  const encode = async (data: Uint8ClampedArray<ArrayBuffer>, quality: number) =>
    new Uint8Array(await encodeJpeg({ width: side, height: side, data, colorSpace: "srgb" }, { quality }));
  flat = await encode(new Uint8ClampedArray(side * side * 4).fill(128), 75);
  noise = await encode(new Uint8ClampedArray(randomBytes(side * side * 4)), 30);
});

const blobOf = (picture: Uint8Array) => new Blob([picture as BlobPart]);
const region = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });
const repeated = (count: number, make: (at: number) => object) =>
  Array.from({ length: count }, (_none, at) => make(at));

/** An answer of the app that is neither its fault nor for want of memory. */
async function expectServed(answer: Response, allowed: number[] = [201, 422]): Promise<void> {
  expect(allowed, await answer.text()).toContain(answer.status);
}

describe("regions", () => {
  test.each([
    ["that cover the picture four times", repeated(4, () => region(0, 0, side, side))],
    ["500 that cover it each", repeated(500, () => region(0, 0, side, side))],
    ["500 that cover a tenth each", repeated(500, (at) => region(at, at, 640, 640))],
    ["one beyond the picture", [region(0, 0, 2 ** 31, 2 ** 31)]],
    ["one of sides that overflow", [region(0, 0, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)]],
    ["500 of a column each", repeated(500, (at) => region(at * 4, 0, 4, side))],
    ["501 of a few pixels", repeated(501, (at) => region(at, at, 8, 8))],
  ])("%s are refused", async (_what, regions) => {
    await expectProblem(await upload(person, { copy: blobOf(flat), regions }), 422, "invalid");
  });

  test.each([
    ["three of the whole picture", repeated(3, () => region(0, 0, side, side))],
    ["500 in a heap", repeated(500, (at) => region(at % 50, at % 50, 150, 150))],
    ["500 of a strip each", repeated(500, (at) => region(0, at * 4, side, 4))],
    [
      "500 that touch at their corners",
      repeated(500, (at) => region((at % 22) * 90, Math.floor(at / 22) * 88, 88, 86)),
    ],
  ])("%s, which may be declared, are answered of one colour and of noise", async (_what, regions) => {
    await expectServed(await upload(person, { copy: blobOf(flat), regions }));
    await expectProblem(await upload(person, { copy: blobOf(noise), regions }), 422, "not_redacted");
  });

  test("whose JSON is deep, long or endless in its numbers are refused", async () => {
    const one = '[{"x":1,"y":1,"width":1e400,"height":5}]';
    for (const regions of [
      "[".repeat(100_000),
      `[${"[],".repeat(50_000)}[]]`,
      one,
      one.replace("1e400", "9".repeat(200_000)),
    ]) {
      await expectProblem(await upload(person, { copy: blobOf(flat), regions }), 422, "invalid");
    }
  });
});

/** The picture with its last scan again and again. */
function withScans(jpeg: Uint8Array, scans: number): Uint8Array {
  const at = Buffer.from(jpeg).lastIndexOf(Uint8Array.of(0xff, 0xda));
  const scan = jpeg.subarray(at, -2);
  return bytes(jpeg.subarray(0, at), ...Array.from({ length: scans }, () => scan), jpeg.subarray(-2));
}

describe("a JPEG", () => {
  test("of 90 scans of a whole picture is answered, and one of 101 or 5,000 is refused", async () => {
    await expectServed(await upload(person, { copy: blobOf(withScans(flat, 90)), regions: [] }));
    for (const scans of [110, 5_000]) {
      const scan = segment(0xda, [1, 1, 0, 0, 63, 0]);
      const many = bytes(flat.subarray(0, -2), ...Array.from({ length: scans }, () => scan), flat.subarray(-2));
      await expectProblem(await upload(person, { copy: blobOf(many), regions: [] }), 422, "photo_refused");
    }
  });

  test.each([
    ["that claims 65,535 pixels a side", () => claimingSize(flat, 65_535, 65_535)],
    ["that claims no height", () => claimingSize(flat, side, 0)],
    [
      "of 65,000 empty comments",
      () => bytes(flat.subarray(0, 2), ...Array.from({ length: 65_000 }, () => segment(0xfe, "")), flat.subarray(2)),
    ],
    [
      "with restart markers for 4 MB",
      () =>
        bytes(
          flat.subarray(0, -2),
          Array.from({ length: 4_000_000 }, (_none, at) => (at % 2 ? 0xd0 : 0xff)),
          flat.subarray(-2),
        ),
    ],
    ["cut after its frame", () => flat.subarray(0, 700)],
  ])("%s is answered", async (_what, make) => {
    await expectServed(await upload(person, { copy: blobOf(make()), regions: [] }));
    await expectServed(await upload(person, { copy: blobOf(flat), original: blobOf(make()), regions: [] }));
  });
});

/** A PNG whose data unpacks to that many bytes: a thousand times its own size. */
function pngBomb(width: number, height: number, unpacked: number): Uint8Array {
  return bytes(
    "\x89PNG\r\n\x1a\n",
    pngChunk("IHDR", [...big32(width), ...big32(height), 8, 6, 0, 0, 0]),
    pngChunk("IDAT", deflateSync(Buffer.alloc(unpacked), { level: 9 })),
    pngChunk("IEND", []),
  );
}

/** A lossless WebP that claims a size in 14 bits each (its specification, 3), with hardly any data. */
function webpClaiming(width: number, height: number, data: number[] = []): Uint8Array {
  const size = (width - 1) | ((height - 1) << 14);
  const body = bytes("WEBP", webpChunk("VP8L", [0x2f, ...little32(size >>> 0), ...data]));
  return bytes("RIFF", little32(body.length), body);
}

/** A lossy WebP whose key frame claims a size (RFC 6386, 9.1). */
function lossyClaiming(width: number, height: number): Uint8Array {
  const little16 = (value: number) => big16(value).reverse();
  const data = [
    0x10,
    0,
    0,
    0x9d,
    1,
    0x2a,
    ...little16(width),
    ...little16(height),
    ...Array.from({ length: 64 }, () => 0),
  ];
  const body = bytes("WEBP", webpChunk("VP8 ", data));
  return bytes("RIFF", little32(body.length), body);
}

describe("a PNG or WebP", () => {
  test.each<[string, ProblemCode, () => Uint8Array]>([
    ["PNG of 60,000 pixels a side", "photo_refused", () => pngOf(60_000, 60_000)],
    ["PNG of 2^31 pixels a side", "photo_refused", () => pngOf(2 ** 31 - 1, 2 ** 31 - 1)],
    ["PNG that unpacks to 200 MB", "photo_refused", () => pngBomb(side, side, 200_000_000)],
    ["PNG of 1 x 1 that unpacks to 200 MB", "photo_refused", () => pngBomb(1, 1, 200_000_000)],
    ["WebP of 16,384 pixels a side", "photo_refused", () => webpClaiming(16_384, 16_384)],
    ["WebP of 2,048 pixels a side in 12 bytes", "photo_refused", () => webpClaiming(side, side)],
    [
      "WebP of codes without an end",
      "photo_refused",
      () =>
        webpClaiming(
          side,
          side,
          Array.from({ length: 50_000 }, () => 255),
        ),
    ],
    ["lossy WebP of 16,383 pixels a side", "photo_refused", () => lossyClaiming(16_383, 16_383)],
    [
      "WebP of a length beyond its file",
      "photo_refused",
      () => bytes("RIFF", little32(2 ** 32 - 2), "WEBPVP8L", little32(2 ** 32 - 30), [0x2f, 0, 0, 0, 0]),
    ],
  ])("%s is refused as a copy", async (_what, code, make) => {
    await expectProblem(await upload(person, { copy: blobOf(make()), regions: [] }), 422, code);
  });

  test.each([
    ["PNG that unpacks to 200 MB", () => pngBomb(side, side, 200_000_000)],
    ["PNG of 60,000 pixels a side", () => pngOf(60_000, 60_000)],
    [
      "PNG of 20,000 parts",
      () =>
        bytes(
          pngOf(side, side).subarray(0, 33),
          ...Array.from({ length: 20_000 }, () => pngChunk("IDAT", [])),
          pngOf(side, side).subarray(33),
        ),
    ],
    ["WebP of 16,384 pixels a side", () => webpClaiming(16_384, 16_384)],
  ])("%s is answered as an original, which nobody decodes", async (_what, make) => {
    await expectServed(await upload(person, { copy: blobOf(flat), original: blobOf(make()), regions: [] }));
  });

  test("lossy WebP of 2,048 pixels a side in 74 bytes is answered", async () => {
    await expectServed(await upload(person, { copy: blobOf(lossyClaiming(side, side)), regions: [] }));
  });
});

test("eight bombs at once are answered, and an ordinary photo after them is stored", async () => {
  const heap = repeated(3, () => region(0, 0, side, side));
  const people = await Promise.all(Array.from({ length: 8 }, newPerson));
  const answers = await Promise.all(people.map((as) => upload(as, { copy: blobOf(noise), regions: heap })));
  for (const answer of answers) await expectProblem(answer, 422, "not_redacted");
  expect((await upload(person)).status).toBe(201);
});
