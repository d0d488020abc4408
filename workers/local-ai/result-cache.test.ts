import { expect, test } from "vitest";
import { createResultCache } from "./result-cache";

test("the same bytes are computed once, other bytes by themselves, and a failure not kept", async () => {
  const cached = createResultCache<number>(10);
  let computed = 0;
  const compute = () => Promise.resolve(++computed);
  expect(await cached(Uint8Array.of(1, 23), compute)).toBe(1);
  expect(await cached(Uint8Array.of(1, 23), compute)).toBe(1);
  expect(await cached(Uint8Array.of(12, 3), compute)).toBe(2);
  await expect(cached(Uint8Array.of(9), () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  expect(await cached(Uint8Array.of(9), compute)).toBe(3);
});

test("the oldest result goes when there are too many", async () => {
  const cached = createResultCache<number>(2);
  let computed = 0;
  const of = (byte: number) => cached(Uint8Array.of(byte), () => Promise.resolve(++computed));
  for (const byte of [1, 2, 3]) await of(byte);
  expect([await of(3), await of(2), await of(1)]).toEqual([3, 2, 4]);
});
