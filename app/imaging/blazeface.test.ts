import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeBlazeFace, decodeBlazeFaceBoxes, faceInBox } from "./blazeface";

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

test("BlazeFace's own boxes lie at their anchors, as large as the model says", () => {
  const values = outputWith([2, 1, -1, 10, 12], 3 * 16 + 5, 16 * 8);
  const [box] = decodeBlazeFaceBoxes(values, input, { model: "full-range", minScore: 0.5 });
  expect(box).toMatchObject({ centreX: 5.5 * 4 + 1, centreY: 3.5 * 4 - 1, width: 10, height: 12 });
});

test("the back-camera model's cells are twice as large as the short-range model's", () => {
  const fine = 4 * 2 * 2;
  const values = outputWith([2, 0, 0, 8, 8], fine + 1 * 6, fine + 2 * 6);
  const [box] = decodeBlazeFaceBoxes(values, input, { model: "back-camera", minScore: 0.5 });
  expect(box).toMatchObject({ centreX: 1.5 * 32, centreY: 0.5 * 32 });
});

test("each face has one of the asked scores, whatever the output", () => {
  const logits = fc.array(fc.float({ min: -6, max: 6, noNaN: true }), { minLength: 128, maxLength: 128 });
  fc.assert(
    fc.property(logits, fc.double({ min: 0.05, max: 0.95, noNaN: true }), (logits, minScore) => {
      const values = Float32Array.from(logits.flatMap((logit) => [logit, 0, 0, 8, 8, ...Array<number>(12).fill(0)]));
      const faces = decodeBlazeFace(values, input, { model: "full-range", minScore });
      const sure = logits.filter((logit) => Math.fround(logit) >= Math.log(minScore / (1 - minScore)));
      expect(faces).toHaveLength(sure.length);
      for (const { score } of faces) expect(score).toBeGreaterThanOrEqual(minScore - 1e-9);
    }),
    { numRuns: 100 },
  );
});
