/** What the tests of the finder call in the browser. */
import * as tf from "@tensorflow/tfjs-core";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-webgl";
import { loadGraphModel } from "@tensorflow/tfjs-converter";
import { FinderFailed, type FinderProgress, findFaces, releaseFinder } from "~/face-finder/detect";
import { readWindow } from "~/face-finder/read-window";

async function open(address: string): Promise<ImageBitmap> {
  return createImageBitmap(await (await fetch(address)).blob(), { imageOrientation: "from-image" });
}

/** What a search told on its way, and at its end. */
async function search(address: string) {
  const steps: FinderProgress[] = [];
  const report = await findFaces(await open(address), { onProgress: (progress) => steps.push(progress) });
  return { report, steps: steps.map(({ done, total, findings }) => ({ done, total, found: findings.length })) };
}

/** What is found in a close-up: the photo's surest face alone, from brow to chin and from ear to ear. */
async function searchCloseUp(address: string) {
  const photo = await open(address);
  const { findings } = await findFaces(photo);
  const face = findings[0] as FinderProgress["findings"][number];
  const [width, height] = [face.width * 0.62, face.height * 0.62];
  const [x, y] = [face.x + (face.width - width) / 2, face.y + (face.height - height) / 2];
  const closeUp = await createImageBitmap(photo, x, y, width, height, { resizeWidth: 600, resizeQuality: "high" });
  return { size: { width: closeUp.width, height: closeUp.height }, ...(await findFaces(closeUp)) };
}

/** The names of the errors of a search that is aborted at its first progress, and of what it does afterwards. */
async function abortOne(address: string) {
  const abort = new AbortController();
  const photo = await open(address);
  let steps = 0;
  const onProgress = () => {
    steps++;
    abort.abort();
  };
  const error = await findFaces(photo, { signal: abort.signal, onProgress }).catch((reason: Error) => reason.name);
  const { findings } = await findFaces(photo);
  return { error, steps, afterwards: findings.length };
}

/** What a person is told when the finder fails. */
async function failOnce(address: string) {
  const photo = await open(address);
  const error: unknown = await findFaces(photo).catch((reason: unknown) => reason);
  return error instanceof FinderFailed ? { name: error.name, message: error.message } : null;
}

/** Milliseconds to the first and the last region of a 12-megapixel photo with ten faces: others, side by side. */
async function timeLargePhoto(addresses: string[]) {
  const canvas = new OffscreenCanvas(4000, 3000);
  const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
  for (const [i, address] of addresses.entries()) {
    const photo = await open(address);
    context.drawImage(photo, (i % 4) * 1000, Math.floor(i / 4) * 1000, 1000, 1000);
  }
  const large = await createImageBitmap(canvas);
  const start = performance.now();
  let first: number | null = null;
  const onProgress = ({ findings }: FinderProgress) => {
    if (findings.length > 0) first ??= performance.now() - start;
  };
  const { findings } = await findFaces(large, { onProgress });
  return { first, last: performance.now() - start, found: findings.length };
}

/** The raw answer of the full-range model for a photo, by backend; null for those that this browser lacks. */
async function answersByBackend(address: string) {
  setWasmPaths("/wasm/");
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  const photo = await open(address);
  const window = {
    x: 0,
    y: 0,
    scale: 192 / Math.max(photo.width, photo.height),
    width: 192,
    height: 192,
    mirrored: false,
  };
  const values = readWindow(photo, window, "rgb-signed");
  const answers: Record<string, number[] | null> = {};
  for (const backend of ["wasm", "cpu", "webgl"]) {
    const isThere = await tf.setBackend(backend).catch(() => false);
    if (!isThere) {
      answers[backend] = null;
      continue;
    }
    const model = await loadGraphModel("/models/full-range/model.json");
    const output = model.execute(tf.tensor4d(values, [1, 192, 192, 3])) as tf.Tensor;
    answers[backend] = [...(await output.data())];
  }
  return answers;
}

const page = { search, searchCloseUp, abortOne, failOnce, timeLargePhoto, answersByBackend, releaseFinder };
export type FinderPage = typeof page;

Object.assign(window, { finder: page });
