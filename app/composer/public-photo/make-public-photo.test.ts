import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PhotoRefused } from "~/composer/intake/photo-refused";
import { makePublicPhoto } from "./make-public-photo";
import type { RedactionRequest } from "./redact-file";
import type { RedactionAnswer } from "./redact-worker";
import { waitPatienceMs } from "../../../tests/patience";

/** A worker of which the test plays the other side. */
class PlayedWorker extends EventTarget {
  static all: PlayedWorker[] = [];
  asked: RedactionRequest[] = [];
  isRunning = true;
  constructor() {
    super();
    PlayedWorker.all.push(this);
  }
  postMessage(request: RedactionRequest): void {
    this.asked.push(request);
  }
  terminate(): void {
    this.isRunning = false;
  }
  answer(data: RedactionAnswer): void {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }
}

beforeEach(() => {
  PlayedWorker.all = [];
  vi.stubGlobal("Worker", PlayedWorker);
});
afterEach(() => void vi.unstubAllGlobals());

const file = new Blob(["photo"]);
const region = { x: 1, y: 2, width: 30, height: 40 };
/** The worker of a question, once it is its turn. */
const started = (index = 0) =>
  vi.waitFor(
    () => {
      const worker = PlayedWorker.all[index];
      if (!worker) throw new Error("No worker has started.");
      return worker;
    },
    { timeout: waitPatienceMs },
  );
const make = (signal?: AbortSignal) => makePublicPhoto(file, [region], { style: "soft", signal });

test("the worker is given the file and its regions, and ends once the photo is made", async () => {
  const made = make();
  const worker = await started();
  expect(worker.asked).toEqual([{ file, regions: [region], style: "soft" }]);
  const photo = { blob: new Blob(["public"]), width: 640, height: 480, regions: [region] };
  worker.answer({ kind: "made", ...photo });
  expect(await made).toEqual(photo);
  expect(worker.isRunning).toBe(false);
});

test("a refused photo is refused with its reason, and the worker ends", async () => {
  const made = make();
  (await started()).answer({ kind: "refused", refusal: { code: "animated" } });
  await expect(made).rejects.toThrow(new PhotoRefused({ code: "animated" }));
  expect(PlayedWorker.all[0]!.isRunning).toBe(false);
});

test("a worker that fails, or does not start, is an error", async () => {
  const failed = make();
  (await started()).answer({ kind: "failed", message: "No memory." });
  await expect(failed).rejects.toThrow("No memory.");
  const crashed = make();
  (await started(1)).dispatchEvent(new Event("error"));
  await expect(crashed).rejects.toThrow("The public photo could not be made.");
});

test("photos are decoded one after the other: the second worker starts when the first has ended", async () => {
  const [first, second] = [make(), make()];
  const worker = await started();
  expect(PlayedWorker.all).toHaveLength(1);
  worker.answer({ kind: "failed", message: "No memory." });
  await expect(first).rejects.toThrow("No memory.");
  (await started(1)).answer({ kind: "failed", message: "No memory either." });
  await expect(second).rejects.toThrow("No memory either.");
  expect(worker.isRunning).toBe(false);
});

test("an abort ends the worker with the abort's reason", async () => {
  const abort = new AbortController();
  const made = make(abort.signal);
  const worker = await started();
  abort.abort(new Error("the photo was taken out"));
  await expect(made).rejects.toThrow("the photo was taken out");
  await vi.waitFor(() => expect(worker.isRunning).toBe(false), { timeout: waitPatienceMs });
});

test("a photo that was aborted before, or while it waited, starts no worker", async () => {
  await expect(make(AbortSignal.abort(new Error("gone")))).rejects.toThrow("gone");
  expect(PlayedWorker.all).toEqual([]);
  const [first, waiting] = [make(), new AbortController()];
  const second = make(waiting.signal);
  waiting.abort(new Error("changed"));
  await expect(second).rejects.toThrow("changed");
  (await started()).answer({ kind: "failed", message: "No memory." });
  await expect(first).rejects.toThrow("No memory.");
  expect(PlayedWorker.all).toHaveLength(1);
});
