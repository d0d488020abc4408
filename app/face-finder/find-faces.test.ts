import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Pixels } from "~/contract/photo";
import { FaceFinderError, findFaces, releaseFinder } from "./find-faces";
import type { FaceRegion, FinderReport, FinderRequest, FinderResponse } from "./worker-protocol";

/** Stands in for the browser's Worker: keeps what it is sent, and answers when the test says so. */
class FakeWorker extends EventTarget {
  static readonly all: FakeWorker[] = [];
  readonly requests: FinderRequest[] = [];
  isTerminated = false;

  constructor() {
    super();
    FakeWorker.all.push(this);
  }

  postMessage(request: FinderRequest): void {
    this.requests.push(request);
  }

  terminate(): void {
    this.isTerminated = true;
  }

  respond(response: FinderResponse): void {
    this.dispatchEvent(Object.assign(new Event("message"), { data: response }));
  }

  crash(message: string): void {
    this.dispatchEvent(Object.assign(new Event("error"), { message }));
  }
}

const photo: Pixels = { width: 1, height: 1, data: new Uint8ClampedArray(4) };
const report: FinderReport = { regions: [], tier: "built-in", backend: "wasm", durationMs: 12 };

/** The worker that the last search runs in, and that search's id. */
function current() {
  const worker = FakeWorker.all.at(-1);
  const id = worker?.requests.findLast(({ kind }) => kind === "find")?.id;
  if (!worker || id === undefined) throw new Error("No search was started.");
  return { worker, id };
}

function failureOf(search: Promise<unknown>): Promise<unknown> {
  return search.then(
    () => null,
    (error: unknown) => error,
  );
}

beforeEach(() => vi.stubGlobal("Worker", FakeWorker));

afterEach(() => {
  releaseFinder();
  FakeWorker.all.length = 0;
  vi.unstubAllGlobals();
});

test("a search resolves with the worker's report", async () => {
  const search = findFaces(photo);
  const { worker, id } = current();
  expect(worker.requests).toEqual([{ kind: "find", id, photo }]);
  worker.respond({ kind: "found", id, report });
  expect(await search).toEqual(report);
});

test("progress is passed on while the search runs, and no longer", async () => {
  const region: FaceRegion = { x: 1, y: 2, width: 3, height: 4, confidence: 0.9, isDoubtful: false };
  const onProgress = vi.fn();
  const search = findFaces(photo, { onProgress });
  const { worker, id } = current();
  worker.respond({ kind: "progress", id, done: 1, total: 2, regions: [region] });
  worker.respond({ kind: "found", id, report });
  await search;
  worker.respond({ kind: "progress", id, done: 2, total: 2, regions: [] });
  expect(onProgress.mock.calls).toEqual([[{ done: 1, total: 2, regions: [region] }]]);
});

test("two searches share one worker, and each gets its own report", async () => {
  const first = findFaces(photo);
  const firstId = current().id;
  const second = findFaces(photo);
  const { worker, id: secondId } = current();
  expect(FakeWorker.all).toHaveLength(1);
  worker.respond({ kind: "found", id: secondId, report: { ...report, durationMs: 2 } });
  worker.respond({ kind: "found", id: firstId, report: { ...report, durationMs: 1 } });
  expect((await first).durationMs).toBe(1);
  expect((await second).durationMs).toBe(2);
});

test("an aborted search rejects with the signal's reason and cancels the worker's", async () => {
  const abort = new AbortController();
  const failure = failureOf(findFaces(photo, { signal: abort.signal }));
  const { worker, id } = current();
  abort.abort();
  expect(await failure).toBe(abort.signal.reason);
  expect(worker.requests.at(-1)).toEqual({ kind: "cancel", id });
  expect(worker.isTerminated).toBe(false);
});

test("a search whose signal is aborted beforehand asks the worker for nothing", async () => {
  const failure = await failureOf(findFaces(photo, { signal: AbortSignal.abort() }));
  expect(failure).toMatchObject({ name: "AbortError" });
  expect(FakeWorker.all).toEqual([]);
});

test("an abort after the end sends no cancel", async () => {
  const abort = new AbortController();
  const search = findFaces(photo, { signal: abort.signal });
  const { worker, id } = current();
  worker.respond({ kind: "found", id, report });
  await search;
  abort.abort();
  expect(worker.requests.map(({ kind }) => kind)).toEqual(["find"]);
});

test("a failure in the worker rejects with its reason as the cause, and the worker stays", async () => {
  const failure = failureOf(findFaces(photo));
  const { worker, id } = current();
  worker.respond({ kind: "failed", id, message: "no weights" });
  expect(await failure).toBeInstanceOf(FaceFinderError);
  expect(await failure).toMatchObject({ cause: "no weights" });
  void failureOf(findFaces(photo));
  expect(FakeWorker.all).toHaveLength(1);
});

test("a worker that crashes rejects all its searches, and the next search starts a new one", async () => {
  const failures = [failureOf(findFaces(photo)), failureOf(findFaces(photo))];
  const { worker } = current();
  worker.crash("out of memory");
  for (const failure of failures) expect(await failure).toMatchObject({ cause: "out of memory" });
  expect(worker.isTerminated).toBe(true);
  void failureOf(findFaces(photo));
  expect(FakeWorker.all).toHaveLength(2);
});

test("releasing the finder ends its worker and rejects the search that runs", async () => {
  const failure = failureOf(findFaces(photo));
  releaseFinder();
  expect(await failure).toBeInstanceOf(FaceFinderError);
  expect(current().worker.isTerminated).toBe(true);
});
