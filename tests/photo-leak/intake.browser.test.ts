import { readFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { inspect } from "~/imaging/formats/inspect";
import { stripMetadata } from "~/imaging/formats/strip";
import * as profiles from "../photo-fuzz/profiles";
import { bytes, pngChunk, segment, withPngChunks, withSegments } from "../photo-fuzz/segments";
import { type Bench, openBench } from "./bench";
import { withExif } from "./exif";
import { lacks, type Lack } from "./page/hiding";

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());
// A page of its own each: some tests hide a part of the browser.
beforeEach(async () => {
  await bench.page.reload();
  await bench.page.waitForFunction(() => "bench" in window);
});

const size = { width: 96, height: 64 };

/** Smooth ramps of every hue. */
function drawing() {
  const data = Buffer.alloc(size.width * size.height * 3);
  for (let at = 0; at < data.length; at++) {
    const pixel = Math.floor(at / 3);
    const [x, y] = [pixel % size.width, Math.floor(pixel / size.width)];
    data[at] = [20 + x * 2, 30 + y * 3, 220 - x - y][at % 3]!;
  }
  return sharp(data, { raw: { ...size, channels: 3 } });
}

function small(name: string): Uint8Array {
  return readFileSync(join(import.meta.dirname, "pictures", name));
}

async function open(file: Uint8Array) {
  const opened = await bench.page.evaluate((bytes) => window.bench.opened(bytes), [...file]);
  const original = Uint8Array.from(opened.original);
  // The server takes it as it is.
  const taken = stripMetadata(original, "how_to_show");
  expect(taken.kind === "stripped" && Buffer.from(taken.bytes).equals(original)).toBe(true);
  return { ...opened, original };
}

async function srgbOf(file: Uint8Array): Promise<Buffer> {
  return sharp(file).rotate().toColourspace("srgb").removeAlpha().raw().toBuffer();
}

function meanError(one: ArrayLike<number>, other: ArrayLike<number>): number {
  expect(one.length).toBe(other.length);
  return Array.from(one).reduce((sum, value, at) => sum + Math.abs(value - (other[at] ?? 0)), 0) / one.length;
}

function withoutAlpha(rgba: number[]): number[] {
  return rgba.filter((_value, at) => at % 4 !== 3);
}

const plainJpeg = () => drawing().jpeg({ quality: 100, chromaSubsampling: "4:4:4" }).toBuffer();
const plainPng = () => drawing().png().toBuffer();

describe("a file that the server would refuse is encoded anew before any work is done on it", () => {
  const odd: [string, () => Promise<Uint8Array>][] = [
    ["stray bytes in a JPEG", async () => withSegments(await plainJpeg(), segment(0xfe, "x"), bytes([1, 2, 3]))],
    ["FF 00 in a JPEG's header", async () => withSegments(await plainJpeg(), segment(0xfe, "x"), bytes([0xff, 0]))],
    ["16 bits in a PNG", () => drawing().toColourspace("rgb16").png().toBuffer()],
    ["a wrong checksum in a PNG's text", async () => withPngChunks(await plainPng(), badText())],
  ];
  test.each(odd)("%s", async (_name, make) => {
    const { original, size: opened, searched } = await open(await make());
    expect(opened).toEqual(size);
    const right = await srgbOf(await plainPng());
    expect(meanError(await srgbOf(original), right)).toBeLessThan(1.5);
    expect(meanError(withoutAlpha(searched), right)).toBeLessThan(2);
  });

  test("print colours", async () => {
    const cmyk = await drawing().toColourspace("cmyk").jpeg({ quality: 95 }).toBuffer();
    expect(inspect(cmyk)).toMatchObject({ coding: "cmyk" });
    expect((await open(cmyk)).size).toEqual(size);
  });

  test("print colours that are stored as brightness and differences (YCCK)", async () => {
    const cmyk = await drawing().toColourspace("cmyk").jpeg({ quality: 95 }).toBuffer();
    // The Adobe segment's last byte says how the four channels are stored.
    cmyk[cmyk.indexOf("Adobe") + 11] = 2;
    expect(inspect(cmyk)).toMatchObject({ coding: "cmyk" });
    expect((await open(cmyk)).size).toEqual(size);
  });

  test("arithmetic coding, unless this browser cannot read it: then a sentence says what to do", async () => {
    const file = small("arithmetic.jpg");
    const [refusal] = await bench.page.evaluate((bytes) => window.bench.refusalsOf(bytes), [...file]);
    if (refusal?.code === "unusual_jpeg") expect(refusal.message).toContain("Export it as a plain JPEG");
    else expect((await open(file)).size).toEqual(size);
    console.log(`arithmetic coding: ${refusal?.code || "read"}`);
  });

  test("AVIF", async () => {
    const { original, size: opened } = await open(small("p3.avif"));
    expect(opened).toEqual({ width: 64, height: 40 });
    await expectHalves(original, "sideways");
  });

  function badText(): Uint8Array {
    const chunk = pngChunk("tEXt", "Author\0Anna");
    chunk[chunk.length - 1]! ^= 1;
    return chunk;
  }
});

