/** The local state as it lies on disk: D1, R2 and the rooms, as Miniflare keeps them. */
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { Miniflare } from "miniflare";
import { unstable_readConfig as readConfig } from "wrangler";
import { localConfigPath, writeLocalConfig } from "../local-config.mjs";
import { patientFetch } from "../patient-fetch.mjs";
import { kept } from "./served-mark.mjs";

/**
 * @typedef {{ key: string, bytes: number, sha256: string }} StoredObject
 * @typedef {Record<string, unknown>[]} Rows
 *
 * @typedef {object} OpenState
 * @property {(sql: string, ...values: unknown[]) => Promise<Rows>} query
 * @property {() => Promise<Record<string, number>>} countRows of each table by name
 * @property {() => Promise<StoredObject[]>} readObjects all of R2, by key
 * @property {(key: string) => Promise<Uint8Array | null>} readObject null when there is none
 * @property {(key: string, bytes: Uint8Array) => Promise<void>} putObject
 * @property {() => Promise<void>} close
 */

/** Lists our tables, with the SQL that makes them, in the order of their making. */
export const ownTables =
  "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_cf\\_%' ESCAPE '\\' ORDER BY rowid";

/**
 * Opens D1 and R2 of a state that nobody serves. What is asked of them is one request each, on a connection of its own:
 * Miniflare's own stubs ask several times for one call, some of it while this process stands still.
 * @param {string} state folder
 * @returns {Promise<OpenState>}
 */
export async function openState(state) {
  writeLocalConfig();
  /** @type {{ d1_databases: { binding: string, database_id: string }[], r2_buckets: { binding: string, bucket_name: string }[] }} */
  const { d1_databases: databases, r2_buckets: buckets } = readConfig({ config: localConfigPath });
  const server = new Miniflare({
    modules: true,
    scriptPath: fileURLToPath(new URL("state-worker.mjs", import.meta.url)),
    cf: false,
    defaultPersistRoot: join(state, kept),
    d1Databases: Object.fromEntries(databases.map(({ binding, database_id }) => [binding, database_id])),
    r2Buckets: Object.fromEntries(buckets.map(({ binding, bucket_name }) => [binding, bucket_name])),
  });
  return stateAt(await server.ready, () => server.dispose());
}

/**
 * @param {URL} address of the worker
 * @param {() => Promise<void>} close
 * @returns {OpenState}
 */
function stateAt(address, close) {
  const ask = async (/** @type {string} */ path, /** @type {RequestInit} */ request = {}) => {
    const answer = await patientFetch(new URL(path, address).href, request);
    if (answer.ok || answer.status === 404) return answer;
    throw new Error(`The local state answered ${answer.status}: ${(await answer.text()).slice(0, 500)}`);
  };
  const query = async (/** @type {string} */ sql, /** @type {unknown[]} */ ...values) => {
    const answer = await ask("/query", { method: "POST", body: JSON.stringify({ sql, values }) });
    return /** @type {Rows} */ (await answer.json());
  };
  const objectAt = (/** @type {string} */ key) => `/object?key=${encodeURIComponent(key)}`;
  return {
    query,
    countRows: () => countRows(query),
    readObjects: async () => /** @type {StoredObject[]} */ (await (await ask("/objects")).json()),
    async readObject(key) {
      const answer = await ask(objectAt(key));
      return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null;
    },
    async putObject(key, bytes) {
      await ask(objectAt(key), { method: "PUT", body: /** @type {BufferSource} */ (bytes) });
    },
    close,
  };
}

/** @param {OpenState["query"]} query @returns {Promise<Record<string, number>>} */
async function countRows(query) {
  /** @type {[string, number][]} */
  const counts = [];
  for (const { name } of await query(ownTables)) {
    const [row] = await query(`SELECT count(*) AS n FROM "${name}"`);
    counts.push([String(name), Number(row?.n)]);
  }
  return Object.fromEntries(counts);
}
