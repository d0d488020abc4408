import type { BlazeFaceModel } from "@tensorflow-models/blazeface";
import { type GraphModel, loadGraphModel } from "@tensorflow/tfjs-converter";
import { dispose, type Tensor, tensor4d } from "@tensorflow/tfjs-core";
import { decodeBlazeFace } from "~/imaging/blazeface";
import { type Band, bandsOf, facesOfBand } from "./bands";
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
  const models = new Models(manifest);
  const runPass = async (photo: PhotoLevels, pass: Pass) => {
    if (pass.isForSmallFaces) models.disposeOthers(pass.model);
    if (pass.model !== "short-range") return runModel(await models.graph(pass.model), photo, pass);
    const found = await detectFirst(await models.blazeFace(), cropPixels(photo, pass.crop), pass.crop);
    // The largest weights come while the passes before theirs run; what fails is tried again by theirs.
    if (tier === "built-in") void models.graph("ssd").catch(() => null);
    return found;
  };
  return { tier, backend, runPass };
}

/** The models that were needed so far. */
class Models {
  readonly #manifest: Manifest;
  readonly #graphs = new Map<ModelName, Promise<GraphModel>>();
  readonly blazeFace: () => Promise<BlazeFaceModel>;

  constructor(manifest: Manifest) {
    this.#manifest = manifest;
    this.blazeFace = retryAfterFailure(async () =>
      loadBlazeFace(await fetchModel("short-range", manifest), minDetectionScore),
    );
  }

  /** Loads a model once; after a failure, which may have been the network's, again. */
  graph(name: ModelName): Promise<GraphModel> {
    const loaded = this.#graphs.get(name) ?? loadModel(name, this.#manifest);
    this.#graphs.set(name, loaded);
    loaded.catch(() => this.#graphs.delete(name));
    return loaded;
  }

  /** WebAssembly keeps up to 100 MB for each model's layers, which the largest inputs would need on top. */
  disposeOthers(kept: ModelName): void {
    for (const [name, loaded] of this.#graphs) {
      if (name === kept) continue;
      this.#graphs.delete(name);
      void loaded.then((model) => model.dispose()).catch(() => undefined);
    }
  }
}

async function loadModel(name: ModelName, manifest: Manifest): Promise<GraphModel> {
  return loadGraphModel(await fetchModel(name, manifest));
}

async function runModel(model: GraphModel, photo: PhotoLevels, pass: Pass): Promise<Detection[]> {
  const found: Detection[] = [];
  for (const band of bandsOf(cropPixels(photo, pass.crop), pass.crop)) {
    const faces = await runBand(model, band, pass.model);
    found.push(...facesOfBand(faces, band, pass.crop));
  }
  return found;
}

async function runBand(model: GraphModel, { crop, pixels }: Band, name: Pass["model"]): Promise<Detection[]> {
  const input = tensor4d(encodePixels(pixels.data, encodingOf(name)), [1, crop.height, crop.width, 3]);
  const held: Tensor[] = [input];
  try {
    const output = model.execute(input) as Tensor; // one output: see scripts/models
    held.push(output);
    return decode(await output.data<"float32">(), { model: name, crop });
  } finally {
    dispose(held);
  }
}

function decode(values: Float32Array, { model, crop }: Pick<Pass, "model" | "crop">): Detection[] {
  if (model === "yunet") return decodeYunet(values, crop, { minScore: minDetectionScore });
  if (model === "ssd") return decodeSsd(values, crop, { minScore: minDetectionScore });
  const faces = decodeBlazeFace(values, crop, { model, minScore: minDetectionScore });
  return faces.map(({ score, ...face }) => ({ ...toPhotoPixels(face, crop), score, model, crop }));
}
