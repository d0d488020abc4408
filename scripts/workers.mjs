/** The workers that run side by side, bundled as a deployment bundles them. The first one is the app, which answers. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { localConfigPath } from "./local-config.mjs";
import { runTool } from "./run.mjs";

/** @typedef {{ name: string, config: string, localConfig: string, folder: string }} BuiltWorker */

/** @type {readonly BuiltWorker[]} */
export const workers = [
  {
    name: "heartfelt",
    config: "wrangler.toml",
    localConfig: localConfigPath,
    folder: "build/workers/heartfelt",
  },
  ...["chat-room", "local-ai"].map((folder) => ({
    name: folder === "chat-room" ? "heartfelt-api" : "heartfelt-local-ai",
    config: `workers/${folder}/wrangler.toml`,
    localConfig: `workers/${folder}/wrangler.toml`,
    folder: `build/workers/${folder}`,
  })),
];

const sources = ["app", "db", "workers", "build/server", "package-lock.json", "wrangler.toml"];
const stamp = "build/workers/.sources";

/** Bundles the workers, when the app's build or their sources changed. Throws when one cannot be bundled. */
export async function bundleWorkers() {
  const now = fingerprint(sources);
  if (isStamped(stamp, now)) return;
  rmSync("build/workers", { recursive: true, force: true });
  await Promise.all(workers.map(({ config, folder }) => bundle(config, folder)));
  mkdirSync("build/workers", { recursive: true });
  writeFileSync(stamp, now);
}

/**
 * Bundles the app as it is deployed but for its entry, when its sources or the entry's folder changed.
 * @param {string} entry path of the module
 * @param {string} folder for the bundle
 */
export async function bundleAppFrom(entry, folder) {
  const note = join(folder, ".sources");
  const now = fingerprint([...sources, dirname(entry)]);
  if (isStamped(note, now)) return;
  await bundle(localConfigPath, folder, entry);
  writeFileSync(note, now);
}

/** @param {string} config @param {string} folder for the bundle @param {string[]} entry the module, where it is not the config's */
function bundle(config, folder, ...entry) {
  return runTool("wrangler", ["deploy", ...entry, "--dry-run", "-c", config, "--outdir", resolve(folder)]);
}

/** Whether a file says that something was made of the sources as they are. @param {string} file @param {string} now their fingerprint */
export function isStamped(file, now) {
  return existsSync(file) && readFileSync(file, "utf8") === now;
}

/**
 * Returns names, sizes and times of all sources as one hash. Tests are no sources.
 * @param {readonly string[]} paths files and folders
 */
export function fingerprint(paths) {
  const hash = createHash("sha256");
  for (const file of paths.flatMap(filesOf)) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest("hex");
}

/**
 * Returns when the youngest source was written, in milliseconds since 1970.
 * @param {readonly string[]} paths files and folders
 */
export function lastChange(paths) {
  return paths.flatMap(filesOf).reduce((last, file) => Math.max(last, statSync(file).mtimeMs), 0);
}

/** @param {string} path */
function filesOf(path) {
  return statSync(path).isDirectory() ? filesIn(path) : [path];
}

/** Folders with a dot hold files of tools (a dry run of a deployment, local state), no sources. @param {string} directory */
function filesIn(directory) {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/(^|\/)\./.test(relative(directory, join(entry.parentPath, entry.name))))
    .filter((entry) => !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
