/** The product's own finder, bundled as the app bundles it, on a page of its own in a headless browser. */
import { createReadStream, existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { build } from "vite";
import tsconfigPaths from "vite-tsconfig-paths";
import { root } from "./models-folder.mjs";

/** @type {Record<string, string>} by the end of the file's name */
const contentTypes = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".png": "image/png",
  ".webp": "image/webp",
};

/**
 * Bundles modules for a page with the app's own settings, workers included.
 * @param {string} name of the folder under `.tmp`
 * @param {{ first: string, later?: string }} modules from the project's folder; `loadLater()` on the page loads the other
 * @returns {Promise<string>} the folder with `index.html`
 */
export async function bundlePage(name, { first, later }) {
  const folder = join(root, ".tmp", name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "index.html"), '<!doctype html><script type="module" src="./entry.js"></script>\n');
  const imports = [`import "${join(root, first)}";`];
  if (later) imports.push(`window.loadLater = () => import("${join(root, later)}");`);
  writeFileSync(join(folder, "entry.js"), imports.join("\n"));
  await build({
    root: folder,
    configFile: false,
    logLevel: "error",
    plugins: [tsconfigPaths({ root })],
    worker: { format: "es", plugins: () => [tsconfigPaths({ root })] },
    resolve: { mainFields: ["browser", "module", "main"] },
    build: { target: "es2022", outDir: "built", emptyOutDir: true, modulePreload: false },
  });
  return join(folder, "built");
}

/**
 * Serves folders on a free port of this machine.
 * @param {Record<string, string>} folders by the address they are at; the longest that fits is taken
 * @param {Record<string, string>} [texts] JSON that is served in place of a file
 */
export async function serveFolders(folders, texts = {}) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const text = texts[pathname];
    if (text !== undefined) return response.setHeader("content-type", "application/json").end(text);
    const prefix = Object.keys(folders)
      .filter((start) => pathname.startsWith(start))
      .sort((a, b) => b.length - a.length)[0];
    const rest = decodeURIComponent(pathname.slice(prefix?.length ?? 0)) || "index.html";
    const path = join(folders[prefix ?? ""] ?? "", rest);
    if (rest.includes("..") || !existsSync(path) || !statSync(path).isFile()) return response.writeHead(404).end();
    response.setHeader("content-type", contentTypes[extname(path).toLowerCase()] ?? "application/octet-stream");
    return createReadStream(path).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { origin: `http://127.0.0.1:${address.port}`, close: () => server.close() };
}
