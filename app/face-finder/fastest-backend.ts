/** TensorFlow.js' backends, from the fastest on most devices to the one that runs everywhere. */
export type Backend = "wasm" | "webgl" | "cpu";

/** Names of renderers without a graphics card; measured 10 to 40 times slower than wasm. */
const softwareRenderers = /swiftshader|llvmpipe|softpipe|software|basic render/i;

export interface BackendTrials {
  /** The WebGL renderer's name; null without WebGL, or where the browser hides it. */
  renderer(): string | null;
  /** Starts a backend that has nothing to be compared with; rejects when it does not start. */
  start(backend: Backend): Promise<void>;
  /** Milliseconds of a run on the backend once it is warm; rejects when the backend does not start. */
  timeMs(backend: Backend): Promise<number>;
}

/**
 * Returns the fastest backend of this browser. WebGL without a graphics card is not tried: one trial takes longer than a
 * whole search elsewhere; WebAssembly alone needs no trial, which would hold up the first regions. JavaScript on the CPU
 * is taken only when nothing else runs.
 * @throws {Error} when no backend runs; `errors` holds the reason of each that was tried
 */
export async function fastestBackend({ renderer, start, timeMs }: BackendTrials): Promise<Backend> {
  const errors: unknown[] = [];
  const succeeds = (work: Promise<unknown>) =>
    work.then(
      () => true,
      (error: unknown) => (errors.push(error), false),
    );
  if (isGraphicsCard(renderer())) {
    const trials: { backend: Backend; durationMs: number }[] = [];
    for (const backend of ["wasm", "webgl"] as const) {
      await succeeds(timeMs(backend).then((durationMs) => trials.push({ backend, durationMs })));
    }
    const [fastest] = trials.sort((a, b) => a.durationMs - b.durationMs);
    if (fastest) return fastest.backend;
  } else if (await succeeds(start("wasm"))) return "wasm";
  if (await succeeds(start("cpu"))) return "cpu";
  throw new AggregateError(errors, "No TensorFlow.js backend runs in this browser.");
}

function isGraphicsCard(renderer: string | null): boolean {
  return renderer !== null && !softwareRenderers.test(renderer);
}
