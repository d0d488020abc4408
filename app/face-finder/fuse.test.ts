import { expect, test } from "vitest";
import type { Candidate, Window } from "./candidate";
import { fuse } from "./fuse";

/** A look at the photo at this many pixels of the input for one of the photo. */
function windowAt(scale: number): Window {
  return { x: 0, y: 0, scale, width: 512, height: 512, mirrored: false };
}

const first = windowAt(1);
const second = windowAt(1);

function candidate(over: Partial<Candidate>): Candidate {
  return { x: 100, y: 100, width: 20, height: 20, score: 0.8, model: "full-range", window: first, ...over };
}

test("boxes of the same face become one, between them", () => {
  const [face, ...others] = fuse([candidate({ x: 100 }), candidate({ x: 104, window: second, width: 22 })]);
  expect(others).toEqual([]);
  expect(face?.x).toBeGreaterThan(100);
  expect(face?.x).toBeLessThan(104);
});

test("a face that two passes see is surer than one that one pass sees twice", () => {
  const [agreed] = fuse([candidate({}), candidate({ model: "back-camera", window: second })]);
  const [repeated] = fuse([candidate({}), candidate({ x: 101 })]);
  expect(agreed?.score).toBeGreaterThan(0.9);
  expect(repeated?.score).toBeCloseTo(0.8, 5);
});

test("a sure small box does not delete the larger face around it", () => {
  const faces = fuse([
    candidate({ score: 0.99 }),
    candidate({ x: 80, y: 80, width: 60, height: 60, window: windowAt(0.3), score: 0.7 }),
  ]);
  expect(faces).toHaveLength(2);
});

test("a face that is large in a large input needs more to be believed", () => {
  const [small] = fuse([candidate({ window: windowAt(1) })]);
  const [large] = fuse([candidate({ window: windowAt(8) })]);
  expect(small?.score).toBeCloseTo(0.8, 5);
  expect(large?.score).toBeLessThan(0.5);
});

test("the most certain face comes first, and the order of candidates does not matter", () => {
  const candidates = [candidate({ score: 0.3 }), candidate({ x: 300, score: 0.9 }), candidate({ x: 500, score: 0.6 })];
  const faces = fuse(candidates);
  expect(faces.map(({ x }) => x)).toEqual([300, 500, 100]);
  expect(fuse([...candidates].reverse())).toEqual(faces);
});
