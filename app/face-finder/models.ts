import type { BlazeFaceModel } from "@tensorflow-models/blazeface";
import { type GraphModel, loadGraphModel } from "@tensorflow/tfjs-converter";
import type { Pixels } from "~/contract/photo";
import { decodeBlazeFace } from "~/imaging/blazeface";
import { stems } from "./bands";
import { minDetectionScore } from "./detect-faces";
import { type Detection, type ModelName, toPhotoPixels } from "./detection";
import { detectFirst, loadBlazeFace } from "./first-pass";
import { freeArray } from "./free-array";
import { encodingOf } from "./model-input";
import { fetchModel, type Manifest } from "./model-store";
import type { Pass } from "./passes";
import { retryAfterFailure } from "./retry-after-failure";
import { runModel } from "./run-model";
import { decodeSsd } from "./ssd";
import { decodeYunet } from "./yunet";

/** The models that one worker needed so far. */
export class Models {
  readonly #manifest: Manifest;
  readonly #graphs = new Map<ModelName, Promise<GraphModel>>();
  readonly #blazeFace: () => Promise<BlazeFaceModel>;

  constructor(manifest: Manifest) {
    this.#manifest = manifest;
    this.#blazeFace = retryAfterFailure(async () =>
      loadBlazeFace(await fetchModel("short-range", manifest), minDetectionScore),
    );
  }

  /**
   * Runs one pass.
   * @param pixels of the pass's crop; they are gone afterwards
   * @throws {Error} when the model's weights do not arrive, or memory is short
   */
  async run(pass: Pass, pixels: Pixels): Promise<Detection[]> {
    if (pass.isForSmallFaces) this.#disposeOthers(pass.model);
    try {
      return await this.#detect(pass, pixels);
    } finally {
      freeArray(pixels.data);
    }
  }

  /** Begins to fetch a model's weights. What fails is tried again by the pass that needs them. */
  prefetch(name: ModelName): void {
    void this.#graph(name).catch(() => undefined);
  }

  async #detect({ model, crop }: Pass, pixels: Pixels): Promise<Detection[]> {
    if (model === "short-range") return detectFirst(await this.#blazeFace(), pixels, crop);
    const how = { encoding: encodingOf(model), stem: stems[model] ?? null };
    const values = await runModel(await this.#graph(model), pixels, how);
    const found = decode(values, { model, crop });
    freeArray(values);
    return found;
  }

  /** Loads a model once; after a failure, which may have been the network's, again. */
  #graph(name: ModelName): Promise<GraphModel> {
    const loaded = this.#graphs.get(name) ?? loadModel(name, this.#manifest);
    this.#graphs.set(name, loaded);
    loaded.catch(() => this.#graphs.delete(name));
    return loaded;
  }

  /** WebAssembly keeps up to 100 MB for each model's layers, which the largest inputs would need on top. */
  #disposeOthers(kept: ModelName): void {
    for (const [name, loaded] of this.#graphs) {
      if (name === kept) continue;
      this.#graphs.delete(name);
      void loaded.then((model) => model.dispose()).catch(() => undefined);
    }
  }
}

/** Fetches a model's weights and makes it ready to run. */
export async function loadModel(name: ModelName, manifest: Manifest): Promise<GraphModel> {
  return loadGraphModel(await fetchModel(name, manifest));
}

function decode(values: Float32Array, { model, crop }: Pick<Pass, "model" | "crop">): Detection[] {
  if (model === "yunet") return decodeYunet(values, crop, { minScore: minDetectionScore });
  if (model === "ssd") return decodeSsd(values, crop, { minScore: minDetectionScore });
  const faces = decodeBlazeFace(values, crop, { model, minScore: minDetectionScore });
  return faces.map(({ score, ...face }) => ({ ...toPhotoPixels(face, crop), score, model, crop }));
}
