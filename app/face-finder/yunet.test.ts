import { expect, test } from "vitest";
import { decodeYunet } from "./yunet";

/** An input of 64 x 32 pixels that shows a photo at half its size. */
const crop = { x: 0, y: 0, scale: 0.5, width: 64, height: 32, flipped: false };
const fine = 8 * 4;
const cells = fine + 4 * 2 + 2;

function outputWith(...faces: [cell: number, values: readonly number[]][]): Float32Array {
  const values = new Float32Array(cells * 6);
  for (const [cell, face] of faces) values.set(face, cell * 6);
  return values;
}

test("a box is counted in strides from its cell, its size as a logarithm", () => {
  const values = outputWith([fine + 8 + 1, [1, 1, 0.5, 0.25, 0, Math.log(2)]]);
  const [face, ...others] = decodeYunet(values, crop, { minScore: 0.5 });
  expect(others).toEqual([]);
  expect(face).toMatchObject({ x: (1.5 * 32 - 16) * 2, width: 32 * 2, model: "yunet", crop });
  expect(face?.y).toBeCloseTo((0.25 * 32 - 32) * 2, 4);
  expect(face?.height).toBeCloseTo(64 * 2, 4);
});

test("the score is the geometric mean of class score and objectness", () => {
  const [face] = decodeYunet(outputWith([0, [0.81, 1, 0, 0, 0, 0]]), crop, { minScore: 0.5 });
  expect(face?.score).toBeCloseTo(0.9, 5);
});

test("cells below the least score are left out", () => {
  const values = outputWith([0, [0.5, 0.4, 0, 0, 0, 0]], [9, [0.5, 0.6, 0, 0, 0, 0]]);
  const faces = decodeYunet(values, crop, { minScore: 0.5 });
  expect(faces.map(({ x, y }) => [x, y])).toEqual([[(8 - 4) * 2, (8 - 4) * 2]]);
});

test("every stride's cells are counted row by row, the finest stride first", () => {
  const face = [1, 1, 0, 0, 0, 0];
  const faces = decodeYunet(outputWith([10, face], [fine + 5, face], [fine + 8, face]), crop, { minScore: 0.5 });
  const centres = faces.map(({ x, y, width, height }) => [x + width / 2, y + height / 2]);
  expect(centres).toEqual([
    [2 * 8 * 2, 1 * 8 * 2],
    [1 * 16 * 2, 1 * 16 * 2],
    [0, 0],
  ]);
});
