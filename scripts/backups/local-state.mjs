/** The local state as it lies on disk: D1, R2 and the rooms, as Miniflare keeps them. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { Miniflare } from "miniflare";
import { unstable_readConfig as readConfig } from "wrangler";
import { localConfigPath, writeLocalConfig } from "../local-config.mjs";
import { kept } from "./served-mark.mjs";

/**
 * @typedef {{ key: string, bytes: number, sha256: string }} StoredObject
 *
 * @typedef {object} OpenState
 * @property {D1} database
 * @property {Bucket} bucket
 * @property {() => Promise<Record<string, number>>} countRows of each table by name
 * @property {() => Promise<StoredObject[]>} readObjects all of R2, by key
 * @property {() => Promise<void>} close
 *
 * @typedef {Awaited<ReturnType<Miniflare["getD1Database"]>>} D1
 * @typedef {Awaited<ReturnType<Miniflare["getR2Bucket"]>>} Bucket
 */

/**
 * Opens D1 and R2 of a state that nobody serves.
 * @param {string} state folder
 * @returns {Promise<OpenState>}
 */
export async function openState(state) {
  writeLocalConfig();
  /** @type {{ d1_databases: { binding: string, database_id: string }[], r2_buckets: { binding: string, bucket_name: string }[] }} */
  const { d1_databases: databases, r2_buckets: buckets } = readConfig({ config: localConfigPath });
  const server = new Miniflare({
    modules: true,
    script: "export default {}",
    cf: false,
    defaultPersistRoot: join(state, kept),
    d1Databases: Object.fromEntries(databases.map(({ binding, database_id }) => [binding, database_id])),
    r2Buckets: Object.fromEntries(buckets.map(({ binding, bucket_name }) => [binding, bucket_name])),
  });
  const database = await server.getD1Database("DB");
  const bucket = await server.getR2Bucket("R2_BUCKET");
  return {
    database,
    bucket,
    countRows: () => countRows(database),
    readObjects: () => readObjects(bucket),
    close: () => server.dispose(),
  };
}

/** @param {D1} database @returns {Promise<Record<string, number>>} */
async function countRows(database) {
  const { results } = await database.prepare(ownTables).all();
  /** @type {[string, number][]} */
  const counts = [];
  for (const { name } of results) {
    const count = await database.prepare(`SELECT count(*) AS n FROM "${name}"`).first("n");
    counts.push([String(name), Number(count)]);
  }
  return Object.fromEntries(counts);
}

/** Lists our tables in the order of their making: a table comes after those that it refers to. */
export const ownTables =
  "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_cf\\_%' ESCAPE '\\' ORDER BY rowid";

/** @param {Bucket} bucket @returns {Promise<StoredObject[]>} */
async function readObjects(bucket) {
  const objects = [];
  /** @type {string | undefined} */
  let cursor;
  do {
    const page = await bucket.list({ cursor, limit: 500 });
    for (const { key, size } of page.objects) {
      const object = await bucket.get(key);
      const hash = createHash("sha256");
      for await (const chunk of object?.body ?? []) hash.update(chunk);
      objects.push({ key, bytes: size, sha256: hash.digest("hex") });
    }
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined);
  return objects.toSorted((a, b) => (a.key < b.key ? -1 : 1));
}
