import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { Pixels } from "~/contract/photo";
import type { Detection } from "./detection";
import type { Finder } from "./finder";
import type { Pass } from "./passes";
import { levelsOf } from "./photo-levels";
import { PhotoPasses } from "./photo-passes";
import type { FinderRequest, FinderResponse } from "./worker-protocol";
import { waitPatienceMs } from "../../tests/patience";

const startFinder = vi.hoisted(() => vi.fn<() => Promise<Finder>>());
vi.mock("./finder", () => ({ startFinder }));

/** The worker's responses in order, and an event for each. */
const responses: FinderResponse[] = [];
const page = Object.assign(new EventTarget(), {
  postMessage(response: FinderResponse) {
    responses.push(response);
    page.dispatchEvent(new Event("response"));
  },
});

function send(request: FinderRequest): void {
  page.dispatchEvent(Object.assign(new Event("message"), { data: request }));
}

/** Resolves with the first response that fits, sent already or yet to come. */
function response(fits: (response: FinderResponse) => boolean): Promise<FinderResponse> {
  return vi.waitFor(
    () => {
      const found = responses.find(fits);
      if (!found) throw new Error(`Not among ${JSON.stringify(responses)}`);
      return found;
    },
    { timeout: waitPatienceMs },
  );
}

const photo: Pixels = { width: 640, height: 480, data: new Uint8ClampedArray(640 * 480 * 4) };
const runPass = vi.fn<(pass: Pass) => Promise<Detection[]>>();
const endPasses = vi.fn<() => void>();
const passesOver = () =>
  new PhotoPasses(levelsOf(photo), {
    models: { prefetch: () => undefined, run: runPass },
    second: { run: () => Promise.reject(new Error("no second worker")), cancel: endPasses, hasStarted: true },
  });

beforeAll(async () => {
  vi.stubGlobal("self", page);
  await import("./finder-worker");
});

afterAll(() => {
  vi.unstubAllGlobals();
});

beforeEach(() => {
  responses.length = 0;
  vi.clearAllMocks();
  runPass.mockResolvedValue([]);
});

// First of all: the finder that starts is kept for the tests after it.
test("a finder that fails to start is reported, and started again for the next search", async () => {
  startFinder.mockRejectedValueOnce(new Error("no weights"));
  send({ kind: "find", id: 1, photo });
  expect(await response(({ id }) => id === 1)).toEqual({ kind: "failed", id: 1, message: "no weights" });
  startFinder.mockResolvedValue({ tier: "built-in", backend: "wasm", passesOver });
  send({ kind: "find", id: 2, photo });
  expect(await response(({ kind }) => kind === "found")).toMatchObject({ id: 2, report: { backend: "wasm" } });
  expect(startFinder).toHaveBeenCalledTimes(2);
});

test("each pass is reported", async () => {
  send({ kind: "find", id: 3, photo });
  await response(({ kind }) => kind === "found");
  const progress = responses.filter(({ kind }) => kind === "progress");
  expect(progress).toHaveLength(runPass.mock.calls.length);
  expect(progress.every(({ id }) => id === 3)).toBe(true);
});

test("a cancelled search stops before its next pass and says nothing more", async () => {
  runPass.mockImplementationOnce(async () => {
    send({ kind: "cancel", id: 4 });
    return [];
  });
  send({ kind: "find", id: 4, photo });
  send({ kind: "find", id: 5, photo });
  await response(({ kind, id }) => kind === "found" && id === 5);
  expect(responses.filter(({ id }) => id === 4)).toEqual([]);
  expect(runPass.mock.calls.length).toBe(1 + responses.filter(({ kind }) => kind === "progress").length);
  expect(endPasses).toHaveBeenCalledTimes(2);
});

test("searches run one after the other", async () => {
  send({ kind: "find", id: 6, photo });
  send({ kind: "find", id: 7, photo });
  await response(({ kind, id }) => kind === "found" && id === 7);
  const ids = responses.map(({ id }) => id);
  expect(ids).toEqual([...ids].sort((a, b) => a - b));
});

test("a pass that throws fails its search with the reason", async () => {
  runPass.mockRejectedValueOnce(new Error("out of memory"));
  send({ kind: "find", id: 8, photo });
  expect(await response(({ id }) => id === 8)).toEqual({ kind: "failed", id: 8, message: "out of memory" });
});
