import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { planPasses } from "./passes";
import type { PassRequest } from "./pass-protocol";
import { secondRunner } from "./second-runner";

/** A worker that answers when the test says so. */
class FakeWorker extends EventTarget {
  static started: FakeWorker[] = [];
  readonly requests: PassRequest[] = [];
  readonly terminate = vi.fn<() => void>();

  constructor() {
    super();
    FakeWorker.started.push(this);
  }

  postMessage(request: PassRequest) {
    this.requests.push(structuredClone(request));
  }

  answer(data: unknown) {
    this.dispatchEvent(Object.assign(new Event("message"), { data }));
  }
}

const [first, second] = planPasses({ width: 640, height: 480 }, "built-in");
const pixels = () => ({ width: 1, height: 1, data: new Uint8ClampedArray(4) });
const face = { x: 1, y: 2, width: 3, height: 4, score: 0.9, model: first!.model };

beforeEach(() => {
  FakeWorker.started = [];
  vi.stubGlobal("Worker", FakeWorker);
  vi.stubGlobal("navigator", { hardwareConcurrency: 2 });
});

afterEach(() => vi.unstubAllGlobals());

test("there is none on one core, nor where workers have no workers", () => {
  vi.stubGlobal("navigator", { hardwareConcurrency: 1 });
  expect(secondRunner()).toBeNull();
  vi.stubGlobal("navigator", { hardwareConcurrency: 8 });
  vi.stubGlobal("Worker", undefined);
  expect(secondRunner()).toBeNull();
});

test("it starts with the first pass, and again after it was ended", () => {
  const runner = secondRunner()!;
  expect([runner.hasStarted, FakeWorker.started.length]).toEqual([false, 0]);
  void runner.run(first!, pixels());
  void runner.run(second!, pixels());
  expect([runner.hasStarted, FakeWorker.started.length]).toEqual([true, 1]);
  runner.cancel();
  expect(runner.hasStarted).toBe(false);
});

test("answers belong to their requests, and faces to the pass that was asked for", async () => {
  const runner = secondRunner()!;
  const found = [runner.run(first!, pixels()), runner.run(second!, pixels())];
  const [worker] = FakeWorker.started;
  const [one, two] = worker!.requests;
  worker!.answer({ id: two!.id, found: [] });
  worker!.answer({ id: one!.id, found: [{ ...face, crop: one!.pass.crop }] });
  const [detections, none] = await Promise.all(found);
  expect(detections?.[0]?.crop).toBe(first!.crop);
  expect(none).toEqual([]);
});

test("a pass that fails rejects with the reason; so do all when the worker breaks, and the next gets a new one", async () => {
  const runner = secondRunner()!;
  const failing = runner.run(first!, pixels());
  const [worker] = FakeWorker.started;
  worker!.answer({ id: worker!.requests[0]!.id, failure: "no weights" });
  await expect(failing).rejects.toThrow("no weights");
  const broken = runner.run(first!, pixels());
  worker!.dispatchEvent(Object.assign(new Event("error"), { message: "out of memory" }));
  await expect(broken).rejects.toThrow("out of memory");
  void runner.run(first!, pixels());
  expect(FakeWorker.started).toHaveLength(2);
});

test("cancelling ends a worker that is busy, and keeps one that is idle", async () => {
  const runner = secondRunner()!;
  const found = runner.run(first!, pixels());
  const [worker] = FakeWorker.started;
  worker!.answer({ id: worker!.requests[0]!.id, found: [] });
  await found;
  runner.cancel();
  expect(worker!.terminate).not.toHaveBeenCalled();
  void runner.run(first!, pixels());
  runner.cancel();
  expect(worker!.terminate).toHaveBeenCalledOnce();
});
