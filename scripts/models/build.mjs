/**
 * `npm run models:build`: converts the weights in npm packages to what the browser loads, under `public/models`, and copies
 * WebAssembly to `public/wasm`. Fetches nothing, and is fast when nothing changed.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { convertSsd } from "./convert-ssd.mjs";
import { convertTflite } from "./convert-tflite.mjs";
import {
  isWritten,
  modelsFolder,
  root,
  sha256,
  strongName,
  writeManifest,
  writeModel,
  writeAtomically,
} from "./models-folder.mjs";
import { openGraphModel } from "./open-graph-model.mjs";
import { backCamera, builtIn, builtInNames, heifDecoder, kernels, ssd, strong } from "./sources.mjs";

function buildAll() {
  for (const source of builtIn) buildModel(source);
  buildOfTwo(backCamera, openGraphModel);
  buildOfTwo(ssd, convertSsd);
  for (const { folder, files } of [kernels, heifDecoder]) {
    for (const file of files) writeAtomically(join(root, "public/wasm", file), readFileSync(join(root, folder, file)));
  }
  writeAtomically(join(root, "public/wasm/NOTICE.txt"), readFileSync(join(root, "scripts/models/NOTICE-wasm.txt")));
  writeAtomically(join(modelsFolder, "NOTICE.txt"), readFileSync(join(root, "scripts/models/NOTICE.txt")));
  const isStrong = isWritten(strongName, strong.converted);
  const { tier, bytes } = writeManifest(isStrong ? [...builtInNames, strongName] : builtInNames);
  console.log(`  The finder's weights are ready: ${tier}, ${Math.round(bytes / 1000)} kB.`);
}

/** @param {import("./sources.mjs").Source} source */
function buildModel(source) {
  if (isWritten(source.name, source.converted)) return;
  const model = convertTflite(readChecked(source), source.file.replace("node_modules/", ""));
  writeModel(source.name, model, source.converted);
}

/**
 * @param {typeof backCamera} source of two files
 * @param {typeof openGraphModel} convert
 */
function buildOfTwo({ name, json, weights, converted }, convert) {
  if (isWritten(name, converted)) return;
  const text = new TextDecoder().decode(readChecked(json));
  writeModel(name, convert(text, readChecked(weights)), converted);
}

/**
 * @param {{ file: string, sha256: string }} source
 * @throws {Error} when the file's SHA-256 is not the expected one
 */
function readChecked({ file, sha256: expected }) {
  const bytes = new Uint8Array(readFileSync(join(root, file)));
  if (sha256(bytes) !== expected) throw new Error(`${file} has an unexpected SHA-256.`);
  return bytes;
}

buildAll();
