import { expect, test } from "vitest";
import type { Crop, Detection } from "./detection";
import { fuseBoxes } from "./weighted-boxes-fusion";

function cropAt(scale: number): Crop {
  return { x: 0, y: 0, scale, width: 512, height: 512, flipped: false };
}

const first = cropAt(1);
const second = cropAt(1);

function detection(over: Partial<Detection>): Detection {
  return { x: 100, y: 100, width: 20, height: 20, score: 0.8, model: "full-range", crop: first, ...over };
}

test("boxes of the same face become one box between them", () => {
  const [face, ...others] = fuseBoxes([detection({ x: 100 }), detection({ x: 104, crop: second, width: 22 })]);
  expect(others).toEqual([]);
  expect(face?.x).toBeGreaterThan(100);
  expect(face?.x).toBeLessThan(104);
});

test("a face that two passes detect scores higher than one that a single pass detects twice", () => {
  const [agreed] = fuseBoxes([detection({}), detection({ model: "back-camera", crop: second })]);
  const [repeated] = fuseBoxes([detection({}), detection({ x: 101 })]);
  expect(agreed?.score).toBeGreaterThan(0.9);
  expect(repeated?.score).toBeCloseTo(0.8, 5);
});

test("a face knows the passes that saw it", () => {
  const [face] = fuseBoxes([detection({}), detection({ x: 101 }), detection({ x: 102, crop: second })]);
  expect(face?.passes).toEqual(new Set([first, second]));
});

test("a confident small box does not delete the larger face around it", () => {
  const faces = fuseBoxes([
    detection({ score: 0.99 }),
    detection({ x: 80, y: 80, width: 60, height: 60, crop: cropAt(0.3), score: 0.7 }),
  ]);
  expect(faces).toHaveLength(2);
});

test("a face that is large in a large input scores lower", () => {
  const [small] = fuseBoxes([detection({ crop: cropAt(1) })]);
  const [large] = fuseBoxes([detection({ crop: cropAt(8) })]);
  expect(small?.score).toBeCloseTo(0.8, 5);
  expect(large?.score).toBeLessThan(0.5);
});

test("the highest score comes first, and the order of the detections does not matter", () => {
  const detections = [detection({ score: 0.3 }), detection({ x: 300, score: 0.9 }), detection({ x: 500, score: 0.6 })];
  const faces = fuseBoxes(detections);
  expect(faces.map(({ x }) => x)).toEqual([300, 500, 100]);
  expect(fuseBoxes([...detections].reverse())).toEqual(faces);
});
