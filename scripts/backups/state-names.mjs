/**
 * The names under which a local state keeps its databases and its bucket: what the config calls them. A backup of it is a copy, so
 * under other names none of it is found.
 */
import { Refusal } from "../refusal.mjs";

/** @typedef {import("./manifest.mjs").Manifest} Manifest */
/** @typedef {{ d1Databases: Record<string, string>, r2Buckets: Record<string, string> }} Storage names by binding, as `storageOf` returns them */

const setBack =
  "set it back in wrangler.toml and workers/chat-room/wrangler.toml, and run npm run restore again. Nothing was restored.";

/** @param {Storage} storage @returns {Record<string, string>} */
export function namesOf({ d1Databases, r2Buckets }) {
  return { ...d1Databases, ...r2Buckets };
}

/**
 * @param {Manifest} manifest
 * @param {Storage} storage of the goal
 * @throws {Refusal} when a name is not the one of then. A backup from before they were noted passes.
 */
export function requireNames({ names = {} }, storage) {
  const now = namesOf(storage);
  for (const [binding, name] of Object.entries(names)) {
    if (now[binding] === undefined || now[binding] === name) continue;
    const setting = binding in storage.r2Buckets ? "bucket_name" : "database_id";
    throw new Refusal(
      `The backup has ${binding} under the ${setting} "${name}", which is "${now[binding]}" now: ${setBack}`,
    );
  }
}

/**
 * @param {Manifest} manifest
 * @param {Pick<Required<Manifest>, "tables" | "messageTables">} restored
 * @param {Storage} storage of the goal
 * @throws {Refusal} when nothing of a database came back, as where it had another name
 */
export function requireTables({ tables, messageTables = {} }, restored, { d1Databases }) {
  /** @type {Record<string, Record<string, number>>} */
  const found = { DB: restored.tables, ...restored.messageTables };
  for (const [binding, wanted] of Object.entries({ DB: tables, ...messageTables })) {
    if (Object.keys(wanted).length === 0 || Object.keys(found[binding] ?? {}).length > 0) continue;
    const id = d1Databases[binding];
    throw new Refusal(`Nothing of ${binding} is in the backup under its database_id, which is "${id}" now: ${setBack}`);
  }
}
