import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import decode, { init } from "@jsquash/jpeg/decode";
import { beforeAll, expect, test } from "vitest";
import { inspect } from "~/imaging/formats/inspect";
import type { Pixels } from "~/contract/photo";
import { noise, painted, plain } from "../../../tests/pixels";
import { encodeJpeg } from "./encode-jpeg";

/** A stand-in for the browser's `ImageData`, which Node lacks. */
class PlainImageData {
  constructor(
    readonly data: Uint8ClampedArray,
    readonly width: number,
    readonly height: number,
  ) {}
}

beforeAll(async () => {
  const path = createRequire(import.meta.url).resolve("@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm");
  Object.assign(globalThis, { ImageData: PlainImageData });
  await init(await WebAssembly.compile(await readFile(path)));
});

/** Root of the mean squared error over red, green and blue of what another decoder reads. */
async function errorOf(picture: Pixels, quality: number): Promise<number> {
  const decoded = await decode(encodeJpeg(picture, quality).slice().buffer);
  expect([decoded.width, decoded.height]).toEqual([picture.width, picture.height]);
  const squares = picture.data.map(() => 0);
  let sum = 0;
  for (let at = 0; at < squares.length; at++) sum += (picture.data[at]! - decoded.data[at]!) ** 2;
  return Math.sqrt(sum / ((squares.length / 4) * 3));
}

test("another decoder reads the picture that went in, whatever its size", async () => {
  for (const size of [
    { width: 16, height: 16 },
    { width: 100, height: 37 },
    { width: 17, height: 129 },
  ]) {
    const ramps = painted(size, (x, y) => [x * 2, y, 255 - x]);
    expect(await errorOf(ramps, 90)).toBeLessThan(6);
    expect(await errorOf(plain(size, 77), 80)).toBeLessThan(2);
  }
});

test("black, white and colours come through, whose blocks differ as much as they can", async () => {
  const stripes = painted({ width: 64, height: 64 }, (x) => (x % 32 < 16 ? [0, 0, 0] : [255, 255, 255]));
  expect(await errorOf(stripes, 90)).toBeLessThan(4);
  const colours = painted({ width: 64, height: 64 }, (x, y) => [x < 32 ? 255 : 0, y < 32 ? 255 : 0, 128]);
  expect(await errorOf(colours, 90)).toBeLessThan(9);
});

test("noise takes all codes, and is a file that is taken as a photo", async () => {
  const picture = noise({ width: 200, height: 120 }, 3);
  expect(await errorOf(picture, 100)).toBeLessThan(60);
  expect(inspect(encodeJpeg(picture, 80))).toMatchObject({ kind: "picture", type: "image/jpeg", coding: "plain" });
});

test("a lower quality takes fewer bytes", () => {
  const picture = painted({ width: 128, height: 128 }, (x, y) => [x ^ y, (x * y) & 255, y]);
  expect(encodeJpeg(picture, 40).length).toBeLessThan(encodeJpeg(picture, 80).length);
});
