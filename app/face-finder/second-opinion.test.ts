import { expect, test } from "vitest";
import type { Crop } from "./detection";
import { applySecondOpinion } from "./second-opinion";

const ssd: Crop = { x: 0, y: 0, scale: 0.5, width: 512, height: 512, flipped: false };
const other: Crop = { ...ssd };

function face(height: number, score: number, passes: readonly Crop[]) {
  return { x: 0, y: 0, width: height, height, score, passes: new Set(passes) };
}

test("a face that the SSD missed though it is large enough scores lower", () => {
  const [missed] = applySecondOpinion([face(60, 0.8, [other])], ssd);
  expect(missed?.score).toBeCloseTo(0.665, 3);
});

test("a face that the SSD saw keeps its score, and so does one that is too small for it", () => {
  const faces = [face(60, 0.8, [other, ssd]), face(40, 0.7, [other])];
  expect(applySecondOpinion(faces, ssd)).toEqual(faces);
});

test("the highest score comes first", () => {
  const faces = [face(60, 0.8, [other]), face(60, 0.75, [ssd])];
  expect(applySecondOpinion(faces, ssd).map(({ passes }) => passes.has(ssd))).toEqual([true, false]);
});
