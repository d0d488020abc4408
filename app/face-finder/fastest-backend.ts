/** TensorFlow.js' backends, from the fastest on most devices to the one that runs everywhere. */
const backends = ["wasm", "webgl", "cpu"] as const;

export type Backend = (typeof backends)[number];

/** Names of renderers without a graphics card; measured 10 to 40 times slower than wasm. */
const softwareRenderers = /swiftshader|llvmpipe|softpipe|software|basic render/i;

export interface BackendTrials {
  /** The WebGL renderer's name; null without WebGL, or where the browser hides it. */
  renderer(): string | null;
  /** Milliseconds of a run on the backend once it is warm; rejects when the backend does not start. */
  timeMs(backend: Backend): Promise<number>;
}

/**
 * Returns the fastest backend of this browser. WebGL without a graphics card is not tried: one trial takes longer than a
 * whole search elsewhere. JavaScript on the CPU is tried only when nothing else runs.
 * @throws {Error} when no backend runs; `errors` holds the reason of each that was tried
 */
export async function fastestBackend({ renderer, timeMs }: BackendTrials): Promise<Backend> {
  const trials: { backend: Backend; durationMs: number }[] = [];
  const errors: unknown[] = [];
  for (const backend of backends) {
    if (backend === "webgl" && !isGraphicsCard(renderer())) continue;
    if (backend === "cpu" && trials.length > 0) continue;
    await timeMs(backend).then(
      (durationMs) => trials.push({ backend, durationMs }),
      (error: unknown) => errors.push(error),
    );
  }
  const [fastest] = trials.sort((a, b) => a.durationMs - b.durationMs);
  if (!fastest) throw new AggregateError(errors, "No TensorFlow.js backend runs in this browser.");
  return fastest.backend;
}

function isGraphicsCard(renderer: string | null): boolean {
  return renderer !== null && !softwareRenderers.test(renderer);
}
