import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { score } from "./score.mjs";

const shared = new URL("../../../shared/faces/", import.meta.url);
const labels = {
  "two.jpg": {
    width: 400,
    height: 300,
    faces: [
      { x: 50, y: 50, width: 40, height: 60 },
      { x: 200, y: 100, width: 20, height: 30 },
      { x: 300, y: 200, width: 10, height: 10, ignore: true },
    ],
  },
  "none.jpg": { width: 200, height: 200, faces: [] },
};

describe("score", () => {
  test("regions that cover every face score 1 without waste", () => {
    const found = { "two.jpg": labels["two.jpg"].faces };
    expect(score(labels, found)).toMatchObject({ faces: 2, coverage: 1, recall: 1, safe: 1, waste: 0, spurious: 0 });
  });

  test("a face of which less than 70 % is covered is missed", () => {
    const found = { "two.jpg": [{ x: 50, y: 50, width: 24, height: 60 }] };
    expect(score(labels, found)).toMatchObject({ recall: 0, safe: 0 });
  });

  test("a region away from every face is a false positive, and its area is waste", () => {
    const found = { "two.jpg": labels["two.jpg"].faces, "none.jpg": [{ x: 0, y: 0, width: 100, height: 200 }] };
    expect(score(labels, found)).toMatchObject({ spurious: 0.25, waste: 0.25 });
  });

  test("an ignored face need not be covered, and a region on it is no false positive", () => {
    const found = { "two.jpg": [{ x: 300, y: 200, width: 10, height: 10 }] };
    expect(score(labels, found)).toMatchObject({ faces: 2, recall: 0, spurious: 0 });
  });

  // The folder of labelled photos beside the checkout is not part of it.
  test.skipIf(!existsSync(shared))("agrees with the scorer that the goals were measured by", async () => {
    const { evaluate } = (await import(/* @vite-ignore */ fileURLToPath(new URL("evaluate.mjs", shared)))) as {
      evaluate: typeof score;
    };
    const real = JSON.parse(readFileSync(new URL("dev/labels.json", shared), "utf8")) as typeof labels;
    const found = Object.fromEntries(
      Object.entries(real).map(([file, { faces }]) => [file, faces.filter((_, i) => i % 3 > 0).map(movedAside)]),
    );
    expect(score(real, found)).toEqual(evaluate(real, found));
  });
});

/** A region that misses a little, much, or all of a face, depending on where the face is. */
function movedAside(face: { x: number; y: number; width: number; height: number }) {
  return { ...face, x: face.x + ((face.x % 7) / 5) * face.width };
}
