/**
 * `npm run bench:memory`: the memory that a tab of the composer takes, with all its workers, and the tasks that kept its page
 * busy, while photos are opened, searched and redacted: one of 48 megapixels, then six of 12. `-- <photos>` takes others.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import sharp from "sharp";
import { launchBrowser, newPage } from "./browser/launch.mjs";
import { watchMemory } from "./browser/tab-memory.mjs";
import { signUp } from "./chat/people.mjs";
import { migrate } from "./prepare.mjs";
import { freePort, serve } from "./serve.mjs";

/** The goals: megabytes in the tab, and milliseconds of a task on the page's thread. */
const goal = { tabMb: 450, taskMs: 100 };

/** @typedef {{ width: number, height: number }} Size */

const demo = join(dirname(createRequire(import.meta.url).resolve("@vladmandic/face-api/package.json")), "demo");

/**
 * Makes a photo of twelve of people side by side. Returns its path.
 * @param {string} folder
 * @param {number} number which it is
 * @param {Size} size
 */
async function makePhoto(folder, number, { width, height }) {
  const [columns, rows] = [4, 3];
  const tile = { width: width / columns, height: height / rows };
  const tiles = Array.from({ length: columns * rows }, async (_, at) => ({
    input: await sharp(join(demo, `sample${((at + number) % 6) + 1}.jpg`))
      .resize(tile)
      .toBuffer(),
    left: (at % columns) * tile.width,
    top: Math.floor(at / columns) * tile.height,
  }));
  const path = join(folder, `${width}-${number}.jpg`);
  const canvas = sharp({ create: { width, height, channels: 3, background: "#888" } });
  await canvas
    .composite(await Promise.all(tiles))
    .jpeg({ quality: 92 })
    .toFile(path);
  return path;
}

/**
 * Opens the composer as a new member, and counts the tasks of its page that are longer than 50 ms.
 * @param {import("playwright-core").Browser} browser
 * @param {string} url
 */
async function openComposer(browser, url) {
  const page = await newPage(browser, { baseURL: url, viewport: { width: 390, height: 844 } });
  await page.addInitScript(() => {
    /** @type {number[]} */
    const tasks = [];
    Reflect.set(window, "longTasks", tasks);
    const observer = new PerformanceObserver((list) => list.getEntries().forEach((task) => tasks.push(task.duration)));
    observer.observe({ entryTypes: ["longtask"] });
  });
  const { refreshToken } = await signUp(url, `bench-${Date.now()}`);
  await page.context().addCookies([{ name: "heartfelt", value: refreshToken, url }]);
  await page.goto("/stories/new");
  await page.getByLabel("Your story").waitFor();
  await page.evaluate(() => Reflect.get(window, "longTasks").splice(0));
  return page;
}

/**
 * Adds photos, waits until all wait for their review with their public photos, and reports.
 * @param {import("playwright-core").Browser} browser
 * @param {string} url
 * @param {string[]} files
 */
async function measure(browser, url, files) {
  const page = await openComposer(browser, url);
  const stop = watchMemory(process.pid);
  const start = performance.now();
  await page.locator('input[type="file"][multiple]').setInputFiles(files);
  await page
    .locator('li[data-stage="to_review"]')
    .nth(files.length - 1)
    .waitFor();
  await page
    .locator('li[data-public-photo="ready"]')
    .nth(files.length - 1)
    .waitFor();
  const seconds = (performance.now() - start) / 1000;
  const { tab, gpu } = stop();
  /** @type {number[]} */
  const tasks = await page.evaluate(() => Reflect.get(window, "longTasks"));
  await page.context().close();
  console.log(
    `${files.length} photo(s), ${seconds.toFixed(1)} s: tab ${Math.round(tab.residentMb)} MB, of which ${Math.round(tab.privateMb)} are its own (goal ${goal.tabMb}); ` +
      `GPU process ${Math.round(gpu.privateMb)} MB; longest task ${Math.round(Math.max(0, ...tasks))} ms of ${tasks.length} over 50 (goal ${goal.taskMs})`,
  );
}

const folder = mkdtempSync(join(tmpdir(), "heartfelt-memory-"));
mkdirSync(join(folder, "state"));
await migrate(join(folder, "state"));
const app = await serve({ port: await freePort(), stateDirectory: join(folder, "state") });
const browser = await launchBrowser();
try {
  const chosen = process.argv.slice(2);
  if (chosen.length > 0) await measure(browser, app.url, chosen);
  else {
    await measure(browser, app.url, [await makePhoto(folder, 0, { width: 8000, height: 6000 })]);
    const six = [0, 1, 2, 3, 4, 5].map((number) => makePhoto(folder, number, { width: 4000, height: 3000 }));
    await measure(browser, app.url, await Promise.all(six));
  }
} finally {
  await browser.close();
  await app.stop();
  rmSync(folder, { recursive: true, force: true });
}
