import { expect, test } from "vitest";
import { freeArray } from "./free-array";

test("an array that is freed is empty, where the browser can", () => {
  const values = new Float32Array(8);
  freeArray(values);
  expect(values).toHaveLength("transfer" in ArrayBuffer.prototype ? 0 : 8);
});

test("a browser that cannot free memory keeps it for now", () => {
  const buffer = { byteLength: 8 } as ArrayBuffer; // as in Safari before 17.4: no `transfer`
  expect(() => freeArray({ buffer })).not.toThrow();
});
