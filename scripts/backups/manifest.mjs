/** The list of a backup's content. It is written last, so a folder without it is no backup. */
import { createHash } from "node:crypto";
import { createReadStream, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Refusal } from "../refusal.mjs";

const name = "manifest.json";

/**
 * @typedef {{ path: string, bytes: number, sha256: string }} BackedUpFile `path` within the backup
 * @typedef {object} Manifest
 * @property {1} format
 * @property {"local" | "remote"} kind a local one is a copy of the state's files; a remote one is D1 as SQL and R2 as files
 * @property {string} source the folder, or the environment
 * @property {string} made_at ISO 8601, UTC
 * @property {Record<string, number>} tables rows by table
 * @property {Record<string, Record<string, number>>} [messageTables] rows by table, of each database of messages or stories by its binding
 * @property {Record<string, string>} [names] of a local backup: the database_id or bucket_name under which the state keeps each database and the bucket, by binding
 * @property {import("./local-state.mjs").StoredObject[]} objects of R2
 * @property {string[]} missing R2 keys that rows name, and that were deleted while the backup was made
 * @property {BackedUpFile[]} files all others of the folder
 */

/** @param {string} folder of a backup */
export function isComplete(folder) {
  return existsSync(join(folder, name));
}

/** @param {string} folder @param {Manifest} manifest */
export function writeManifest(folder, manifest) {
  writeFileSync(join(folder, name), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
}

/**
 * @param {string} folder
 * @returns {Manifest}
 * @throws {Refusal} when there is no backup that is complete
 */
export function readManifest(folder) {
  if (!existsSync(folder)) throw new Refusal(`There is no backup at ${folder}: name its folder with --from.`);
  if (!isComplete(folder)) {
    throw new Refusal(`The backup at ${folder} is not complete: run the npm run backup that made it again.`);
  }
  const manifest = /** @type {Manifest} */ (JSON.parse(readFileSync(join(folder, name), "utf8")));
  if (manifest.format === 1) return manifest;
  throw new Refusal(`The backup at ${folder} has a format that this version of Heartfelt does not know.`);
}

/**
 * Reads every file of a backup once.
 * @param {string} folder
 * @param {Manifest} manifest
 * @throws {Refusal} when one is missing or not as it was written
 */
export async function verifyFiles(folder, { files }) {
  for (const { path, sha256 } of files) {
    const file = join(folder, path);
    if (existsSync(file) && (await checksumOf(file)) === sha256) continue;
    throw new Refusal(`The backup at ${folder} is damaged (${path}): nothing was restored. Use another one.`);
  }
}

/** @param {string} file @returns {Promise<string>} SHA-256, hexadecimal */
export async function checksumOf(file) {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest("hex");
}

/**
 * Returns how many rows a backup has, in how many tables.
 * @param {Manifest} manifest
 */
export function sizeOf({ tables, messageTables = {} }) {
  const counts = [tables, ...Object.values(messageTables)].flatMap((each) => Object.values(each));
  return { rows: counts.reduce((sum, count) => sum + count, 0), tables: counts.length };
}

/**
 * @param {Record<string, number>} tables rows by table, as they were backed up
 * @param {Record<string, number>} restored as they came back
 * @param {string} [of] which database they are of, unless the main one
 * @throws {Refusal} when they are not the same
 */
export function compareTables(tables, restored, of = "") {
  for (const [table, rows] of Object.entries(tables)) {
    if (restored[table] === rows) continue;
    throw new Refusal(`The table ${table}${of} came back with ${restored[table] ?? "no"} rows instead of ${rows}.`);
  }
}

/**
 * Throws when what was restored is not what was backed up.
 * @param {Manifest} manifest
 * @param {Required<Pick<Manifest, "tables" | "messageTables" | "objects">>} restored
 * @throws {Refusal}
 */
export function compareRestored({ tables, messageTables = {}, objects }, restored) {
  compareTables(tables, restored.tables);
  for (const [binding, rows] of Object.entries(messageTables)) {
    compareTables(rows, restored.messageTables[binding] ?? {}, ` of ${binding}`);
  }
  const checksums = new Map(restored.objects.map(({ key, sha256 }) => [key, sha256]));
  const wrong = objects.find(({ key, sha256 }) => checksums.get(key) !== sha256);
  if (wrong) throw new Refusal(`The file ${wrong.key} did not come back as it was.`);
}
