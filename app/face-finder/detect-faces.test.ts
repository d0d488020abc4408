import { expect, test } from "vitest";
import { detectFaces } from "./detect-faces";
import { type Detection, isPadded } from "./detection";
import type { Pass } from "./passes";

const photo = { width: 768, height: 384 };

/** Every pass detects one small face, a quarter of the photo's width from the left. */
async function detectsOneFace({ model, crop }: Pass): Promise<Detection[]> {
  const [width, height] = [15, 18];
  const centreX = (crop.flipped ? 0.75 : 0.25) * photo.width;
  return [{ x: centreX - width / 2, y: 190, width, height, score: 0.88, model, crop }];
}

async function detectsNothing(): Promise<Detection[]> {
  return [];
}

async function stepsOf(run: (pass: Pass) => Promise<Detection[]>, begin = (_passes: readonly Pass[]) => {}) {
  const steps = [];
  for await (const step of detectFaces({ photo, tier: "built-in", passes: { begin, run } })) steps.push(step);
  return steps;
}

test("a face that every pass detects, flipped passes included, becomes one region", async () => {
  const steps = await stepsOf(detectsOneFace);
  const regions = steps.at(-1)?.regions ?? [];
  expect(regions).toHaveLength(1);
  const [region] = regions;
  expect(region && region.x + region.width / 2).toBeCloseTo(0.25 * photo.width, 6);
  expect(region?.width).toBeCloseTo(15 * 1.5, 6);
  expect(region?.isDoubtful).toBe(false);
});

test("the first pass, BlazeFace's package, already yields regions", async () => {
  const [first] = await stepsOf(async (pass) => (pass.model === "short-range" ? detectsOneFace(pass) : []));
  expect(first?.regions).toHaveLength(1);
});

test("without a hint of small faces the passes for them are skipped", async () => {
  const without = await stepsOf(detectsNothing);
  const withSmall = await stepsOf(detectsOneFace);
  expect(withSmall.length).toBeGreaterThan(without.length);
  expect(without.at(-1)?.done).toBe(without.at(-1)?.total);
});

test("all passes but the first may begin at once, those for small faces only when they are known to run", async () => {
  const begun: (readonly Pass[])[] = [];
  const ran: Pass[] = [];
  const run = async (pass: Pass) => {
    ran.push(pass);
    return detectsOneFace(pass);
  };
  await stepsOf(run, (passes) => begun.push(passes));
  const small = ran.filter(({ isForSmallFaces }) => isForSmallFaces);
  expect(small.length).toBeGreaterThan(0);
  expect(begun[0]).toEqual(ran.slice(1, -small.length));
  expect(begun.find((passes) => passes.includes(small[0]!))).toEqual(small);
  begun.length = 0;
  await stepsOf(detectsNothing, (passes) => begun.push(passes));
  expect(begun.flat().filter(({ isForSmallFaces }) => isForSmallFaces)).toEqual([]);
});

test("each pass counts as one step, up to the total", async () => {
  const steps = await stepsOf(detectsOneFace);
  expect(steps.map(({ done }) => done)).toEqual(steps.map((_, i) => i + 1));
  expect(steps.every(({ total }) => total === steps.length)).toBe(true);
});

test("a padded pass counts only for faces that fill the photo", async () => {
  const seenPaddedAlone = await stepsOf(async (pass) => (isPadded(pass.crop) ? detectsOneFace(pass) : []));
  expect(seenPaddedAlone.at(-1)?.regions).toEqual([]);
});

test("a face that scores just above the threshold is doubtful", async () => {
  const steps = await stepsOf(async (pass) =>
    pass.model === "short-range" ? (await detectsOneFace(pass)).map((face) => ({ ...face, score: 0.8 })) : [],
  );
  expect(steps[0]?.regions.map(({ isDoubtful }) => isDoubtful)).toEqual([true]);
});

test("without the SSD, whose weights may not arrive, the search goes on as if it had not been asked", async () => {
  const large = async (pass: Pass) => (await detectsOneFace(pass)).map((face) => ({ ...face, height: 60, score: 0.7 }));
  const silent = async (pass: Pass) => (pass.model === "ssd" ? [] : large(pass));
  const failing = async (pass: Pass) => (pass.model === "ssd" ? Promise.reject(new Error("offline")) : large(pass));
  const [withSilent, withFailing] = await Promise.all([stepsOf(silent), stepsOf(failing)]);
  expect(withFailing).toHaveLength(withSilent.length);
  const confidences = [withFailing, withSilent].map((steps) => steps.at(-1)?.regions[0]?.confidence ?? 0);
  expect(confidences[0]).toBeGreaterThan(confidences[1] ?? 0);
});

test("a photo in which no pass detects anything has no regions", async () => {
  expect((await stepsOf(detectsNothing)).at(-1)?.regions).toEqual([]);
});
