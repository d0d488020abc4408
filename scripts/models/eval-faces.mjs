/**
 * `npm run eval:faces -- <folder> [--compare] [--tier built-in|strong] [--out <file>]`: runs the product's own finder in
 * headless Chromium over every photo that the folder's `labels.json` names, writes the regions as they would be covered, and
 * prints their scores.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { launchBrowser, newPage } from "../browser/launch.mjs";
import { bundlePage } from "../browser/bundle-page.mjs";
import { serveFolders } from "../browser/serve-folders.mjs";
import { modelsFolder, root, strongName } from "./models-folder.mjs";
import { score } from "./score.mjs";

const usage =
  "npm run eval:faces -- <folder with photos and labels.json> [--compare] [--tier built-in|strong] [--out <file>]";

/**
 * @typedef {import("./score.mjs").Labels} Labels
 * @typedef {import("./score.mjs").Predictions} Predictions
 * @typedef {{ page: import("playwright-core").Page, countBytes: () => number }} Tab
 * @typedef {Awaited<ReturnType<import("./page/find").Find>>} ProductSearch
 * @typedef {Awaited<ReturnType<import("./page/compare").Compare>>} OtherSearch
 * @typedef {ReturnType<typeof timesOf> & ReturnType<typeof score>} Result
 */

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { compare: { type: "boolean" }, tier: { type: "string" }, out: { type: "string" } },
  });
  if (!positionals[0]) throw new Error(`Which folder? ${usage}`);
  const folder = resolve(positionals[0]);
  const labels = /** @type {Labels} */ (JSON.parse(readFileSync(join(folder, "labels.json"), "utf8")));
  const served = await serve(folder, values);
  const browser = await launchBrowser();
  try {
    const tab = await openTab(browser, served.origin);
    const ours = await searchAll(Object.keys(labels), (address) => findWithProduct(tab, address));
    const out = resolve(values.out ?? join(root, ".tmp/eval", basename(folder), "predictions.json"));
    writePredictions(out, ours.predictions);
    const { tier, backend } = /** @type {ProductSearch} */ (ours.searches.at(-1));
    /** @type {Record<string, Result>} */
    const results = { [`Heartfelt, ${tier}`]: { ...timesOf(ours.searches), ...score(labels, ours.predictions) } };
    const lengthBytes = tab.countBytes();
    if (values.compare) Object.assign(results, await compareOthers(tab, labels));
    report(results, { backend, lengthBytes, out });
  } finally {
    await browser.close();
    served.close();
  }
}

/**
 * Serves the page, the weights and the photos.
 * @param {string} folder of photos
 * @param {{ tier?: string, compare?: boolean }} options
 */
async function serve(folder, { tier, compare }) {
  const manifest = JSON.parse(readFileSync(join(modelsFolder, "manifest.json"), "utf8"));
  if (tier === "strong" && manifest.tier !== "strong")
    throw new Error("The strong weights are not there yet: npm run models:add -- <file or URL>");
  if (tier === "built-in") {
    manifest.tier = tier;
    manifest.models = manifest.models.filter((/** @type {{ name: string }} */ { name }) => name !== strongName);
  }
  const later = compare ? "scripts/models/page/compare.ts" : undefined;
  const folders = {
    "/": await bundlePage("eval-page", { first: "scripts/models/page/find.ts", later }),
    "/models/": modelsFolder,
    "/wasm/": join(root, "public/wasm"),
    "/photos/": folder,
    "/face-api/": join(root, "node_modules/@vladmandic/face-api"),
  };
  return serveFolders(folders, { "/models/manifest.json": JSON.stringify(manifest) });
}

/**
 * Opens the page and counts the bytes of weights and code that it fetches.
 * @param {import("playwright-core").Browser} browser
 * @param {string} origin
 * @returns {Promise<Tab>}
 */
async function openTab(browser, origin) {
  const page = await newPage(browser);
  let lengthBytes = 0;
  page.on("response", async (response) => {
    const { pathname } = new URL(response.url());
    if (/^\/(models|wasm|assets)\//.test(pathname)) lengthBytes += (await response.body().catch(() => "")).length;
  });
  await page.goto(origin);
  await page.waitForFunction(() => "find" in window);
  return { page, countBytes: () => lengthBytes };
}

/**
 * @param {Tab} tab
 * @param {string} address
 */
async function findWithProduct({ page }, address) {
  const search = await page.evaluate(`window.find(${JSON.stringify(address)})`);
  return /** @type {ProductSearch} */ (search); // as page/find.ts puts it on the page
}

/**
 * Searches the photos one after the other.
 * @template {OtherSearch} Search
 * @param {string[]} files
 * @param {(address: string) => Promise<Search>} find
 */
async function searchAll(files, find) {
  /** @type {Search[]} */
  const searches = [];
  /** @type {Predictions} */
  const predictions = {};
  for (const file of files) {
    const search = await find(`/photos/${encodeURIComponent(file)}`);
    searches.push(search);
    predictions[file] = search.regions;
    if (process.stderr.isTTY) process.stderr.write(`\r${searches.length} of ${files.length} photos`);
  }
  if (process.stderr.isTTY) process.stderr.write("\r");
  return { searches, predictions };
}

/**
 * @param {string} path
 * @param {Predictions} predictions
 */
function writePredictions(path, predictions) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(predictions, null, 1)}\n`);
}

/**
 * Returns the results of BlazeFace with its defaults and of face-api's SSD on the same photos.
 * @param {Tab} tab
 * @param {Labels} labels
 */
async function compareOthers({ page }, labels) {
  /** @type {Record<string, Result>} */
  const results = {};
  await page.evaluate("window.loadLater()");
  const names = /** @type {string[]} */ (await page.evaluate("window.compared"));
  for (const name of names) {
    const { searches, predictions } = await searchAll(Object.keys(labels), async (address) => {
      const search = await page.evaluate(`window.compare(${JSON.stringify(name)}, ${JSON.stringify(address)})`);
      return /** @type {OtherSearch} */ (search); // as page/compare.ts puts it on the page
    });
    results[name] = { ...timesOf(searches), ...score(labels, predictions) };
  }
  return results;
}

/**
 * Returns milliseconds: of the first search, which loads the weights; then of the others the median and the longest.
 * @param {OtherSearch[]} searches
 */
function timesOf(searches) {
  const [first = 0, ...others] = searches.map(({ durationMs }) => Math.round(durationMs));
  others.sort((a, b) => a - b);
  return { ms_first: first, ms_median: others[others.length >> 1] ?? first, ms_longest: others.at(-1) ?? first };
}

/**
 * @param {Record<string, Result>} results
 * @param {{ backend: string, lengthBytes: number, out: string }} of
 */
function report(results, { backend, lengthBytes, out }) {
  const rows = Object.entries(results).map(([name, { recall_by_size: sizes, ...values }]) => [
    name,
    { ...values, ...sizes },
  ]);
  console.table(Object.fromEntries(rows));
  const [{ photos, faces }] = /** @type {[Result]} */ (Object.values(results));
  const kilobytes = Math.round(lengthBytes / 1000);
  console.log(
    `${photos} photos, ${faces} faces; backend ${backend}; ${kilobytes} kB of weights and code; regions in ${out}`,
  );
  console.log(JSON.stringify(results, null, 2));
}

await main();
