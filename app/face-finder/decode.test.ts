import { expect, test } from "vitest";
import { decodeBlazeFace } from "~/imaging/blazeface";
import { decodeYunet } from "./decode-yunet";

/** An input of 64 x 32 pixels that shows a photo at half its size. */
const window = { x: 0, y: 0, scale: 0.5, width: 64, height: 32, mirrored: false };

test("a box of the full-range model lies where its anchor is, in pixels of the photo", () => {
  const columns = 16;
  const values = new Float32Array(columns * 8 * 17).fill(-10);
  const anchor = 3 * columns + 5;
  values.set([2, 1, -1, 10, 10], anchor * 17);
  const [face, ...others] = decodeBlazeFace(values, window, { model: "full-range", minScore: 0.5 });
  expect(others).toEqual([]);
  expect(face?.score).toBeCloseTo(0.88, 2);
  expect(face && face.x + face.width / 2).toBeCloseTo((5.5 * 4 + 1) * 2, 4);
  // The face reaches above BlazeFace's box, by 0.07 of its height at the centre.
  expect(face && face.y + face.height / 2).toBeCloseTo((3.5 * 4 - 1 - 0.7) * 2, 4);
  expect(face?.height).toBeCloseTo(10 * 1.2 * 2, 4);
});

test("the short-range model has two anchors on each fine point and six on each coarse one", () => {
  const fine = 8 * 4 * 2;
  const values = new Float32Array((fine + 4 * 2 * 6) * 17).fill(-10);
  values.set([2, 0, 0, 8, 8], (fine + 7 * 6 + 5) * 17);
  const [face] = decodeBlazeFace(values, window, { model: "short-range", minScore: 0.5 });
  expect(face && face.x + face.width / 2).toBeCloseTo(3.5 * 16 * 2, 4);
});

test("a box of YuNet is counted in strides, its size as a logarithm", () => {
  const points = 8 * 4 + 4 * 2 + 2;
  const values = new Float32Array(points * 6);
  values.set([0.81, 1, 0.5, 0.25, 0, Math.log(2)], (8 * 4 + 1) * 6);
  const [face, ...others] = decodeYunet(values, window, { minScore: 0.5 });
  expect(others).toEqual([]);
  expect(face?.score).toBeCloseTo(0.9, 5);
  expect(face).toMatchObject({ x: 1.5 * 32 - 16, width: 32 });
  expect(face?.y).toBeCloseTo(0.25 * 32 - 32, 4);
  expect(face?.height).toBeCloseTo(64, 4);
});
