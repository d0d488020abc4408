import type { io } from "@tensorflow/tfjs-core";
import { type Fields, hasFields, isText, isWhole, listOf, objectOf, oneOf } from "~/client/shapes";
import { fetchCached, fetchNewest, removeCached } from "./asset-cache";
import type { ModelName } from "./detection";

/** `public/models/manifest.json`, as scripts/models writes it. */
export interface Manifest {
  tier: "built-in" | "strong";
  models: { name: string; bytes: number; version: string }[];
}

const manifestFields: Fields<Manifest> = {
  tier: oneOf(["built-in", "strong"]),
  models: listOf(objectOf<Manifest["models"][number]>({ name: isText, bytes: isWhole, version: isText })),
};

/**
 * Returns which weights this site serves; an operator may have added stronger ones since the last visit.
 * @throws {Error} when the manifest can neither be fetched nor is cached
 */
export async function fetchManifest(): Promise<Manifest> {
  const response = await fetchNewest("/models/manifest.json");
  const manifest: unknown = await response.json();
  if (!hasFields<Manifest>(manifest, manifestFields))
    throw new Error("The list of weights has another form than the build gives it.");
  return manifest;
}

/**
 * Returns a model's graph and weights, in the form that TensorFlow.js and BlazeFace's package load.
 * @throws {Error} when the site does not serve the model, or its files are not as long as the manifest says
 */
export async function fetchModel(name: ModelName, manifest: Manifest): Promise<io.IOHandler> {
  const listed = manifest.models.find((model) => model.name === name);
  if (!listed) throw new Error(`The site serves no weights for ${name}.`);
  const addresses = addressesOf(listed);
  const files = await Promise.all(addresses.map(async (address) => (await fetchCached(address)).arrayBuffer()));
  const [json = new ArrayBuffer(), sent = new ArrayBuffer()] = files;
  const weightData = canDecompress() ? await decompressed(sent) : sent;
  const lengthBytes = json.byteLength + weightData.byteLength;
  if (lengthBytes !== listed.bytes) {
    await Promise.all(addresses.map(removeCached));
    throw new Error(`The weights of ${name} have ${lengthBytes} bytes instead of ${listed.bytes}.`);
  }
  // Our own build wrote the file, and its length was checked.
  const { modelTopology, weightsManifest } = JSON.parse(new TextDecoder().decode(json)) as io.ModelJSON;
  const weightSpecs = weightsManifest.flatMap(({ weights }) => weights);
  return { load: async () => ({ modelTopology, weightSpecs, weightData }) };
}

/** Returns the addresses of a model's graph and weights, which never change there. */
export function addressesOf({ name, version }: Manifest["models"][number]): string[] {
  const weights = canDecompress() ? "weights.gzip" : "weights.bin";
  return ["model.json", weights].map((file) => `/models/${name}/${file}?v=${version}`);
}

/** Safari reads gzip from version 16.4 on. */
function canDecompress(): boolean {
  return typeof DecompressionStream !== "undefined";
}

/** The content of a gzip file: none, when it is damaged. */
async function decompressed(file: ArrayBuffer): Promise<ArrayBuffer> {
  const content = new Blob([file]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(content).arrayBuffer().catch(() => new ArrayBuffer());
}
