import type { BlazeFaceModel, NormalizedFace } from "@tensorflow-models/blazeface";
import { memory } from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { detectFirst, toDetection } from "./first-pass";

/** A square of 128 pixels that shows a photo at a tenth of its size. */
const crop = { x: 0, y: 0, scale: 0.1, width: 128, height: 128, flipped: false };

function face(left: number, top: number, right: number, bottom: number): NormalizedFace {
  // The package's types say a number; it answers with an array of one.
  return { topLeft: [left, top], bottomRight: [right, bottom], probability: [0.9] as unknown as number };
}

test("the package's box becomes the face in pixels of the photo, larger and higher than the box", () => {
  const detection = toDetection(face(40, 50, 60, 80), crop);
  expect(detection).toMatchObject({ score: 0.9, model: "short-range", crop });
  expect(detection.width).toBeCloseTo(20 * 0.95 * 10, 6);
  expect(detection.height).toBeCloseTo(30 * 1.2 * 10, 6);
  expect(detection.x + detection.width / 2).toBeCloseTo(50 * 10, 6);
  expect(detection.y + detection.height / 2).toBeCloseTo((65 - 0.07 * 30) * 10, 6);
});

test("each face that the package finds is one detection", async () => {
  const model = { estimateFaces: async () => [face(0, 0, 10, 10), face(20, 20, 40, 40)] };
  const pixels = { width: 128, height: 128, data: new Uint8ClampedArray(128 * 128 * 4) };
  const detections = await detectFirst(model as unknown as BlazeFaceModel, pixels, crop);
  expect(detections).toHaveLength(2);
});

test("a look that fails leaves no tensor behind", async () => {
  const model = { estimateFaces: () => Promise.reject(new Error("out of memory")) };
  const pixels = { width: 128, height: 128, data: new Uint8ClampedArray(128 * 128 * 4) };
  const before = memory().numTensors;
  await expect(detectFirst(model as unknown as BlazeFaceModel, pixels, crop)).rejects.toThrow("out of memory");
  expect(memory().numTensors).toBe(before);
});
