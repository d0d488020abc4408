/** The folder that the browser loads weights from, and its manifest. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

export const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** MODELS_FOLDER takes the place of the served folder, to test and measure with other weights. */
export const modelsFolder = resolve(root, process.env.MODELS_FOLDER || "public/models");

/** The folder of the stronger weights that an operator may add. */
export const strongName = "yunet";

/** @param {string | Uint8Array} bytes */
export function sha256(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * Writes a file atomically, and only when its bytes change: a browser may be reading it.
 * @param {string} path
 * @param {string | Uint8Array} bytes
 */
export function writeAtomically(path, bytes) {
  if (existsSync(path) && sha256(readFileSync(path)) === sha256(bytes)) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.part`, bytes);
  renameSync(`${path}.part`, path);
}

/**
 * @param {string} name of its folder
 * @param {import("./graph-model.mjs").GraphModel} model
 * @param {{ json: string, weights: string }} expected SHA-256 of both files
 * @throws {Error} when the conversion's bytes are not the expected ones
 */
export function writeModel(name, model, expected) {
  const actual = { json: sha256(model.json), weights: sha256(model.weights) };
  if (actual.json !== expected.json || actual.weights !== expected.weights)
    throw new Error(`The conversion of ${name} has unexpected bytes: ${JSON.stringify(actual)}.`);
  writeAtomically(join(modelsFolder, name, "model.json"), model.json);
  writeAtomically(join(modelsFolder, name, "weights.bin"), model.weights);
  writeAtomically(packedPath(name), gzipSync(model.weights, { level: 9 }));
}

/**
 * Returns whether a model is in the folder, to the byte.
 * @param {string} name
 * @param {{ json: string, weights: string }} expected
 */
export function isWritten(name, expected) {
  const hashes = ["model.json", "weights.bin"].map((file) => {
    const path = join(modelsFolder, name, file);
    return existsSync(path) ? sha256(readFileSync(path)) : null;
  });
  return hashes[0] === expected.json && hashes[1] === expected.weights && existsSync(packedPath(name));
}

/**
 * The weights as they are sent to browsers that decompress. The name does not end in `.gz`: servers would call it the
 * encoding of another file.
 * @param {string} name of the model's folder
 */
function packedPath(name) {
  return join(modelsFolder, name, "weights.gzip");
}

/**
 * Writes which weights are served: the tier for the health check; names, sizes and hashes for the finder, which checks and
 * caches what it fetches by them.
 * @param {readonly string[]} names of the models' folders
 */
export function writeManifest(names) {
  const models = names.map((name) => {
    const files = ["model.json", "weights.bin"].map((file) => readFileSync(join(modelsFolder, name, file)));
    const bytes = files.reduce((sum, file) => sum + file.length, 0);
    return { name, bytes, version: sha256(Buffer.concat(files)).slice(0, 16) };
  });
  const tier = names.includes(strongName) ? "strong" : "built-in";
  const bytes = models.reduce((sum, model) => sum + model.bytes, 0);
  writeAtomically(join(modelsFolder, "manifest.json"), `${JSON.stringify({ tier, bytes, models }, null, 2)}\n`);
  return { tier, bytes, models };
}
