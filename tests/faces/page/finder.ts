/** The functions that the browser tests of the finder call in their page. */
import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { stems } from "~/face-finder/bands";
import type { ModelName } from "~/face-finder/detection";
import { FaceFinderError, type FinderProgress, findFaces, releaseFinder } from "~/face-finder/find-faces";
import { cropPixels, encodePixels, encodingOf } from "~/face-finder/model-input";
import { levelsOf } from "~/face-finder/photo-levels";
import { runModel } from "~/face-finder/run-model";
import type { Pixels } from "~/contract/photo";

async function bitmapOf(address: string): Promise<ImageBitmap> {
  return createImageBitmap(await (await fetch(address)).blob(), { imageOrientation: "from-image" });
}

function contextOf(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext("2d");
  if (!context) throw new Error("This browser has no 2D canvas.");
  return context;
}

function pixelsOf(bitmap: ImageBitmap): Pixels {
  const context = contextOf(bitmap.width, bitmap.height);
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height);
}

async function open(address: string): Promise<Pixels> {
  return pixelsOf(await bitmapOf(address));
}

/** Returns the report of a search and its progress. */
async function search(address: string) {
  const steps: FinderProgress[] = [];
  const report = await findFaces(await open(address), { onProgress: (progress) => steps.push(progress) });
  return { report, steps: steps.map(({ done, total, regions }) => ({ done, total, found: regions.length })) };
}

/** Searches a close-up of the photo's most certain face, from brow to chin and from ear to ear. */
async function searchCloseUp(address: string) {
  const photo = await bitmapOf(address);
  const { regions } = await findFaces(pixelsOf(photo));
  const [face] = regions;
  if (!face) throw new Error(`${address} has no face.`);
  const [width, height] = [face.width * 0.62, face.height * 0.62];
  const [x, y] = [face.x + (face.width - width) / 2, face.y + (face.height - height) / 2];
  const closeUp = await createImageBitmap(photo, x, y, width, height, { resizeWidth: 600, resizeQuality: "high" });
  return { size: { width: closeUp.width, height: closeUp.height }, ...(await findFaces(pixelsOf(closeUp))) };
}

/** Aborts a search at its first progress and searches again; returns the error's name and how many faces the second finds. */
async function abortOne(address: string) {
  const abort = new AbortController();
  let steps = 0;
  const onProgress = () => {
    steps++;
    abort.abort();
  };
  const error = await findFaces(await open(address), { signal: abort.signal, onProgress }).catch(
    (reason: unknown) => reason instanceof Error && reason.name,
  );
  const { regions } = await findFaces(await open(address));
  return { error, steps, afterwards: regions.length };
}

/** Returns the error of a search that fails; null when it does not. */
async function failOnce(address: string) {
  const photo = await open(address);
  const error: unknown = await findFaces(photo).catch((reason: unknown) => reason);
  return error instanceof FaceFinderError ? { name: error.name, cause: String(error.cause) } : null;
}

/** A 12-megapixel photo of the given ones side by side, each on one megapixel. */
async function tile(addresses: string[]): Promise<Pixels> {
  const [width, height] = [4000, 3000];
  const context = contextOf(width, height);
  for (const [i, address] of addresses.entries()) {
    const photo = await bitmapOf(address);
    context.drawImage(photo, (i % 4) * 1000, Math.floor(i / 4) * 1000, 1000, 1000);
  }
  return context.getImageData(0, 0, width, height);
}

/** Returns the milliseconds until the first and until all regions of a 12-megapixel photo of the given ones. */
async function timeLargePhoto(addresses: string[]) {
  const large = await tile(addresses);
  const start = performance.now();
  const foundAtMs: number[] = [];
  const onProgress = ({ regions }: FinderProgress) => {
    if (regions.length > 0) foundAtMs.push(performance.now() - start);
  };
  const { regions } = await findFaces(large, { onProgress });
  const lastMs = performance.now() - start;
  return { firstMs: foundAtMs[0] ?? lastMs, lastMs, found: regions.length };
}

/** Returns the full-range model's raw output for a photo by backend; null for those that this browser lacks. */
async function outputsByBackend(address: string) {
  setWasmPaths("/wasm/");
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  const photo = await open(address);
  const scale = 192 / Math.max(photo.width, photo.height);
  const pixels = cropPixels(levelsOf(photo), { x: 0, y: 0, scale, width: 192, height: 192, flipped: false });
  const values = encodePixels(pixels.data, "rgb-signed");
  const outputs: Record<string, number[] | null> = {};
  for (const backend of ["wasm", "cpu", "webgl"]) {
    outputs[backend] = (await tf.setBackend(backend).catch(() => false)) ? await outputFor(values) : null;
  }
  return outputs;
}

async function outputFor(values: Float32Array): Promise<number[]> {
  const model = await tf.loadGraphModel("/models/full-range/model.json");
  const output = model.execute(tf.tensor4d(values, [1, 192, 192, 3])) as tf.Tensor;
  return [...(await output.data())];
}

/** Returns, for each model that reads large inputs in bands, how many values there are, and how many are others than by the whole input. */
async function valuesChangedByBands(address: string) {
  setWasmPaths("/wasm/");
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  await tf.setBackend("wasm");
  const photo = levelsOf(await open(address));
  const [width, height] = [832, 1024];
  const pixels = cropPixels(photo, { x: 0, y: 0, scale: width / photo.width, width, height, flipped: false });
  const { models } = (await (await fetch("/models/manifest.json")).json()) as { models: { name: ModelName }[] };
  const changed: Record<string, { values: number; changed: number }> = {};
  for (const { name } of models) {
    const stem = stems[name];
    if (!stem) continue;
    const model = await tf.loadGraphModel(`/models/${name}/model.json`);
    const encoding = encodingOf(name);
    const whole = await runModel(model, pixels, { encoding, stem: null });
    const inBands = await runModel(model, pixels, { encoding, stem });
    changed[name] = { values: whole.length, changed: whole.filter((value, i) => value !== inBands[i]).length };
    model.dispose();
  }
  return changed;
}

const page = {
  ...{ search, searchCloseUp, abortOne, failOnce, timeLargePhoto },
  ...{ outputsByBackend, valuesChangedByBands, releaseFinder },
};
export type FinderPage = typeof page;

Object.assign(window, { finder: page });
