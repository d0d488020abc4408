import { expect, test } from "vitest";
import { imageIn } from "./image-input";

test("bytes as numbers come through", () => {
  expect(imageIn({ image: [0, 128, 255] })).toEqual(Uint8Array.from([0, 128, 255]));
});

test("a typed array, which JSON makes an object of, is refused as by Workers AI", () => {
  for (const image of [Uint8Array.from([1, 2]), new Uint8ClampedArray(2), new ArrayBuffer(2)]) {
    expect(() => imageIn({ image })).toThrow(/^5006: .*Type mismatch of '\/image', 'array' not in 'object'$/);
  }
});

test("what is no picture is refused with its path", () => {
  expect(() => imageIn({})).toThrow("required properties at '/' are 'image'");
  expect(() => imageIn(undefined)).toThrow("'object' not in 'null'");
  expect(() => imageIn({ image: "abc" })).toThrow("'array' not in 'string'");
  expect(() => imageIn({ image: [1, "2"] })).toThrow("Type mismatch of '/image/1', 'number' not in 'string'");
});
