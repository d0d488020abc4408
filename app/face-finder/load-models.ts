import { loadGraphModel, type GraphModel } from "@tensorflow/tfjs-converter";
import type { io } from "@tensorflow/tfjs-core";
import { z } from "zod";
import type { ModelName } from "./candidate";

/** `public/models/manifest.json`, as scripts/models writes it. */
const Manifest = z.object({
  tier: z.enum(["built-in", "strong"]),
  models: z.array(z.object({ name: z.string(), version: z.string() })),
});
export type Manifest = z.infer<typeof Manifest>;

/** What the browser keeps of the finder for when it is offline. */
const cacheName = "heartfelt-finder";

/**
 * Which weights this site serves.
 * @throws {Error} when the manifest cannot be had
 */
export async function readManifest(): Promise<Manifest> {
  // The copy that is kept serves only when the network does not: an operator may have added stronger weights.
  const answer = await fetch("/models/manifest.json", { cache: "no-cache" }).catch(() => null);
  if (answer?.ok) {
    await keep("/models/manifest.json", answer.clone());
    return Manifest.parse(await answer.json());
  }
  const kept = await (await openCache())?.match("/models/manifest.json");
  if (!kept) throw new Error("The finder's weights cannot be fetched.");
  return Manifest.parse(await kept.json());
}

/** Loads a model whose version the manifest names. */
export async function loadModel(name: ModelName, manifest: Manifest): Promise<GraphModel> {
  const version = manifest.models.find((model) => model.name === name)?.version;
  if (version === undefined) throw new Error(`The site serves no weights for ${name}.`);
  const at = (file: string) => `/models/${name}/${file}?v=${version}`;
  const [json, weightData] = await Promise.all([
    fetchKept(at("model.json")).then((answer) => answer.json<io.ModelJSON>()),
    fetchKept(at("weights.bin")).then((answer) => answer.arrayBuffer()),
  ]);
  const weightSpecs = json.weightsManifest.flatMap(({ weights }) => weights);
  return loadGraphModel({ load: async () => ({ modelTopology: json.modelTopology, weightSpecs, weightData }) });
}

/**
 * Fetches what never changes at its address, once: afterwards it is there offline.
 * @throws {Error} when it is not kept and cannot be fetched
 */
export async function fetchKept(address: string): Promise<Response> {
  const kept = await (await openCache())?.match(address);
  if (kept) return kept;
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`The finder lacks ${address.split("?")[0]}.`);
  await keep(address, answer.clone());
  return answer;
}

/** Keeping is a courtesy: a full disk or a private window must not stop the finder. */
async function keep(address: string, answer: Response): Promise<void> {
  try {
    await (await openCache())?.put(address, answer);
  } catch {
    // The browser's own cache still has it for a day.
  }
}

async function openCache(): Promise<Cache | null> {
  try {
    return await caches.open(cacheName);
  } catch {
    return null;
  }
}
