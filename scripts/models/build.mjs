/**
 * `npm run models:build`: turns the weights that npm brought into what the browser loads, under `public/models` and
 * `public/wasm`. Nothing is fetched. Fast when nothing changed.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { convertTflite } from "./convert-tflite.mjs";
import {
  isWritten,
  modelsFolder,
  root,
  sha256,
  strongName,
  writeManifest,
  writeModel,
  writeWhole,
} from "./models-folder.mjs";
import { builtIn, kernels, strong } from "./sources.mjs";

function buildAll() {
  for (const source of builtIn) buildModel(source);
  for (const file of kernels.files) {
    writeWhole(join(root, "public/wasm", file), readFileSync(join(root, kernels.folder, file)));
  }
  writeWhole(join(modelsFolder, "NOTICE.txt"), readFileSync(join(root, "scripts/models/NOTICE.txt")));
  const names = builtIn.map(({ name }) => name);
  const { tier, bytes } = writeManifest(isWritten(strongName, strong.converted) ? [...names, strongName] : names);
  console.log(`  The finder's weights are ready: ${tier}, ${Math.round(bytes / 1000)} kB.`);
}

/** @param {import("./sources.mjs").Source} source */
function buildModel(source) {
  if (isWritten(source.name, source.converted)) return;
  const bytes = new Uint8Array(readFileSync(join(root, source.file)));
  if (sha256(bytes) !== source.sha256)
    throw new Error(`${source.file} is not the file that was checked: its SHA-256 differs.`);
  writeModel(source.name, convertTflite(bytes, source.file.replace("node_modules/", "")), source.converted);
}

buildAll();
