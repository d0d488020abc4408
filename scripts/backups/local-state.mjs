/** The local state as it lies on disk: D1, R2 and the rooms, as Miniflare keeps them. */
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { Miniflare } from "miniflare";
import { localConfigPath } from "../local-config.mjs";
import { otherDatabasesOf, storageOf } from "../local-databases.mjs";
import { patientFetch } from "../patient-fetch.mjs";
import { kept } from "./served-mark.mjs";

/**
 * @typedef {{ key: string, bytes: number, sha256: string }} StoredObject
 * @typedef {Record<string, unknown>[]} Rows
 *
 * @typedef {object} OpenState
 * @property {(sql: string, ...values: unknown[]) => Promise<Rows>} query of the main database
 * @property {(binding: string) => (sql: string, ...values: unknown[]) => Promise<Rows>} queryOf of any other one
 * @property {(binding: string, statements: readonly string[]) => Promise<Rows[]>} batch the rows of each statement, all of them or none
 * @property {() => Promise<Record<string, number>>} countRows of each table by name
 * @property {() => Promise<Record<string, Record<string, number>>>} countOtherRows the same of each database of messages or stories by its binding
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
 * @param {string} [config] that names its databases and its bucket
 * @returns {Promise<OpenState>}
 */
export async function openState(state, config = localConfigPath) {
  const others = (await otherDatabasesOf(config)).map(({ binding }) => binding);
  const server = new Miniflare({
    modules: true,
    scriptPath: fileURLToPath(new URL("state-worker.mjs", import.meta.url)),
    cf: false,
    defaultPersistRoot: join(state, kept),
    ...(await storageOf(config)),
  });
  return stateAt(await server.ready, others, () => server.dispose());
}

/**
 * @param {URL} address of the worker
 * @param {readonly string[]} others bindings of the databases of messages and stories
 * @param {() => Promise<void>} close
 * @returns {OpenState}
 */
function stateAt(address, others, close) {
  const ask = async (/** @type {string} */ path, /** @type {RequestInit} */ request = {}) => {
    const answer = await patientFetch(new URL(path, address).href, request);
    if (answer.ok || answer.status === 404) return answer;
    throw new Error(`The local state answered ${answer.status}: ${(await answer.text()).slice(0, 500)}`);
  };
  const queryOf =
    (/** @type {string} */ binding) =>
    async (/** @type {string} */ sql, /** @type {unknown[]} */ ...values) => {
      const answer = await ask("/query", { method: "POST", body: JSON.stringify({ binding, sql, values }) });
      return /** @type {Rows} */ (await answer.json());
    };
  const query = queryOf("DB");
  const batch = async (/** @type {string} */ binding, /** @type {readonly string[]} */ statements) => {
    const answer = await ask("/batch", { method: "POST", body: JSON.stringify({ binding, statements }) });
    return /** @type {Rows[]} */ (await answer.json());
  };
  const objectAt = (/** @type {string} */ key) => `/object?key=${encodeURIComponent(key)}`;
  return {
    query,
    queryOf,
    batch,
    countRows: () => countRows(query),
    async countOtherRows() {
      /** @type {Record<string, Record<string, number>>} */
      const counts = {};
      for (const binding of others) counts[binding] = await countRows(queryOf(binding));
      return counts;
    },
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
  const tables = (await query(ownTables)).map(({ name }) => String(name));
  if (tables.length === 0) return {};
  const columns = tables.map((table) => `(SELECT count(*) FROM "${table}") AS "${table}"`);
  const [counts = {}] = await query(`SELECT ${columns.join(", ")}`);
  return Object.fromEntries(tables.map((table) => [table, Number(counts[table])]));
}
