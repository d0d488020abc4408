import type { BlazeFaceModel } from "@tensorflow-models/blazeface";
import * as tf from "@tensorflow/tfjs";
import { decodeBlazeFace } from "~/imaging/blazeface";
import { minDetectionScore } from "./detect-faces";
import { type Detection, type ModelName, toPhotoPixels } from "./detection";
import { detectFirst, loadBlazeFace } from "./first-pass";
import { cropPixels, encodePixels, encodingOf } from "./model-input";
import { fetchManifest, fetchModel, type Manifest } from "./model-store";
import type { Pass, Tier } from "./passes";
import type { PhotoLevels } from "./photo-levels";
import { retryAfterFailure } from "./retry-after-failure";
import { decodeSsd } from "./ssd";
import { startBackend } from "./tfjs-backend";
import { decodeYunet } from "./yunet";

/** TensorFlow.js on its fastest backend, and the weights that this site serves. */
export interface Finder {
  tier: Tier;
  backend: string;
  /** Runs one pass over the photo. */
  runPass(photo: PhotoLevels, pass: Pass): Promise<Detection[]>;
}

/** The model that backends are timed with: the one that most passes run. */
const trialModels = { "built-in": "full-range", strong: "yunet" } as const;

/**
 * Fetches the manifest and starts TensorFlow.js; models are loaded by the first pass that needs them.
 * @throws {Error} when weights cannot be fetched, or no backend runs
 */
export async function startFinder(): Promise<Finder> {
  const manifest = await fetchManifest();
  const { tier } = manifest;
  const backend = await startBackend(() => loadModel(trialModels[tier], manifest));
  const models = loaders(manifest);
  const runPass = async (photo: PhotoLevels, pass: Pass) => {
    if (pass.model !== "short-range") return runModel(await models[pass.model](), photo, pass);
    const found = await detectFirst(await models["short-range"](), cropPixels(photo, pass.crop), pass.crop);
    // The largest weights come while the passes before theirs run; what fails is tried again by theirs.
    if (tier === "built-in") void models.ssd().catch(() => null);
    return found;
  };
  return { tier, backend, runPass };
}

type Loaders = Record<Exclude<ModelName, "short-range">, () => Promise<tf.GraphModel>> & {
  "short-range": () => Promise<BlazeFaceModel>;
};

function loaders(manifest: Manifest): Loaders {
  const graph = (name: ModelName) => retryAfterFailure(() => loadModel(name, manifest));
  return {
    "short-range": retryAfterFailure(async () =>
      loadBlazeFace(await fetchModel("short-range", manifest), minDetectionScore),
    ),
    "full-range": graph("full-range"),
    "back-camera": graph("back-camera"),
    ssd: graph("ssd"),
    yunet: graph("yunet"),
  };
}

async function loadModel(name: ModelName, manifest: Manifest): Promise<tf.GraphModel> {
  return tf.loadGraphModel(await fetchModel(name, manifest));
}

async function runModel(model: tf.GraphModel, photo: PhotoLevels, pass: Pass): Promise<Detection[]> {
  const { crop } = pass;
  const pixels = encodePixels(cropPixels(photo, crop).data, encodingOf(pass.model));
  const input = tf.tensor4d(pixels, [1, crop.height, crop.width, 3]);
  const held: tf.Tensor[] = [input];
  try {
    const output = model.execute(input) as tf.Tensor; // one output: see scripts/models
    held.push(output);
    return decode(await output.data<"float32">(), pass);
  } finally {
    tf.dispose(held);
  }
}

function decode(values: Float32Array, { model, crop }: Pass): Detection[] {
  if (model === "yunet") return decodeYunet(values, crop, { minScore: minDetectionScore });
  if (model === "ssd") return decodeSsd(values, crop, { minScore: minDetectionScore });
  const faces = decodeBlazeFace(values, crop, { model, minScore: minDetectionScore });
  return faces.map(({ score, ...face }) => ({ ...toPhotoPixels(face, crop), score, model, crop }));
}
