import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createRequire } from "node:module";
import { dirname, extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import type { Region } from "~/contract/photo";
import { bundlePage } from "../../scripts/browser/bundle-page.mjs";
import { launchBrowser, newPage } from "../../scripts/browser/launch.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../..");
const packages = createRequire(import.meta.url);
const faceApi = dirname(packages.resolve("@vladmandic/face-api/package.json"));

/** Crowds and everyday photos with labelled faces; a folder beside the checkout, or above its worktrees, that need not be there. */
const devPhotos = [root, join(root, "..")].map((folder) => join(folder, "../shared/faces/dev")).find(existsSync) ?? "";

/** The first part of an address, and the folder that it is served from. */
const folders: Record<string, string> = {
  "face-api": faceApi,
  wasm: join(root, "public/wasm"),
  samples: join(faceApi, "demo"),
  dev: devPhotos,
};

/** Photos of face-api's demo, which are always there. */
export const samples = [1, 2, 3, 4, 5, 6].map((number) => `/samples/sample${number}.jpg`);

/** A photo's address on the bench, and its labelled faces. */
export interface Labelled {
  path: string;
  faces: Region[];
}

/** The labelled photos beside the checkout with their faces of at least `minSide` pixels; null when they are not there. */
export function labelledPhotos(minSide: number): Labelled[] | null {
  const file = join(devPhotos, "labels.json");
  if (!existsSync(file)) return null;
  const labels = JSON.parse(readFileSync(file, "utf8")) as Record<string, { faces: (Region & { ignore?: boolean })[] }>;
  return Object.entries(labels).map(([name, { faces }]) => ({
    path: `/dev/${name}`,
    faces: faces.filter((face) => !face.ignore && Math.min(face.width, face.height) >= minSide),
  }));
}

/** A page in Chromium that holds the product's photo code, workers and all, as `window.bench`. */
export interface Bench {
  page: Page;
  close(): Promise<void>;
}

export async function openBench(): Promise<Bench> {
  const built = await bundlePage("photo-bench", { first: "tests/photo-leak/page/main.ts" });
  const server = await serve(built);
  const browser = await launchBrowser();
  const page = await newPage(browser);
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
  await page.waitForFunction(() => "bench" in window);
  return {
    page,
    async close() {
      await browser.close();
      server.close();
    },
  };
}

async function serve(built: string): Promise<Server> {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname));
    readFile(fileFor(path, built)).then(
      (bytes) =>
        response.writeHead(200, { "content-type": types[extname(path)] ?? "application/octet-stream" }).end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return server;
}

function fileFor(path: string, built: string): string {
  const [, first = "", ...rest] = path.split("/");
  const folder = folders[first];
  if (folder) return join(folder, ...rest);
  return join(built, path === "/" ? "index.html" : path);
}

const types: Record<string, string> = {
  "": "text/html",
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".jpg": "image/jpeg",
  ".png": "image/png",
  ".webp": "image/webp",
};
