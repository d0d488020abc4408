/** Miniflare's options for a worker, as wrangler makes them of its config. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { deserialize, serialize } from "node:v8";

const folder = ".tmp/worker-options";

/** The files beside a config from which wrangler takes secrets. */
const besides = [".dev.vars", ".env", ".env.local"];

/**
 * Returns a worker's options. To load wrangler takes two seconds of a core, and each start of the app asks: what it made is
 * kept for the next one, by a hash of all that it was made of.
 * @param {string} config path of a wrangler.toml
 * @returns {Promise<import("wrangler").Unstable_MiniflareWorkerOptions["workerOptions"]>}
 */
export async function workerOptionsOf(config) {
  const sources = [config, ...besides.map((name) => join(dirname(config), name)), "package-lock.json"];
  const kept = join(folder, hashOf(sources));
  if (existsSync(kept)) return deserialize(readFileSync(kept));
  const { unstable_getMiniflareWorkerOptions: optionsOf } = await import("wrangler");
  const { workerOptions } = optionsOf(config);
  mkdirSync(folder, { recursive: true });
  const draft = `${kept}.${process.pid}`;
  writeFileSync(draft, serialize(workerOptions), { mode: 0o600 }); // it has the secrets
  renameSync(draft, kept);
  return workerOptions;
}

/** @param {readonly string[]} files */
function hashOf(files) {
  const hash = createHash("sha256");
  for (const file of files) hash.update(`${file}\n${existsSync(file) ? readFileSync(file, "utf8") : ""}\n`);
  return hash.digest("hex");
}
