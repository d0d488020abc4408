/** Modules of the app on a page of their own, for tests and measurements in a browser. */
import { build } from "esbuild";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** How a module of ours starts a worker. */
const workerAddress = /new URL\("(\.[^"]+)\.ts", import\.meta\.url\)/g;

/**
 * Bundles modules for a page, with the workers that they start. By esbuild, as the app's own bundler takes 40 s of a core for
 * TensorFlow.js in a page and two workers: what the app's build makes of them is tested in the app.
 * @param {string} name of the folder under `.tmp`
 * @param {{ first: string, later?: string }} modules from the project's folder; `loadLater()` on the page loads the other
 * @returns {Promise<string>} the folder with `index.html`
 */
export async function bundlePage(name, { first, later }) {
  const folder = join(root, ".tmp", name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const load = later === undefined ? "" : 'window.loadLater = () => import("./later.js");';
  const scripts = `<script type="module">${load}</script><script type="module" src="./entry.js"></script>`;
  writeFileSync(join(folder, "index.html"), `<!doctype html>${scripts}\n`);
  await bundle(folder, later === undefined ? { entry: first } : { entry: first, later });
  return folder;
}

/**
 * @param {string} folder in which all scripts stand side by side
 * @param {Record<string, string>} modules by the names of their scripts
 */
async function bundle(folder, modules) {
  await build({
    entryPoints: modules,
    absWorkingDir: root,
    outdir: folder,
    ...{ bundle: true, splitting: true, format: "esm", target: "es2022", minify: true, logLevel: "error" },
    // libheif asks for these in Node alone.
    external: ["fs", "path"],
    plugins: [workersBeside(folder)],
  });
}

/** Bundles each worker that a module starts, and has the module start the bundle. @param {string} folder @returns {import("esbuild").Plugin} */
function workersBeside(folder) {
  return {
    name: "workers-beside",
    setup: ({ onLoad }) => {
      onLoad({ filter: /\/app\/.*\.ts$/ }, async ({ path }) => {
        const code = readFileSync(path, "utf8");
        for (const [, address] of code.matchAll(workerAddress)) {
          const worker = join(dirname(path), `${address}.ts`);
          await bundle(folder, { [basename(worker, ".ts")]: worker });
        }
        const contents = code.replace(
          workerAddress,
          (_, address) => `new URL("./${basename(address)}.js", import.meta.url)`,
        );
        return { contents, loader: "ts" };
      });
    },
  };
}
