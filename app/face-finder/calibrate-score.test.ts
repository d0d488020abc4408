import fc from "fast-check";
import { expect, test } from "vitest";
import { calibrateScore, logit, sigmoid } from "./calibrate-score";
import type { Detection } from "./detection";

function detection(height: number, { scale = 1, x = 0 } = {}): Detection {
  const crop = { x, y: x, scale, width: 512, height: 512, flipped: false };
  return { x: 10, y: 10, width: height, height, score: 0.8, model: "full-range", crop };
}

test("logit and sigmoid are inverse to each other", () => {
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), (probability) => {
      expect(sigmoid(logit(probability))).toBeCloseTo(probability, 10);
    }),
  );
  expect(sigmoid(0)).toBe(0.5);
});

test("a face of up to 20 pixels in the model input keeps its score", () => {
  expect(calibrateScore(detection(20))).toBeCloseTo(0.8, 10);
  expect(calibrateScore(detection(40, { scale: 0.5 }))).toBeCloseTo(0.8, 10);
});

test("each doubling of a face's height in the model input costs the same log-odds", () => {
  const scores = [20, 40, 80].map((height) => logit(calibrateScore(detection(height))));
  const [small = 0, medium = 0, large = 0] = scores;
  expect(small - medium).toBeCloseTo(0.7, 10);
  expect(medium - large).toBeCloseTo(0.7, 10);
});

test("a score of the SSD rises, whatever the face's size: it is rarely mistaken", () => {
  const scores = [20, 200].map((height) => calibrateScore({ ...detection(height), score: 0.4, model: "ssd" }));
  expect(scores[0]).toBeCloseTo(0.75, 2);
  expect(scores[1]).toBe(scores[0]);
});

test("a large face keeps its score in a padded pass", () => {
  expect(calibrateScore(detection(400, { x: -100 }))).toBe(0.8);
});
