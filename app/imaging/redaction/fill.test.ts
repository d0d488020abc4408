import fc from "fast-check";
import { expect, test } from "vitest";
import { colourAt, noise, painted, plain } from "../../../tests/pixels";
import { fillSoft, softFill } from "./fill";
import { masked } from "./mask";
import { neutral } from "./neutral";

const size = { width: 40, height: 30 };

test("an empty mask changes nothing", () => {
  const picture = noise(size, 1);
  const into = picture.data.slice();
  fillSoft(picture, new Uint8Array(40 * 30), into, () => 9);
  expect(into).toEqual(picture.data);
});

test("a hole in one colour is filled with that colour, at any place and size", () => {
  const hole = fc.record({ x: fc.nat({ max: 39 }), y: fc.nat({ max: 29 }), width: fc.integer({ min: 1, max: 38 }) });
  fc.assert(
    fc.property(hole, fc.nat({ max: 255 }), ({ x, y, width }, value) => {
      const filled = softFill(plain(size, value), [{ x, y, width, height: 20 }]);
      expect(filled.data.every((level, i) => level === (i % 4 === 3 ? 255 : value))).toBe(true);
    }),
    { numRuns: 100 },
  );
});

test("a fill lies between the darkest and the brightest colour around it", () => {
  const picture = painted(size, (x) => (x < 20 ? [60, 60, 60] : [180, 180, 180]));
  const filled = softFill(picture, [{ x: 10, y: 5, width: 20, height: 20 }]);
  for (const level of filled.data.filter((_value, i) => i % 4 !== 3)) {
    expect(level).toBeGreaterThanOrEqual(60);
    expect(level).toBeLessThanOrEqual(180);
  }
});

test("a masked pixel is not read, and an edge mixes by its share", () => {
  const picture = plain({ width: 3, height: 1 }, 100);
  picture.data.set([0, 255, 0, 255], 0);
  picture.data.set([40, 40, 40, 255], 4);
  const into = picture.data.slice();
  fillSoft(picture, Uint8Array.of(masked, 127, 0), into, () => 0);
  expect([...into.subarray(0, 3)]).toEqual([100, 100, 100]);
  expect(into[4]).toBeCloseTo(40 + (127 / 255) * 60, -0.5);
});

test("grain is added to the fill alone", () => {
  const picture = plain({ width: 2, height: 1 }, 100);
  const into = picture.data.slice();
  fillSoft(picture, Uint8Array.of(masked, 0), into, () => 2);
  expect([into[0], into[4]]).toEqual([102, 100]);
});

test("a picture that is masked whole becomes the neutral colour", () => {
  const filled = softFill(noise(size, 2), [{ x: 0, y: 0, ...size, shape: "rectangle" }]);
  expect(colourAt(filled, 20, 15)).toEqual(neutral);
});
