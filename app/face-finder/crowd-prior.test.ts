import { expect, test } from "vitest";
import { applyCrowdPrior } from "./crowd-prior";
import type { Crop } from "./detection";

function facesWith(scores: readonly number[]) {
  return scores.map((score, i) => ({ x: 30 * i, y: 0, width: 20, height: 20, score, passes: new Set<Crop>() }));
}

function uncertainScoreAmong(certain: number): number {
  const faces = applyCrowdPrior(facesWith([...Array<number>(certain).fill(0.95), 0.6]));
  return faces.at(-1)?.score ?? 0;
}

test("an uncertain face scores higher the more certain faces there are", () => {
  expect(uncertainScoreAmong(40)).toBeGreaterThan(uncertainScoreAmong(8));
  expect(uncertainScoreAmong(8)).toBeGreaterThan(uncertainScoreAmong(3));
});

test("up to three certain faces leave the other scores unchanged", () => {
  for (const certain of [0, 1, 2, 3]) expect(uncertainScoreAmong(certain)).toBeCloseTo(0.6, 10);
});

test("the prior is bounded, however large the crowd", () => {
  expect(uncertainScoreAmong(10_000)).toBeLessThan(0.9);
});

test("a score of 1 stays 1, and the order stays", () => {
  const scores = applyCrowdPrior(facesWith([1, 0.99, 0.95, 0.95, 0.95, 0.5, 0.2])).map(({ score }) => score);
  expect(scores[0]).toBe(1);
  expect(scores).toEqual([...scores].sort((a, b) => b - a));
});
