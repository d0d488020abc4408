/**
 * `npm run eval:faces -- <folder> [--compare] [--tier built-in|strong] [--out <file>]`: runs the product's own finder in
 * headless Chromium over every photo that the folder's `labels.json` names, writes the regions as they would be covered, and
 * prints how good they are.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { launchBrowser } from "../browser/launch.mjs";
import { bundlePage, serveFolders } from "./finder-page.mjs";
import { modelsFolder, root, strongName } from "./models-folder.mjs";
import { score } from "./score.mjs";

const page = `
  import { findFaces } from "/app/photo/detect.ts";
  import { openPhoto } from "/app/photo/prepare.ts";
  import { scaleRegion } from "/app/photo/regions.ts";

  window.find = async (address) => {
    const { bitmap, size } = await openPhoto(await (await fetch(address)).blob());
    const start = performance.now();
    let first = null;
    const onProgress = ({ findings }) => { if (findings.length > 0) first ??= performance.now() - start; };
    const report = await findFaces(bitmap, { onProgress }).catch((error) => {
      throw new Error(error.message + " " + error.cause);
    });
    const milliseconds = performance.now() - start;
    const regions = report.findings.map((finding) => scaleRegion(finding, bitmap, size));
    bitmap.close();
    return { regions, milliseconds, first, tier: report.tier, backend: report.backend };
  };
`.replaceAll('"/app/', `"${root}/app/`);

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { compare: { type: "boolean" }, tier: { type: "string" }, out: { type: "string" } },
  });
  if (!positionals[0]) throw new Error("Which folder? npm run eval:faces -- <folder with photos and labels.json>");
  const folder = resolve(positionals[0]);
  const labels = JSON.parse(readFileSync(join(folder, "labels.json"), "utf8"));
  const out = resolve(values.out ?? join(root, ".tmp/eval", basename(folder), "predictions.json"));
  const served = await serve(folder, values.tier);
  const browser = await launchBrowser();
  try {
    const predictions = await searchAll(browser, served.origin, Object.keys(labels));
    mkdirSync(dirname(out), { recursive: true });
    writeFileSync(out, `${JSON.stringify(predictions.regions, null, 1)}\n`);
    console.log(JSON.stringify({ ...predictions.report, ...score(labels, predictions.regions) }, null, 2));
  } finally {
    await browser.close();
    served.close();
  }
}

/** @param {string} folder of photos */
async function serve(folder, tier) {
  const built = await bundlePage("eval-page", page);
  const manifest = JSON.parse(readFileSync(join(modelsFolder, "manifest.json"), "utf8"));
  if (tier === "strong" && manifest.tier !== "strong")
    throw new Error("The strong weights were not added: npm run models:add");
  if (tier === "built-in") {
    manifest.tier = tier;
    manifest.models = manifest.models.filter(({ name }) => name !== strongName);
  }
  return serveFolders(
    { "/": built, "/models/": modelsFolder, "/wasm/": join(root, "public/wasm"), "/photos/": folder },
    { "/models/manifest.json": JSON.stringify(manifest) },
  );
}

async function searchAll(browser, origin, files) {
  const tab = await browser.newPage();
  let bytes = 0;
  tab.on("console", (message) => process.env.DEBUG && console.error(message.text()));
  tab.on("response", async (response) => {
    const { pathname } = new URL(response.url());
    if (/^\/(models|wasm|assets)\//.test(pathname)) bytes += (await response.body().catch(() => "")).length;
  });
  await tab.goto(origin);
  await tab.waitForFunction(() => "find" in window);
  const regions = {};
  const times = [];
  let ran = { tier: "", backend: "" };
  for (const file of files) {
    const found = await tab.evaluate((address) => window.find(address), `/photos/${encodeURIComponent(file)}`);
    regions[file] = found.regions;
    times.push(found.milliseconds);
    ran = found;
    if (process.env.DEBUG)
      console.error(file, found.regions.length, Math.round(found.first), Math.round(found.milliseconds));
  }
  const sorted = [...times].sort((a, b) => a - b);
  return {
    regions,
    report: {
      tier: ran.tier,
      backend: ran.backend,
      bytes,
      milliseconds: {
        first_photo: Math.round(times[0]),
        median: Math.round(sorted[sorted.length >> 1]),
        longest: Math.round(sorted.at(-1)),
      },
    },
  };
}

await main();
