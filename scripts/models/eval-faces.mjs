/**
 * `npm run eval:faces -- <folder> [--compare] [--tier built-in|strong] [--out <file>]`: runs the product's own finder in
 * headless Chromium over every photo that the folder's `labels.json` names, writes the regions as they would be covered, and
 * prints how good they are.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { launchBrowser, newPage } from "../browser/launch.mjs";
import { bundlePage, serveFolders } from "./finder-page.mjs";
import { modelsFolder, root, strongName } from "./models-folder.mjs";
import { score } from "./score.mjs";

const usage =
  "npm run eval:faces -- <folder with photos and labels.json> [--compare] [--tier built-in|strong] [--out <file>]";

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { compare: { type: "boolean" }, tier: { type: "string" }, out: { type: "string" } },
  });
  if (!positionals[0]) throw new Error(`Which folder? ${usage}`);
  const folder = resolve(positionals[0]);
  const labels = JSON.parse(readFileSync(join(folder, "labels.json"), "utf8"));
  const served = await serve(folder, values);
  const browser = await launchBrowser();
  try {
    const tab = await openTab(browser, served.origin);
    const ours = await searchAll(tab, Object.keys(labels), findWithProduct);
    const out = resolve(values.out ?? join(root, ".tmp/eval", basename(folder), "predictions.json"));
    mkdirSync(dirname(out), { recursive: true });
    writeFileSync(out, `${JSON.stringify(ours.predictions, null, 1)}\n`);
    const { tier, backend } = ours.last;
    const results = { [`Heartfelt, ${tier}`]: { ...timesOf(ours.searches), ...score(labels, ours.predictions) } };
    const bytes = tab.bytes();
    if (values.compare) Object.assign(results, await compareOthers(tab, labels));
    report(results, { backend, bytes, out });
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
    manifest.models = manifest.models.filter(({ name }) => name !== strongName);
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

/** A page that counts the bytes of weights and code that it fetches. */
async function openTab(browser, origin) {
  const page = await newPage(browser);
  let bytes = 0;
  page.on("response", async (response) => {
    const { pathname } = new URL(response.url());
    if (/^\/(models|wasm|assets)\//.test(pathname)) bytes += (await response.body().catch(() => "")).length;
  });
  await page.goto(origin);
  await page.waitForFunction(() => "find" in window);
  return { page, bytes: () => bytes };
}

const findWithProduct = (page, address) => page.evaluate((photo) => window.find(photo), address);

/**
 * @param {{ page: import("playwright-core").Page }} tab
 * @param {string[]} files
 * @param {(page: import("playwright-core").Page, address: string) => Promise<any>} find
 */
async function searchAll({ page }, files, find) {
  const searches = [];
  const predictions = {};
  for (const file of files) {
    const search = await find(page, `/photos/${encodeURIComponent(file)}`);
    searches.push(search);
    predictions[file] = search.regions;
    if (process.stderr.isTTY) process.stderr.write(`\r${searches.length} of ${files.length} photos`);
  }
  if (process.stderr.isTTY) process.stderr.write("\r");
  return { searches, predictions, last: searches.at(-1) };
}

/** What BlazeFace by default and face-api's SSD find in the same photos. */
async function compareOthers(tab, labels) {
  const results = {};
  await tab.page.evaluate(() => window.loadLater());
  for (const name of await tab.page.evaluate(() => window.compared)) {
    const find = (page, address) => page.evaluate((args) => window.compare(...args), [name, address]);
    const { searches, predictions } = await searchAll(tab, Object.keys(labels), find);
    results[name] = { ...timesOf(searches), ...score(labels, predictions) };
  }
  return results;
}

/** Milliseconds of the searches: the first photo's with its loading, then of the others the middle one and the longest. */
function timesOf(searches) {
  const [first, ...others] = searches.map(({ milliseconds }) => Math.round(milliseconds));
  others.sort((a, b) => a - b);
  return { ms_first: first, ms_median: others[others.length >> 1] ?? first, ms_longest: others.at(-1) ?? first };
}

function report(results, { backend, bytes, out }) {
  const rows = Object.entries(results).map(([name, { recall_by_size: sizes, ...values }]) => [
    name,
    { ...values, ...sizes },
  ]);
  console.table(Object.fromEntries(rows));
  const [{ photos, faces }] = Object.values(results);
  const kilobytes = Math.round(bytes / 1000);
  console.log(
    `${photos} photos, ${faces} faces; backend ${backend}; ${kilobytes} kB of weights and code; regions in ${out}`,
  );
  console.log(JSON.stringify(results, null, 2));
}

await main();
