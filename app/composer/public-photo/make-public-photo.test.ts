import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PhotoRefused } from "~/composer/intake/photo-refused";
import { makePublicPhoto } from "./make-public-photo";
import type { RedactionAnswer, RedactionRequest } from "./redact-worker";

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
const make = (signal?: AbortSignal) => makePublicPhoto(file, [region], { style: "soft", signal });

test("the worker is given the file and its regions, and ends once the photo is made", async () => {
  const made = make();
  const [worker] = PlayedWorker.all;
  expect(worker!.asked).toEqual([{ file, regions: [region], style: "soft" }]);
  const photo = { blob: new Blob(["public"]), width: 640, height: 480, regions: [region] };
  worker!.answer({ kind: "made", ...photo });
  expect(await made).toEqual(photo);
  expect(worker!.isRunning).toBe(false);
});

test("a refused photo is refused with its reason, and the worker ends", async () => {
  const made = make();
  PlayedWorker.all[0]!.answer({ kind: "refused", refusal: { code: "animated" } });
  await expect(made).rejects.toThrow(new PhotoRefused({ code: "animated" }));
  expect(PlayedWorker.all[0]!.isRunning).toBe(false);
});

test("a worker that fails, or does not start, is an error", async () => {
  const [failed, crashed] = [make(), make()];
  PlayedWorker.all[0]!.answer({ kind: "failed", message: "No memory." });
  PlayedWorker.all[1]!.dispatchEvent(new Event("error"));
  await expect(failed).rejects.toThrow("No memory.");
  await expect(crashed).rejects.toThrow("The public photo could not be made.");
});

test("an abort ends the worker with the abort's reason", async () => {
  const abort = new AbortController();
  const made = make(abort.signal);
  abort.abort(new Error("the photo was taken out"));
  await expect(made).rejects.toThrow("the photo was taken out");
  expect(PlayedWorker.all[0]!.isRunning).toBe(false);
});

test("a photo that was aborted before starts no worker", () => {
  expect(() => make(AbortSignal.abort(new Error("gone")))).toThrow("gone");
  expect(PlayedWorker.all).toEqual([]);
});