describe("HEIC", () => {
  test("in tiles, Display P3 and turned by its container is upright, in its own colours", async () => {
    const { original, size: opened } = await open(small("turned-p3.heic"));
    expect(opened).toEqual({ width: 40, height: 64 });
    expect(inspect(original)).toMatchObject({ type: "image/jpeg", colours: "display-p3" });
    await expectHalves(original, "upright");
  });

  test("of 10 bits is read", async () => {
    const { original, size: opened } = await open(small("ten-bit.heic"));
    expect(opened).toEqual({ width: 64, height: 40 });
    await expectHalves(original, "sideways");
  });

  test("is read again once its decoder can be loaded", async () => {
    await bench.page.route("**/libheif.wasm", (route) => route.abort());
    const refusal = await bench.page.evaluate((file) => window.bench.refusalsOf(file), [...small("ten-bit.heic")]);
    expect(refusal[0]).toMatchObject({ code: "decoder_unavailable" });
    await bench.page.unroute("**/libheif.wasm");
    expect((await open(small("ten-bit.heic"))).size).toEqual({ width: 64, height: 40 });
  });
});

/** The test files' picture: the first half red, the second blue, by lcms. */
async function expectHalves(file: Uint8Array, lies: "upright" | "sideways"): Promise<void> {
  const shown = await srgbOf(file);
  const [width, height] = lies === "upright" ? [40, 64] : [64, 40];
  const at = (x: number, y: number) => [...shown.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
  const [first, second] = [at(8, 8), at(width - 9, height - 9)];
  expect(meanError(first, [210, 40, 30])).toBeLessThan(5);
  expect(meanError(second, [20, 60, 200])).toBeLessThan(5);
}

describe("colours", () => {
  const sources = { ...profiles.known, ...profiles.unknown };
  test.each(Object.keys(sources))("of %s are what lcms makes of them", async (name) => {
    const icc = profiles.profile(sources[name]!);
    const webp = await drawing().webp({ lossless: true }).toBuffer();
    const files = [
      profiles.jpegWithProfile(await plainJpeg(), icc),
      profiles.pngWithProfile(await plainPng(), icc),
      profiles.webpWithProfile(webp, icc, size),
    ];
    const errors: string[] = [];
    for (const file of files) {
      const { original, searched } = await open(file);
      const right = await srgbOf(file);
      const error = meanError(await srgbOf(original), right);
      errors.push(error.toFixed(2));
      expect(error).toBeLessThan(1.5);
      expect(meanError(withoutAlpha(searched), right)).toBeLessThan(2.5);
      expect(Buffer.from(original).includes(profiles.profileNote)).toBe(false);
    }
    console.log(`${name}, mean errors of JPEG, PNG and WebP: ${errors.join(", ")}`);
  });
});

describe("a browser with", () => {
  test.each(Object.keys(lacks) as Lack[])("%s opens and redacts photos", async (name) => {
    await bench.page.evaluate((lack) => window.bench.lack(lack), name);
    const file = withExif(await plainJpeg(), { 0x0112: 6 });
    const upright = { width: size.height, height: size.width };
    const { size: opened, view } = await open(file);
    expect(opened).toEqual(upright);
    expect(view).toBeGreaterThan(0);
    const copy = await bench.page.evaluate(async (bytes) => window.bench.toldBy(bytes), [...file]);
    expect(inspect(Uint8Array.from(copy.published))).toMatchObject({ kind: "picture", ...upright });
  });

  test("canvases of 4,096 x 4,096 at most takes a large HEIC-like file and a panorama", async () => {
    await bench.page.evaluate((lack) => window.bench.lack(lack), "canvases of 4,096 x 4,096 at most" as const);
    const panorama = await drawing().resize(9_000, 900, { fit: "fill" }).jpeg().toBuffer();
    expect((await bench.page.evaluate((file) => window.bench.sizesOf(file), [...panorama])).searched).toEqual([
      3072, 307,
    ]);
    const deep = await drawing().resize(5_000, 300, { fit: "fill" }).toColourspace("rgb16").png().toBuffer();
    const sizes = await bench.page.evaluate((file) => window.bench.sizesOf(file), [...deep]);
    expect(sizes).toEqual({ size: [4096, 246], searched: [3072, 185] });
  });
});
