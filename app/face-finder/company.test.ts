import { expect, test } from "vitest";
import { inCompany } from "./company";

function facesOf(scores: readonly number[]) {
  return scores.map((score, i) => ({ x: 30 * i, y: 0, width: 20, height: 20, score }));
}

function doubtfulAmong(sure: number): number {
  const faces = inCompany(facesOf([...Array<number>(sure).fill(0.95), 0.6]));
  return faces.at(-1)?.score ?? 0;
}

test("a half-seen face is believed sooner among many sure ones", () => {
  expect(doubtfulAmong(40)).toBeGreaterThan(doubtfulAmong(8));
  expect(doubtfulAmong(8)).toBeGreaterThan(doubtfulAmong(3));
});

test("few sure faces tell nothing of others", () => {
  for (const sure of [0, 1, 2, 3]) expect(doubtfulAmong(sure)).toBeCloseTo(0.6, 10);
});

test("a crowd does not make a face of anything", () => {
  expect(doubtfulAmong(10_000)).toBeLessThan(0.9);
});

test("a face that is certain stays certain, and the order stays", () => {
  const scores = inCompany(facesOf([1, 0.99, 0.95, 0.95, 0.95, 0.5, 0.2])).map(({ score }) => score);
  expect(scores[0]).toBe(1);
  expect(scores).toEqual([...scores].sort((a, b) => b - a));
});
