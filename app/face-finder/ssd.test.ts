import { expect, test } from "vitest";
import { decodeSsd } from "./ssd";

/** An input of 512 x 384 pixels that shows a photo at half its size. */
const crop = { x: 0, y: 0, scale: 0.5, width: 512, height: 384, flipped: false };
const finest = 32 * 24 * 3;
const anchors = finest + (16 * 12 + 8 * 6 + 4 * 3 + 2 * 2 + 1) * 6;

/** The raw output with one face, at this anchor. */
function outputWith(anchor: number, face: readonly number[]): Float32Array {
  const values = new Float32Array(anchors * 5).fill(-10);
  values.set(face, anchor * 5);
  return values;
}

test("a face without offsets lies on its anchor, a little larger, in pixels of the photo", () => {
  const [face, ...others] = decodeSsd(outputWith((3 * 32 + 5) * 3, [0, 0, 0, 0, 0]), crop, { minScore: 0.5 });
  expect(others).toEqual([]);
  expect(face).toMatchObject({ score: 0.5, model: "ssd", crop });
  expect(face && face.x + face.width / 2).toBeCloseTo(5.5 * 16 * 2, 3);
  expect(face && face.y + face.height / 2).toBeCloseTo(3.5 * 16 * 2, 3);
  expect(face?.width).toBeCloseTo(1.1 * 51.2 * 2, 3);
});

test("centres are tenths of the anchor's size, sizes fifths of a logarithm, down before across", () => {
  const values = outputWith((3 * 32 + 5) * 3, [1, 1, -2, 5, 0]);
  const [face] = decodeSsd(values, crop, { minScore: 0.5 });
  expect(face && face.x + face.width / 2).toBeCloseTo((5.5 * 16 - 0.2 * 51.2) * 2, 3);
  expect(face && face.y + face.height / 2).toBeCloseTo((3.5 * 16 + 0.1 * 51.2) * 2, 3);
  expect(face?.height).toBeCloseTo(1.1 * Math.E * 51.2 * 2, 2);
});

test("the anchors of a cell are squares first, then twice as wide and twice as high as they are narrow", () => {
  const shapes = [2, 3, 4, 5].map((anchor) => {
    const [face] = decodeSsd(outputWith(finest + anchor, [1, 0, 0, 0, 0]), crop, { minScore: 0.5 });
    return face ? face.width / face.height : 0;
  });
  expect(shapes.map((shape) => Math.round(shape * 1000) / 1000)).toEqual([2, 0.5, 3, 0.333]);
});

test("the last anchors are those of the coarsest grid", () => {
  const [face] = decodeSsd(outputWith(anchors - 6, [1, 0, 0, 0, 0]), crop, { minScore: 0.5 });
  expect(face?.width).toBeCloseTo(1.1 * 486.4 * 2, 3);
});

test("faces below the least score are left out", () => {
  expect(decodeSsd(outputWith(0, [-0.01, 0, 0, 0, 0]), crop, { minScore: 0.5 })).toEqual([]);
});
