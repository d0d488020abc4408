import { expect, test } from "vitest";
import { isFramed, type ModelName, type Window } from "./candidate";
import { searchFaces } from "./find";

const photo = { width: 768, height: 384 };

/** A model that sees one face in each look at the photo, a quarter of its width from the left, as BlazeFace answers. */
async function seesOneFace(model: ModelName, { width, height, scale, mirrored }: Window): Promise<Float32Array> {
  const stride = model === "full-range" ? 4 : 16;
  const perCell = model === "full-range" ? 1 : 2;
  const coarse = model === "full-range" ? 0 : (width / 32) * (height / 32) * 6;
  const values = new Float32Array(((width / stride) * (height / stride) * perCell + coarse) * 17).fill(-10);
  const x = (mirrored ? 0.75 : 0.25) * photo.width * scale - stride / 2;
  values.set([2, x, 0.5 * photo.height * scale - stride / 2, 15 * scale, 15 * scale]);
  return values;
}

async function stepsOf(run: typeof seesOneFace) {
  const steps = [];
  for await (const step of searchFaces({ photo, tier: "built-in", run })) steps.push(step);
  return steps;
}

test("a face that every look shows is found once, mirrored looks included, and grown to a region", async () => {
  const steps = await stepsOf(seesOneFace);
  const last = steps.at(-1);
  expect(last?.findings).toHaveLength(1);
  const [finding] = last?.findings ?? [];
  expect(finding && finding.x + finding.width / 2).toBeCloseTo(0.25 * photo.width, 0);
  expect(finding?.width).toBeCloseTo(15 * 0.95 * 1.5, 1);
  expect(finding?.doubtful).toBe(false);
});

test("a photo without a hint of small faces is not looked at as closely as one with it", async () => {
  const without = await stepsOf(async (model, window) => (await seesOneFace(model, window)).fill(-10));
  const withSmall = await stepsOf(seesOneFace);
  expect(withSmall.length).toBeGreaterThan(without.length);
  expect(without.at(-1)?.done).toBe(without.at(-1)?.total);
});

test("each look counts as one step, up to the total", async () => {
  const steps = await stepsOf(seesOneFace);
  expect(steps.map(({ done }) => done)).toEqual(steps.map((_, i) => i + 1));
  expect(steps.every(({ total }) => total === steps.length)).toBe(true);
});

test("a look for faces that fill the photo is not believed about others", async () => {
  const seenFramedAlone = await stepsOf(async (model, window) => {
    const values = await seesOneFace(model, window);
    return isFramed(window) ? values : values.fill(-10);
  });
  expect(seenFramedAlone.at(-1)?.findings).toEqual([]);
});

test("a photo in which no look shows anything has no findings", async () => {
  const steps = await stepsOf(async (model, window) => (await seesOneFace(model, window)).fill(-10));
  expect(steps.at(-1)?.findings).toEqual([]);
});
