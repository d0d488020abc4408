import { expect, test, vi } from "vitest";
import type { Detection } from "./detection";
import { planPasses, type Pass } from "./passes";
import { levelsOf } from "./photo-levels";
import { PhotoPasses, type PassWorkers } from "./photo-passes";

const photo = levelsOf({ width: 64, height: 48, data: new Uint8ClampedArray(64 * 48 * 4) });
const passes = planPasses(photo, "built-in").slice(1);
const own = passes.filter(({ isForSecondWorker }) => !isForSecondWorker);
const theirs = passes.filter(({ isForSecondWorker }) => isForSecondWorker);

const faceOf = ({ model, crop }: Pass): Detection => ({ x: 1, y: 2, width: 3, height: 4, score: 0.9, model, crop });

function workers() {
  const first = vi.fn(async (pass: Pass) => [faceOf(pass)]);
  const second = vi.fn(async (pass: Pass) => [faceOf(pass)]);
  const cancel = vi.fn<() => void>();
  const both = {
    models: { prefetch: vi.fn<() => void>(), run: first },
    second: { run: second, cancel, hasStarted: true },
  };
  return { first, second, cancel, both: both satisfies PassWorkers };
}

const ranIn = (run: ReturnType<typeof workers>["first"]) => run.mock.calls.map(([pass]) => pass);

test("the second worker runs the passes that are its own, this one the others, each in order", async () => {
  const { first, second, both } = workers();
  const over = new PhotoPasses(photo, both);
  over.begin(passes);
  for (const pass of passes) expect(await over.run(pass)).toEqual([faceOf(pass)]);
  expect([ranIn(first), ranIn(second)]).toEqual([own, theirs]);
  expect(own.length * theirs.length).toBeGreaterThan(0);
});

test("a second worker that has yet to start gets its first pass when this one has run its own", async () => {
  const { second, both } = workers();
  const ranBefore: Pass[] = [];
  both.models.run = vi.fn(async (pass: Pass) => {
    if (second.mock.calls.length === 0) ranBefore.push(pass);
    return [faceOf(pass)];
  });
  const over = new PhotoPasses(photo, { ...both, second: { ...both.second, hasStarted: false } });
  over.begin(passes);
  for (const pass of passes) expect(await over.run(pass)).toEqual([faceOf(pass)]);
  expect(ranBefore).toEqual(own.slice(0, 1));
});

test("passes that have begun run once, however often they are announced", async () => {
  const { first, second, both } = workers();
  const over = new PhotoPasses(photo, both);
  over.begin(passes);
  over.begin(passes.slice(1));
  await Promise.all(passes.map((pass) => over.run(pass)));
  expect(first.mock.calls.length + second.mock.calls.length).toBe(passes.length);
});

test("a pass that was not announced runs when it is asked for", async () => {
  const { both } = workers();
  expect(await new PhotoPasses(photo, both).run(passes[0]!)).toEqual([faceOf(passes[0]!)]);
});

test("this worker runs all passes where it is the only one, and those that the second cannot", async () => {
  const alone = workers();
  const over = new PhotoPasses(photo, { ...alone.both, second: null });
  over.begin(passes);
  await Promise.all(passes.map((pass) => over.run(pass)));
  expect(new Set(ranIn(alone.first))).toEqual(new Set(passes));

  const failing = workers();
  failing.second.mockRejectedValue(new Error("out of memory"));
  const withFailing = new PhotoPasses(photo, failing.both);
  withFailing.begin(passes);
  for (const pass of passes) expect(await withFailing.run(pass)).toEqual([faceOf(pass)]);
});

test("a pass that fails here fails for whoever waits for it, and no other", async () => {
  const { first, both } = workers();
  first.mockRejectedValueOnce(new Error("no weights"));
  const over = new PhotoPasses(photo, both);
  over.begin(passes);
  await expect(over.run(own[0]!)).rejects.toThrow("no weights");
  expect(await over.run(own[1]!)).toEqual([faceOf(own[1]!)]);
});

test("after the end no further pass runs", async () => {
  const { first, second, cancel, both } = workers();
  const over = new PhotoPasses(photo, both);
  first.mockImplementationOnce(async () => {
    over.end();
    return [];
  });
  over.begin(passes);
  await Promise.all(passes.map((pass) => over.run(pass)));
  expect([first.mock.calls.length, second.mock.calls.length, cancel.mock.calls.length]).toEqual([1, 1, 1]);
});
