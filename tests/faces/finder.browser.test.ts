import { dirname, join } from "node:path";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser, newPage } from "../../scripts/browser/launch.mjs";
import { bundlePage } from "../../scripts/browser/bundle-page.mjs";
import { serveFolders } from "../../scripts/browser/serve-folders.mjs";
import { modelsFolder, root } from "../../scripts/models/models-folder.mjs";
import type { FinderPage } from "./page/finder";

declare global {
  interface Window {
    finder: FinderPage;
    loadLater(): Promise<unknown>;
    compare(name: string, address: string): Promise<{ regions: unknown[] }>;
  }
}

const faceApi = dirname(createRequire(import.meta.url).resolve("@vladmandic/face-api/package.json"));
/** Photos of face-api's demo and the people in them. */
const samples = [1, 2, 3, 4, 5, 6].map((number) => `/samples/sample${number}.jpg`);
const portrait = "/samples/sample1.jpg";
const tilted = "/samples/sample4.jpg";

describe("the finder in a browser", () => {
  let browser: Browser;
  let page: Page;
  let served: Awaited<ReturnType<typeof serveFolders>>;
  const requested = new Set<string>();

  beforeAll(async () => {
    const built = await bundlePage("finder-test", {
      first: "tests/faces/page/finder.ts",
      later: "scripts/models/page/compare.ts",
    });
    const folders = { "/": built, "/models/": modelsFolder, "/wasm/": join(root, "public/wasm") };
    served = await serveFolders({ ...folders, "/samples/": join(faceApi, "demo") });
    browser = await launchBrowser();
    page = await openPage();
  });

  afterAll(async () => {
    await browser.close();
    served.close();
  });

  async function openPage(): Promise<Page> {
    const opened = await newPage(browser);
    opened.on("request", (request) => requested.add(new URL(request.url()).origin));
    await opened.goto(served.origin);
    await opened.waitForFunction(() => "finder" in window);
    return opened;
  }

  test("finds the faces of real photos and reports its progress", async () => {
    for (const address of samples) {
      const { report, steps } = await page.evaluate((photo) => window.finder.search(photo), address);
      expect(report.regions.length).toBeGreaterThan(0);
      expect(report.backend).toBe("wasm");
      expect(steps.map(({ done }) => done)).toEqual(steps.map((_, i) => i + 1));
      expect(steps.at(-1)).toEqual({ done: steps.length, total: steps.length, found: report.regions.length });
      const confidences = report.regions.map(({ confidence }) => confidence);
      expect(confidences).toEqual([...confidences].sort((a, b) => b - a));
    }
  });

  test("covers a face that fills the whole photo, upright or tilted", async () => {
    for (const address of [portrait, tilted]) {
      const { size, regions } = await page.evaluate((photo) => window.finder.searchCloseUp(photo), address);
      const covers = regions.some(
        ({ x, y, width, height }) =>
          x <= 0.1 * size.width &&
          y <= 0.1 * size.height &&
          x + width >= 0.9 * size.width &&
          y + height >= 0.9 * size.height,
      );
      expect(covers, address).toBe(true);
    }
  });

  test("requests nothing from other origins", () => {
    expect([...requested]).toEqual([served.origin]);
  });

  test("stops when aborted, and searches again afterwards", async () => {
    const { error, steps, afterwards } = await page.evaluate((photo) => window.finder.abortOne(photo), portrait);
    expect({ error, steps }).toEqual({ error: "AbortError", steps: 1 });
    expect(afterwards).toBeGreaterThan(0);
  });

  test("works offline after its first use", async () => {
    const opened = await openPage();
    await opened.evaluate((photo) => window.finder.search(photo), portrait);
    await opened.evaluate(() => window.finder.releaseFinder());
    await opened.route(/\/(models|wasm)\//, (route) => route.abort());
    const { report } = await opened.evaluate((photo) => window.finder.search(photo), portrait);
    expect(report.regions.length).toBeGreaterThan(0);
    await opened.close();
  });

  test("fails with the reason when its weights cannot be fetched", async () => {
    const opened = await newPage(browser);
    await opened.route(/\/models\//, (route) => route.abort());
    await opened.goto(served.origin);
    await opened.waitForFunction(() => "finder" in window);
    expect(await opened.evaluate((photo) => window.finder.failOnce(photo), portrait)).toEqual({
      name: "FaceFinderError",
      cause: "The face finder could not fetch /models/manifest.json (no connection).",
    });
    await opened.context().close();
  });

  test("shows the first regions of a 12-megapixel photo with ten faces well before the last", async () => {
    const ten = [...samples, ...samples.slice(0, 4)];
    const { firstMs, lastMs, found } = await page.evaluate((of) => window.finder.timeLargePhoto(of), ten);
    expect(found).toBeGreaterThanOrEqual(10);
    expect(firstMs).toBeLessThan(lastMs);
  });

  test("BlazeFace's own package with all its defaults finds the face of a portrait with our weights", async () => {
    await page.evaluate(() => window.loadLater());
    const { regions } = await page.evaluate((photo) => window.compare("default BlazeFace", photo), portrait);
    expect(regions.length).toBeGreaterThan(0);
  });

  test("an input that is read in bands comes out as if it were read as a whole, to the bit", async () => {
    const models = await page.evaluate((photo) => window.finder.valuesChangedByBands(photo), portrait);
    expect(Object.keys(models)).toEqual(expect.arrayContaining(["full-range", "back-camera"]));
    expect(models["full-range"]?.values).toBe((832 / 4) * (1024 / 4) * 17);
    for (const [name, { changed }] of Object.entries(models)) expect(changed, name).toBe(0);
  });

  test("every backend of the browser computes the same output", async () => {
    const outputs = await page.evaluate((photo) => window.finder.outputsByBackend(photo), portrait);
    const { wasm, ...others } = outputs;
    expect(wasm).toHaveLength(2304 * 17);
    expect(outputs.cpu).not.toBeNull();
    for (const output of Object.values(others)) {
      if (output === null) continue;
      const differences = output.map((value, i) => Math.abs(value - (wasm?.[i] ?? Infinity)));
      // Logits and pixels of the input, both of the order of 10.
      expect(Math.max(...differences)).toBeLessThan(0.02);
    }
  });
});
