/** Modules of the app, in TypeScript, for the scripts, which are JavaScript. */
import { build } from "esbuild";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Returns what TypeScript modules of the app export, as one bundle. The address of the bundle is its content, so Node
 * evaluates the same bundle once; no file is written, because several processes do this at the same time.
 * @param {...string} modules paths in the repository, such as "app/imaging/geometry.ts"
 * @returns {Promise<unknown>}
 */
export async function importBundled(...modules) {
  const { outputFiles } = await build({
    stdin: { contents: modules.map((path) => `export * from "./${path}";`).join("\n"), resolveDir: root },
    bundle: true,
    format: "esm",
    write: false,
    logLevel: "error",
  });
  const [file] = outputFiles;
  return import(`data:text/javascript;base64,${Buffer.from(file?.contents ?? "").toString("base64")}`);
}
