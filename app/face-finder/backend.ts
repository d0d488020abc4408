import * as tf from "@tensorflow/tfjs-core";
import type { GraphModel } from "@tensorflow/tfjs-converter";
import { setWasmPaths, version_wasm } from "@tensorflow/tfjs-backend-wasm";
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-webgl";
import { fetchKept } from "./load-models";

/** From the fastest on most devices to the one that runs anywhere. */
const backends = ["wasm", "webgl", "cpu"] as const;

/** Side in pixels of the picture that backends are timed with. */
const trialSide = 192;

/** How renderers without a graphics card call themselves; measured 10 to 40 times slower than wasm. */
const softwareRenderers = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/**
 * Times the backends that this browser has on a small picture and stays with the fastest. A software renderer is not
 * tried: one trial of it takes longer than the whole search elsewhere.
 * @returns the backend's name
 */
export async function chooseBackend(load: () => Promise<GraphModel>): Promise<string> {
  // Threads gained nothing on two cores, and need headers that pages elsewhere pay for.
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  await setKernels();
  const times: { name: string; milliseconds: number }[] = [];
  for (const name of backends) {
    if (name === "webgl" && !hasGraphicsCard()) continue;
    if (name === "cpu" && times.length > 0) continue;
    const milliseconds = await trial(name, load).catch(() => null);
    if (milliseconds !== null) times.push({ name, milliseconds });
  }
  const [fastest] = times.sort((a, b) => a.milliseconds - b.milliseconds);
  if (!fastest) throw new Error("No backend of the finder runs in this browser.");
  await tf.setBackend(fastest.name);
  return fastest.name;
}

/** Points TensorFlow.js to its WebAssembly, kept for when the browser is offline. */
async function setKernels(): Promise<void> {
  const hasSimd = await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT");
  const name = hasSimd ? "tfjs-backend-wasm-simd.wasm" : "tfjs-backend-wasm.wasm";
  // Without kernels the other backends are tried; a trial of wasm then says what was missing.
  const kept = await fetchKept(`/wasm/${name}?v=${version_wasm}`).catch(() => null);
  const address = kept ? URL.createObjectURL(await kept.blob()) : `/wasm/${name}`;
  setWasmPaths({
    "tfjs-backend-wasm.wasm": address,
    "tfjs-backend-wasm-simd.wasm": address,
    "tfjs-backend-wasm-threaded-simd.wasm": address,
  });
}

/** Milliseconds of a run on a backend that is warm; rejects when the backend does not start. */
async function trial(name: string, load: () => Promise<GraphModel>): Promise<number> {
  if (!(await tf.setBackend(name))) throw new Error(`${name} does not start.`);
  const model = await load();
  await runOnce(model);
  const start = performance.now();
  await runOnce(model);
  const milliseconds = performance.now() - start;
  model.dispose();
  return milliseconds;
}

async function runOnce(model: GraphModel): Promise<void> {
  const output = tf.tidy(() => model.execute(tf.zeros([1, trialSide, trialSide, 3])) as tf.Tensor);
  await output.data();
  output.dispose();
}

function hasGraphicsCard(): boolean {
  const context = new OffscreenCanvas(1, 1).getContext("webgl2");
  const names = context?.getExtension("WEBGL_debug_renderer_info");
  if (!context || !names) return false;
  const isSoftware = softwareRenderers.test(String(context.getParameter(names.UNMASKED_RENDERER_WEBGL)));
  context.getExtension("WEBGL_lose_context")?.loseContext();
  return !isSoftware;
}
