import { expect, test, vi } from "vitest";
import { type Backend, fastestBackend } from "./fastest-backend";

/** Trials with given times in milliseconds; a backend without one does not start. */
function trials(timesMs: Partial<Record<Backend, number>>, renderer: string | null = "ANGLE (Apple M2)") {
  const timeMs = vi.fn(async (backend: Backend) => {
    const durationMs = timesMs[backend];
    if (durationMs === undefined) throw new Error(`${backend} does not start.`);
    return durationMs;
  });
  const start = vi.fn(async (backend: Backend) => void (await timeMs(backend)));
  return { renderer: () => renderer, start, timeMs };
}

test("the backend with the shortest run is taken", async () => {
  expect(await fastestBackend(trials({ wasm: 20, webgl: 8 }))).toBe("webgl");
  expect(await fastestBackend(trials({ wasm: 8, webgl: 20 }))).toBe("wasm");
});

test.each(["Google SwiftShader", "llvmpipe (LLVM 15.0.7)", "Microsoft Basic Render Driver", null])(
  "WebGL without a graphics card is not tried: %s",
  async (renderer) => {
    const slow = trials({ wasm: 20, webgl: 1 }, renderer);
    expect(await fastestBackend(slow)).toBe("wasm");
    expect(slow.start.mock.calls).toEqual([["wasm"]]);
  },
);

test("the CPU backend is tried only when no other runs", async () => {
  const all = trials({ wasm: 20, webgl: 30, cpu: 1 });
  expect(await fastestBackend(all)).toBe("wasm");
  expect(all.timeMs).not.toHaveBeenCalledWith("cpu");
  expect(await fastestBackend(trials({ cpu: 900 }))).toBe("cpu");
});

test("when no backend runs, the error holds the reason of each", async () => {
  const error = await fastestBackend(trials({})).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(AggregateError);
  expect((error as AggregateError).errors.map(String)).toEqual([
    "Error: wasm does not start.",
    "Error: webgl does not start.",
    "Error: cpu does not start.",
  ]);
});
