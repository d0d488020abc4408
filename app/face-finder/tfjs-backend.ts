import type { GraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { setWasmPaths, version_wasm } from "@tensorflow/tfjs-backend-wasm";
import { fetchCached } from "./asset-cache";
import { type Backend, fastestBackend } from "./fastest-backend";
import { kernelsAddress } from "./wasm-kernels";

/** Side in pixels of the blank picture that backends are timed with. */
const trialSidePx = 192;

/**
 * Sets TensorFlow.js to the fastest backend of this browser.
 * @param loadModel loads the model to time the backends with
 * @returns the backend's name
 * @throws {Error} when no backend runs
 */
export async function startBackend(loadModel: () => Promise<GraphModel>): Promise<Backend> {
  await setWasmKernels();
  const backend = await fastestBackend({ renderer, start, timeMs: (name) => timeMs(name, loadModel) });
  await tf.setBackend(backend);
  return backend;
}

/**
 * Sets TensorFlow.js to WebAssembly, without a trial.
 * @throws {Error} when it does not run
 */
export async function startWasm(): Promise<void> {
  await setWasmKernels();
  await start("wasm");
}

/** Points TensorFlow.js to its WebAssembly, cached for when the browser is offline. */
async function setWasmKernels(): Promise<void> {
  // Its threads gained nothing on two cores, and need headers that pages elsewhere pay for.
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  const hasSimd = await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT");
  const address = kernelsAddress(version_wasm, hasSimd ? "simd" : "plain");
  // Without kernels the other backends are tried; the error of wasm's trial then says what was missing.
  const kernels = await fetchCached(address).catch(() => null);
  const url = kernels ? URL.createObjectURL(await kernels.blob()) : address;
  setWasmPaths({
    "tfjs-backend-wasm.wasm": url,
    "tfjs-backend-wasm-simd.wasm": url,
    "tfjs-backend-wasm-threaded-simd.wasm": url,
  });
}

/** WebAssembly runs nearly everywhere. The code of the others, half a megabyte for WebGL, comes where they are tried. */
async function loadBackend(backend: Backend): Promise<void> {
  if (backend === "webgl") await import("@tensorflow/tfjs-backend-webgl");
  if (backend === "cpu") await import("@tensorflow/tfjs-backend-cpu");
}

async function start(backend: Backend): Promise<void> {
  await loadBackend(backend);
  if (!(await tf.setBackend(backend))) throw new Error(`The backend ${backend} does not start.`);
}

/** The second run counts: the first compiles. */
async function timeMs(backend: Backend, loadModel: () => Promise<GraphModel>): Promise<number> {
  await start(backend);
  const model = await loadModel();
  await runOnce(model);
  const startMs = performance.now();
  await runOnce(model);
  const durationMs = performance.now() - startMs;
  model.dispose();
  return durationMs;
}

async function runOnce(model: GraphModel): Promise<void> {
  // The models have one output each, so that execute answers with one tensor.
  const output = tf.tidy(() => model.execute(tf.zeros([1, trialSidePx, trialSidePx, 3])) as tf.Tensor);
  await output.data();
  output.dispose();
}

function renderer(): string | null {
  if (typeof OffscreenCanvas === "undefined") return null;
  const context = new OffscreenCanvas(1, 1).getContext("webgl2");
  const names = context?.getExtension("WEBGL_debug_renderer_info");
  if (!context || !names) return null;
  const name = String(context.getParameter(names.UNMASKED_RENDERER_WEBGL));
  context.getExtension("WEBGL_lose_context")?.loseContext();
  return name;
}
