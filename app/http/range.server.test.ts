import fc from "fast-check";
import { expect, test } from "vitest";
import { rangeOf } from "./range.server";

const rangeIn = (range: string, more: Record<string, string> = {}) =>
  rangeOf(new Headers({ Range: range, ...more }), 100);

test("a range is the bytes from its first to its last, as far as the file goes", () => {
  expect(rangeIn("bytes=0-0")).toEqual({ offset: 0, length: 1 });
  expect(rangeIn("bytes=10-19")).toEqual({ offset: 10, length: 10 });
  expect(rangeIn("bytes=90-500")).toEqual({ offset: 90, length: 10 });
  expect(rangeIn("bytes=99-")).toEqual({ offset: 99, length: 1 });
  expect(rangeIn("bytes=-30")).toEqual({ offset: 70, length: 30 });
  expect(rangeIn("bytes=-500")).toEqual({ offset: 0, length: 100 });
});

test("the whole file answers what is no range of it, several, or one that depends on an ETag", () => {
  for (const range of ["bytes=100-", "bytes=5-4", "bytes=-0", "bytes=-", "bytes=0-1,5-6", "lines=0-1", "bytes=a-b"]) {
    expect([range, rangeIn(range)]).toEqual([range, null]);
  }
  expect(rangeIn("bytes=0-1", { "If-Range": '"etag"' })).toBeNull();
  expect(rangeOf(new Headers(), 100)).toBeNull();
});

test("whatever is asked, the range lies in the file", () => {
  const end = fc.oneof(fc.constant(""), fc.nat(300).map(String));
  fc.assert(
    fc.property(end, end, (first, last) => {
      const range = rangeIn(`bytes=${first}-${last}`);
      if (range === null) return;
      expect(range.offset).toBeGreaterThanOrEqual(0);
      expect(range.length).toBeGreaterThan(0);
      expect(range.offset + range.length).toBeLessThanOrEqual(100);
    }),
  );
});
