import * as tf from "@tensorflow/tfjs-core";
import type { GraphModel } from "@tensorflow/tfjs-converter";
import { chooseBackend } from "./backend";
import type { ModelName, Window } from "./candidate";
import { searchFaces } from "./find";
import { loadModel, readManifest } from "./load-models";
import type { FinderAnswer, FinderReport, FinderRequest, Finding } from "./messages";
import { readWindow } from "./read-window";

const stopped = new Set<number>();
let queue: Promise<void> = Promise.resolve();

self.addEventListener("message", ({ data }: MessageEvent<FinderRequest>) => {
  if (data.kind === "stop") stopped.add(data.id);
  else queue = queue.then(() => find(data));
});

async function find({ id, photo }: FinderRequest & { kind: "find" }): Promise<void> {
  const start = performance.now();
  try {
    const finder = await theFinder();
    const bitmap = photo instanceof Blob ? await createImageBitmap(photo, { imageOrientation: "from-image" }) : photo;
    const run = (model: ModelName, window: Window) => runModel(finder, model, readInput(bitmap, model, window));
    let findings: Finding[] = [];
    for await (const progress of searchFaces({ photo: bitmap, tier: finder.tier, run })) {
      await macrotask();
      if (stopped.has(id)) break;
      answer({ kind: "progress", id, ...progress });
      findings = progress.findings;
    }
    bitmap.close();
    if (stopped.delete(id)) return;
    const { tier, backend } = finder;
    answer({ kind: "found", id, report: { findings, tier, backend, milliseconds: performance.now() - start } });
  } catch (error) {
    answer({ kind: "failed", id, message: error instanceof Error ? error.message : String(error) });
  }
}

function answer(message: FinderAnswer): void {
  self.postMessage(message);
}

/** Lets messages in: a promise alone does not. */
function macrotask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

interface Finder {
  tier: FinderReport["tier"];
  backend: string;
  model(name: ModelName): Promise<GraphModel>;
}

/** What backends are timed with: the model that most passes run. */
const trialModel = { "built-in": "full-range", strong: "yunet" } as const;

let started: Promise<Finder> | null = null;

/** Weights and backend, made ready once; tried again after a failure, which may have been the network's. */
function theFinder(): Promise<Finder> {
  started ??= startFinder().catch((error: unknown) => {
    started = null;
    throw error;
  });
  return started;
}

async function startFinder(): Promise<Finder> {
  const manifest = await readManifest();
  const models = new Map<ModelName, Promise<GraphModel>>();
  const backend = await chooseBackend(() => loadModel(trialModel[manifest.tier], manifest));
  const model = (name: ModelName) => {
    const loaded = models.get(name) ?? loadModel(name, manifest);
    models.set(name, loaded);
    return loaded;
  };
  return { tier: manifest.tier, backend, model };
}

function readInput(photo: ImageBitmap, model: ModelName, window: Window): tf.Tensor4D {
  const values = readWindow(photo, window, model === "yunet" ? "bgr-bytes" : "rgb-signed");
  return tf.tensor4d(values, [1, window.height, window.width, 3]);
}

async function runModel(finder: Finder, name: ModelName, input: tf.Tensor4D): Promise<Float32Array> {
  const model = await finder.model(name);
  const output = model.execute(input) as tf.Tensor;
  const values = await output.data<"float32">();
  tf.dispose([input, output]);
  return values;
}
