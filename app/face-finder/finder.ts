import { fetchManifest } from "./model-store";
import { loadModel, Models } from "./models";
import type { Tier } from "./passes";
import type { PhotoLevels } from "./photo-levels";
import { PhotoPasses } from "./photo-passes";
import { secondRunner } from "./second-runner";
import { startBackend } from "./tfjs-backend";

/** TensorFlow.js on its fastest backend, and the weights that this site serves. */
export interface Finder {
  tier: Tier;
  backend: string;
  passesOver(photo: PhotoLevels): PhotoPasses;
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
  const workers = { models: new Models(manifest), second: backend === "wasm" ? secondRunner() : null };
  return { tier, backend, passesOver: (photo) => new PhotoPasses(photo, workers) };
}
