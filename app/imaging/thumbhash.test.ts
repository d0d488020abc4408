import { thumbHashToAverageRGBA, thumbHashToApproximateAspectRatio } from "thumbhash";
import { expect, test } from "vitest";
import { noise, painted, plain } from "../../tests/pixels";
import { thumbhashOf } from "./thumbhash";

const bytesOf = (hash: string) => Uint8Array.from(Buffer.from(hash, "base64"));

test("a placeholder has the picture's mean colour", () => {
  const { r, g, b, a } = thumbHashToAverageRGBA(
    bytesOf(thumbhashOf(painted({ width: 300, height: 200 }, () => [200, 100, 50]))),
  );
  expect([r * 255, g * 255, b * 255].map((value) => Math.round(value / 10))).toEqual([20, 10, 5]);
  expect(a).toBe(1);
});

test("a placeholder has about the picture's shape", () => {
  const shapeOf = (width: number, height: number) =>
    thumbHashToApproximateAspectRatio(bytesOf(thumbhashOf(noise({ width, height }, 3))));
  expect(shapeOf(300, 200)).toBeGreaterThan(1.2);
  expect(shapeOf(200, 300)).toBeLessThan(0.9);
});

test("a placeholder is a few bytes in base64, also of a pixel and of a line", () => {
  for (const size of [
    { width: 1, height: 1 },
    { width: 400, height: 1 },
    { width: 1920, height: 1280 },
  ]) {
    const hash = thumbhashOf(plain(size, 90));
    expect(hash).toMatch(/^[A-Za-z0-9+/]+=*$/);
    expect(bytesOf(hash).length).toBeLessThanOrEqual(25);
  }
});

test("the same picture has the same placeholder, another picture another", () => {
  const size = { width: 120, height: 80 };
  const halves = painted(size, (x) => (x < 60 ? [255, 0, 0] : [0, 0, 255]));
  expect(thumbhashOf(halves)).toBe(thumbhashOf(halves));
  expect(thumbhashOf(halves)).not.toBe(thumbhashOf(plain(size, 120)));
});
