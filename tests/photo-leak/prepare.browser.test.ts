import { deflateSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Bench, labelledPhotos, openBench, samples } from "./bench";
import { big32, bytes, pngChunk } from "../photo-fuzz/segments";
import { withExif } from "./exif";

let bench: Bench;
/** 40 x 20 pixels: the left half red, the right half blue. */
let twoHalves: Uint8Array;
beforeAll(async () => {
  bench = await openBench();
  twoHalves = new Uint8Array(await bench.page.evaluate(async () => [...(await window.bench.halves())]));
});
afterAll(() => bench.close());

test.each([
  { orientation: 1, size: [40, 20], red: "left" },
  { orientation: 2, size: [40, 20], red: "right" },
  { orientation: 3, size: [40, 20], red: "right" },
  { orientation: 4, size: [40, 20], red: "left" },
  { orientation: 5, size: [20, 40], red: "top" },
  { orientation: 6, size: [20, 40], red: "top" },
  { orientation: 7, size: [20, 40], red: "bottom" },
  { orientation: 8, size: [20, 40], red: "bottom" },
])("a photo of orientation $orientation opens and is published upright", async ({ orientation, size, red }) => {
  const bytes = withExif(twoHalves, { 0x0112: orientation });
  const { opened, published } = await bench.page.evaluate((bytes) => window.bench.sidesOf(bytes), [...bytes]);
  expect(opened).toEqual({ size, red });
  expect(published).toEqual({ size, red });
});

test("what the file told is named in plain words, and the public copy does not hold it", async () => {
  const bytes = withExif(twoHalves, { 0x0112: 1, 0x010f: "Pear", 0x0110: "Pear 9", 0x0132: "2026:11:02 10:00:00" });
  const { removed, published } = await bench.page.evaluate((bytes) => window.bench.toldBy(bytes), [...bytes]);
  expect(removed).toEqual(["the place it was taken", "the time it was taken", "the camera's or phone's model"]);
  expect(Buffer.from(published).includes("Pear")).toBe(false);
  expect(Buffer.from(published).includes("Exif")).toBe(false);
});

test("a camera's own photo tells place, time, model and a preview", async (context) => {
  const photo = labelledPhotos(0)?.find(({ path }) => path.includes("_gps_"));
  if (photo === undefined) return context.skip("../shared/faces/dev is not there");
  const { removed } = await bench.page.evaluate((path) => window.bench.toldByPhoto(path), photo.path);
  for (const told of ["place", "time", "model", "preview"]) expect(removed.join()).toContain(told);
});

test("a file without notes tells nothing, and bytes behind the picture are told", async () => {
  const plain = await bench.page.evaluate((bytes) => window.bench.toldBy(bytes), [...twoHalves]);
  expect(plain.removed).toEqual([]);
  const longer = await bench.page.evaluate((bytes) => window.bench.toldBy(bytes), [...twoHalves, 80, 75, 3, 4]);
  expect(longer.removed).toEqual(["a video or a second picture stored behind it"]);
});

test("a photo with a wide-gamut profile is published in sRGB without the profile", async () => {
  const { told, published, colour } = await bench.page.evaluate(() => window.bench.wideGamut());
  expect(told).toBe(true);
  expect(Buffer.from(published).includes("ICC_PROFILE")).toBe(false);
  // Display P3's (200, 50, 50) is about (217, 29, 43) in sRGB.
  for (const [i, value] of [217, 29, 43].entries()) expect(Math.abs((colour[i] ?? 0) - value)).toBeLessThan(6);
});

test("a 16-bit PNG and a transparent one are published opaque, over white", async () => {
  const deep = await bench.page.evaluate((bytes) => window.bench.sidesOf(bytes), [...png16(40, 20)]);
  expect(deep.opened).toEqual({ size: [40, 20], red: "left" });
  expect(await bench.page.evaluate(() => window.bench.transparentCorner())).toEqual([255, 255, 255]);
});

test.each([
  ["empty", new Uint8Array()],
  ["pdf", Buffer.from("%PDF-1.7")],
  ["not_an_image", Buffer.from("hello")],
  ["heic", Buffer.from("\0\0\0\x18ftypheic\0\0\0\0")],
  ["heic_sequence", Buffer.from("\0\0\0\x18ftypmsf1\0\0\0\0")],
  ["svg", Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'></svg>")],
])("%s is refused with a sentence, by the page and by the worker", async (code, bytes) => {
  const refusals = await bench.page.evaluate((bytes) => window.bench.refusalsOf(bytes), [...bytes]);
  for (const refusal of refusals) {
    expect(refusal).toMatchObject({ name: "PhotoRefused", code });
    expect(refusal.message.length).toBeGreaterThan(20);
  }
});

test("a JPEG whose header is whole and whose picture is garbage is refused", async () => {
  const broken = Buffer.from(twoHalves);
  broken.fill(0x55, twoHalves.indexOf(0xc4) + 4, twoHalves.length - 2);
  const refusals = await bench.page.evaluate((bytes) => window.bench.refusalsOf(bytes), [...broken]);
  expect(refusals.map(({ name }) => name)).toEqual(["PhotoRefused", "PhotoRefused"]);
});

test("an aborted copy is not made, before it starts and while it is made", async () => {
  expect(await bench.page.evaluate((path) => window.bench.aborted(path), samples[0] as string)).toEqual([
    "gone",
    "gone",
  ]);
});

test("12 megapixels with ten regions open and become a public copy within the time of a glance", async () => {
  const times = await bench.page.evaluate(() => window.bench.timed({ width: 4032, height: 3024 }));
  console.log("12 megapixels:", times);
  expect(times.copy).toBeLessThan(5000);
});

test("50 megapixels become a public copy", async () => {
  const times = await bench.page.evaluate(() => window.bench.timed({ width: 8192, height: 6100 }));
  console.log("50 megapixels:", times);
  expect(times.searchedSide).toBe(3072);
});

/** A PNG of 16 bits a channel, the left half red, the right half blue. */
function png16(width: number, height: number): Uint8Array {
  const row = Buffer.alloc(1 + width * 6);
  for (let x = 0; x < width; x++) row.writeUInt16BE(0xffff, 1 + x * 6 + (x < width / 2 ? 0 : 4));
  return bytes(
    "\x89PNG\r\n\x1a\n",
    pngChunk("IHDR", [...big32(width), ...big32(height), 16, 2, 0, 0, 0]),
    pngChunk("IDAT", deflateSync(Buffer.concat(Array.from({ length: height }, () => row)))),
    pngChunk("IEND", []),
  );
}
