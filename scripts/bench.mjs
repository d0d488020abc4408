/** `npm run bench`: how long the finder takes for a 12-megapixel photo with ten faces, in headless Chromium without a GPU. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { launchBrowser, newPage } from "./browser/launch.mjs";
import { bundlePage } from "./browser/bundle-page.mjs";
import { serveFolders } from "./browser/serve-folders.mjs";
import { modelsFolder, root } from "./models/models-folder.mjs";

const runs = 7;
/** The goal: milliseconds until the first and until all regions. */
const goal = { firstMs: 1000, lastMs: 3000 };

const faceApi = dirname(createRequire(import.meta.url).resolve("@vladmandic/face-api/package.json"));
const ten = [1, 2, 3, 4, 5, 6, 1, 2, 3, 4].map((number) => `/samples/sample${number}.jpg`);

const built = await bundlePage("finder-bench", { first: "tests/faces/page/finder.ts" });
const served = await serveFolders({
  "/": built,
  "/models/": modelsFolder,
  "/wasm/": join(root, "public/wasm"),
  "/samples/": join(faceApi, "demo"),
});
const browser = await launchBrowser();
const page = await newPage(browser);
await page.goto(served.origin);
await page.waitForFunction("'finder' in window");

/** @type {{ firstMs: number, lastMs: number, found: number }[]} */
const times = [];
for (let run = 0; run <= runs; run++)
  times.push(await page.evaluate(`window.finder.timeLargePhoto(${JSON.stringify(ten)})`));
await browser.close();
served.close();

const [cold, ...warm] = times;
for (const [name, key] of /** @type {const} */ ([
  ["first", "firstMs"],
  ["last", "lastMs"],
])) {
  const sorted = warm.map((time) => time[key]).sort((a, b) => a - b);
  const [least, median, most] = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)].map((ms) =>
    Math.round(ms ?? 0),
  );
  console.log(
    `${name} regions: ${median} ms (${least} to ${most}), cold ${Math.round(cold?.[key] ?? 0)} ms, goal ${goal[key]} ms`,
  );
}
console.log(`regions found: ${warm.at(-1)?.found}, in a picture of ten photos of one to six people`);
