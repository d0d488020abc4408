/** Folders served on this machine, for pages in a headless browser. */
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";

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
