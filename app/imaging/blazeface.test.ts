import { expect, test } from "vitest";
import { decodeBlazeFace, faceInBox } from "./blazeface";

const input = { width: 64, height: 32 };

/** The raw output of a model with this many anchors, one of which has a face. */
function outputWith(face: readonly number[], anchor: number, anchors: number): Float32Array {
  const values = new Float32Array(anchors * 17).fill(-10);
  values.set(face, anchor * 17);
  return values;
}

test("a face is higher and taller than BlazeFace's box, and a little narrower", () => {
  const face = faceInBox({ centreX: 50, centreY: 60, width: 20, height: 30 });
  expect(face.width).toBeCloseTo(20 * 0.95, 10);
  expect(face.height).toBeCloseTo(30 * 1.2, 10);
  expect(face.x + face.width / 2).toBeCloseTo(50, 10);
  expect(face.y + face.height / 2).toBeCloseTo(60 - 0.07 * 30, 10);
});

test("a full-range box lies at its anchor's cell, in pixels of the input", () => {
  const columns = 16;
  const values = outputWith([2, 1, -1, 10, 10], 3 * columns + 5, columns * 8);
  const [face, ...others] = decodeBlazeFace(values, input, { model: "full-range", minScore: 0.5 });
  expect(others).toEqual([]);
  expect(face?.score).toBeCloseTo(0.88, 2);
  expect(face && face.x + face.width / 2).toBeCloseTo(5.5 * 4 + 1, 4);
  expect(face && face.y + face.height / 2).toBeCloseTo(3.5 * 4 - 1 - 0.7, 4);
  expect(face?.height).toBeCloseTo(10 * 1.2, 4);
});

test("the short-range model has two anchors in each fine cell and six in each coarse one", () => {
  const fine = 8 * 4 * 2;
  const values = outputWith([2, 0, 0, 8, 8], fine + 7 * 6 + 5, fine + 4 * 2 * 6);
  const [face] = decodeBlazeFace(values, input, { model: "short-range", minScore: 0.5 });
  expect(face && face.x + face.width / 2).toBeCloseTo(3.5 * 16, 4);
});

test("faces below the least score, and boxes without a size, are left out", () => {
  const decode = (face: readonly number[]) =>
    decodeBlazeFace(outputWith(face, 0, 16 * 8), input, { model: "full-range", minScore: 0.5 });
  expect(decode([0.01, 0, 0, 8, 8])).toHaveLength(1);
  expect(decode([-0.01, 0, 0, 8, 8])).toEqual([]);
  expect(decode([2, 0, 0, -8, 8])).toEqual([]);
});
