import fc from "fast-check";
import { expect, test } from "vitest";
import { containsPoint, type RedactionRegion } from "~/imaging/geometry";
import { plain } from "../../../tests/pixels";
import { masked, maskOf } from "./mask";

const picture = plain({ width: 60, height: 50 }, 90);
const at = (x: number, y: number) => y * picture.width + x;

test("a picture without regions has an empty mask", () => {
  expect(maskOf(picture, []).every((share) => share === 0)).toBe(true);
});

test("every pixel whose centre a region holds is masked wholly, wherever the region is", () => {
  const region = fc.record<RedactionRegion>({
    x: fc.double({ min: -30, max: 60, noNaN: true }),
    y: fc.double({ min: -30, max: 50, noNaN: true }),
    width: fc.double({ min: 0.5, max: 60, noNaN: true }),
    height: fc.double({ min: 0.5, max: 60, noNaN: true }),
    shape: fc.constantFrom("ellipse" as const, "rectangle" as const),
  });
  fc.assert(
    fc.property(region, (region) => {
      const mask = maskOf(picture, [region]);
      for (let y = 0; y < picture.height; y++) {
        for (let x = 0; x < picture.width; x++) {
          if (containsPoint(region, x + 0.5, y + 0.5) && mask[at(x, y)] !== masked) throw new Error(`${x}, ${y}`);
        }
      }
    }),
    { numRuns: 200 },
  );
});

test("the edge around a region fades from the region outwards, and ends", () => {
  const mask = maskOf(picture, [{ x: 20, y: 15, width: 20, height: 20, shape: "rectangle" }]);
  const [inside, near, far] = [mask[at(39, 25)] ?? 0, mask[at(40, 25)] ?? 0, mask[at(45, 25)] ?? 0];
  expect(inside).toBe(masked);
  expect(near).toBeGreaterThan(0);
  expect(near).toBeLessThan(masked);
  expect(far).toBe(0);
});

test("a region's edge does not weaken the inside of another", () => {
  const one = { x: 10, y: 10, width: 15, height: 15 };
  const other = { x: 24, y: 10, width: 15, height: 15 };
  const [alone, both] = [maskOf(picture, [one]), maskOf(picture, [one, other])];
  for (let i = 0; i < alone.length; i++) expect(both[i]).toBeGreaterThanOrEqual(alone[i] ?? 0);
});

test("a corner of a rectangle is masked that its ellipse leaves out", () => {
  const box = { x: 10, y: 10, width: 30, height: 30 };
  expect(maskOf(picture, [{ ...box, shape: "rectangle" }])[at(11, 11)]).toBe(masked);
  expect(maskOf(picture, [box])[at(11, 11)]).toBe(0);
});

test("a transparent pixel is masked", () => {
  const holed = { ...picture, data: picture.data.slice() };
  holed.data[at(5, 5) * 4 + 3] = 0;
  const mask = maskOf(holed, []);
  expect(mask[at(5, 5)]).toBe(masked);
  expect(mask[at(6, 5)]).toBe(0);
});
