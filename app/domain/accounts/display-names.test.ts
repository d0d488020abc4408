import fc from "fast-check";
import { expect, test } from "vitest";
import { randomDisplayName } from "./display-names";

test("any number from 0 to 1, both included, makes a name of two words", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (random) => {
      expect(randomDisplayName(random)).toMatch(/^[A-Z][a-z]+ [A-Z][a-z]+$/);
    }),
  );
});

test("every pair of words is as likely as every other", () => {
  const count = 144;
  const names = Array.from({ length: count }, (_none, index) => randomDisplayName((index + 0.5) / count));
  expect(new Set(names).size).toBe(count);
});

test("the first and the last pair are at the ends", () => {
  expect([randomDisplayName(0), randomDisplayName(1)]).toEqual(["Quiet Heron", "True River"]);
});
