/**
 * Backups of a deployment, by wrangler. D1's export is of one moment; then each R2 object that its rows name is fetched.
 * The rooms' own storage cannot be read from outside: what they had not copied to D1 yet (seconds, while all is well) is
 * not in the backup.
 */
import { existsSync, mkdirSync, readFileSync, appendFileSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { requireLogin, toScript } from "../deploying/requirements.mjs";
import { requireFilledIn } from "../deploying/target.mjs";
import { Refusal } from "../refusal.mjs";
import { byReference, readDump, writeImport } from "./dump.mjs";
import { ownTables } from "./local-state.mjs";
import { checksumOf, compareTables, isComplete, readManifest, verifyFiles, writeManifest } from "./manifest.mjs";
import { addedSince, backedUp, requireBound } from "./other-databases.mjs";
import { fileOf, otherFile, sqlFile } from "./remote-files.mjs";

/** wrangler processes side by side: each takes a second or more, and 100 MB of memory. */
const atOnce = 4;
const attempts = 3;

/**
 * @typedef {import("../deploying/target.mjs").Target} Target
 * @typedef {import("../deploying/wrangler.mjs").Wrangler} Wrangler
 * @typedef {import("./manifest.mjs").Manifest} Manifest
 */

/**
 * Backs up D1 and R2 of an environment. One that was interrupted keeps what it has fetched when it is run again.
 * @param {Target} target
 * @param {{ to: string, now: Date, wrangler: Wrangler }} options
 * @returns {Promise<Manifest>}
 * @throws {Refusal}
 */
export async function backUpRemote(target, { to, now, wrangler }) {
  if (isComplete(to)) throw new Refusal(`There is a backup at ${to} already: name another folder with --to.`);
  requireFilledIn(target);
  await requireLogin(wrangler);
  const folder = `${to}.partial`;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const dump = join(folder, sqlFile);
  await exportDatabase(target, { name: target.database, to: dump, wrangler });
  const { tables, keys } = await readDump(dump);
  const messageTables = await exportOthers(target, { folder, wrangler });
  const found = await inTurn(keys, (key) => fetchObject(target, { key, folder, wrangler }));
  const objects = found.filter((object) => object !== null);
  const missing = keys.filter((_, index) => found[index] === null);
  const files = [sqlFile, ...Object.keys(messageTables).map(otherFile), ...objects.map(({ key }) => fileOf(key))];
  /** @type {Manifest} */
  const manifest = {
    ...{ format: 1, kind: "remote", source: target.environment, made_at: now.toISOString(), tables, messageTables },
    ...{ objects, missing },
    files: await Promise.all(files.map(async (path) => ({ path, ...(await describe(join(folder, path))) }))),
  };
  writeManifest(folder, manifest);
  renameSync(folder, to);
  return manifest;
}

/**
 * Restores a backup of a deployment to an environment: the objects first, which nobody sees without rows, then D1 in one
 * transaction. A database of messages or stories that the backup has not is emptied. One that was interrupted goes on where it was.
 * @param {Target} target
 * @param {{ from: string, force: boolean, wrangler: Wrangler }} options `force`: also over a database that is not empty
 * @returns {Promise<Manifest>}
 * @throws {Refusal}
 */
export async function restoreRemote(target, { from, force, wrangler }) {
  const manifest = readManifest(from);
  if (manifest.kind === "local") {
    throw new Refusal(
      `The backup at ${from} is of a local state: only one made with --remote can be restored remotely.`,
    );
  }
  requireFilledIn(target);
  await requireLogin(wrangler);
  const { otherDatabases } = target.app;
  requireBound(manifest, otherDatabases, { goal: target.environment, fix: "create the databases and bind them" });
  const main = { target, name: target.database, wrangler };
  const there = await tablesOf(main);
  if (!force && there.includes("users") && (await countRows(main, ["users"])).users !== 0) {
    throw new Refusal(
      `${target.database} is not empty: restore to another environment, or add --force to replace all of it.`,
    );
  }
  await verifyFiles(from, manifest);
  const progress = join(from, `restored-to-${target.environment}.txt`);
  const done = new Set(existsSync(progress) ? readFileSync(progress, "utf8").split("\n") : []);
  const open = manifest.objects.filter(({ key }) => !done.has(key));
  await inTurn(open, ({ key }) => storeObject(target, { key, from, progress, wrangler }));
  for (const { database, tables } of backedUp(manifest, otherDatabases)) {
    const other = { target, name: database.name, wrangler };
    await importDatabase(other, join(from, otherFile(database.binding)), await tablesOf(other));
    compareTables(tables, await countRows(other, Object.keys(tables)), ` of ${database.binding}`);
  }
  for (const { name } of addedSince(manifest, otherDatabases)) await emptyDatabase({ target, name, wrangler });
  await importDatabase(main, join(from, sqlFile), there);
  compareTables(manifest.tables, await countRows(main, Object.keys(manifest.tables)));
  rmSync(progress, { force: true });
  return manifest;
}

/** One of the databases of a deployment. @typedef {{ target: Target, name: string, wrangler: Wrangler }} Remote */

/** @param {Target} target @param {{ name: string, to: string, wrangler: Wrangler }} options */
async function exportDatabase(target, { name, to, wrangler }) {
  await wrangler.read(["d1", "export", name, "--remote", "-y", "--output", to, ...toApp(target)]);
}

/**
 * Exports the databases of messages and stories, after the main one. A message that moves meanwhile is in one of them at least:
 * the rooms delete what is doubled, and write what is missing. A text that another one replaces meanwhile stays for an hour.
 * @param {Target} target
 * @param {{ folder: string, wrangler: Wrangler }} options
 */
async function exportOthers(target, { folder, wrangler }) {
  /** @type {Record<string, Record<string, number>>} */
  const tables = {};
  for (const { binding, name } of target.app.otherDatabases) {
    const file = join(folder, otherFile(binding));
    await exportDatabase(target, { name, to: file, wrangler });
    tables[binding] = (await readDump(file)).tables;
  }
  return tables;
}

/** @param {Target} target */
function toApp({ app, environment }) {
  return toScript(app, environment);
}

/**
 * @param {Target} target
 * @param {{ key: string, folder: string, wrangler: Wrangler }} options
 * @returns {Promise<Manifest["objects"][number] | null>} null when it was deleted meanwhile
 */
async function fetchObject(target, { key, folder, wrangler }) {
  const file = join(folder, fileOf(key));
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true });
    const get = [
      "r2",
      "object",
      "get",
      `${target.bucket}/${key}`,
      "--remote",
      "--file",
      `${file}.part`,
      ...toApp(target),
    ];
    if (!(await insist(key, () => wrangler.read(get)))) return null;
    renameSync(`${file}.part`, file);
  }
  return { key, ...(await describe(file)) };
}

/** @param {Target} target @param {{ key: string, from: string, progress: string, wrangler: Wrangler }} options */
async function storeObject(target, { key, from, progress, wrangler }) {
  const file = join(from, fileOf(key));
  const put = ["r2", "object", "put", `${target.bucket}/${key}`, "--remote", "--file", file, ...toApp(target)];
  await insist(key, () => wrangler.read(put));
  appendFileSync(progress, `${key}\n`);
}

/**
 * Returns whether it was done; false when there is no such object.
 * @param {string} key
 * @param {() => Promise<unknown>} act
 */
async function insist(key, act) {
  for (let attempt = 1; ; attempt++) {
    try {
      await act();
      return true;
    } catch (error) {
      if (/specified key does not exist/i.test(String(error))) return false;
      if (attempt < attempts) continue;
      const reason = error instanceof Error ? error.message.split("\n").findLast((line) => line.trim() !== "") : error;
      throw new Refusal(
        `${key} could not be copied (${reason}): run the same command again, and it goes on from here.`,
      );
    }
  }
}

/** @param {Remote} remote @param {string} file of the dump @param {string[]} there tables that are there */
async function importDatabase({ target, name, wrangler }, file, there) {
  const sql = `${file}.import`;
  await writeImport(file, sql, there);
  await wrangler.read(["d1", "execute", name, "--remote", "-y", "--file", sql, ...toApp(target)]);
  rmSync(sql);
}

/**
 * Deletes all rows: nothing that is restored names them, so no sweep would ever come to them.
 * @param {Remote} remote
 */
async function emptyDatabase(remote) {
  const tables = (await tablesOf(remote)).filter((table) => table !== "d1_migrations");
  for (const table of tables.toReversed()) await query(remote, `DELETE FROM "${table}"`);
}

/** @param {Remote} remote @returns {Promise<string[]>} each after those that it refers to */
async function tablesOf(remote) {
  const tables = await query(remote, ownTables);
  return byReference(tables.map(({ name, sql }) => ({ name: String(name), sql: String(sql) })));
}

/** @param {Remote} remote @param {readonly string[]} tables @returns {Promise<Record<string, number>>} */
async function countRows(remote, tables) {
  const columns = tables.map((table) => `(SELECT count(*) FROM "${table}") AS "${table}"`);
  const [row = {}] = await query(remote, `SELECT ${columns.join(", ")}`);
  return Object.fromEntries(Object.entries(row).map(([table, rows]) => [table, Number(rows)]));
}

/** @param {Remote} remote @param {string} sql @returns {Promise<Record<string, unknown>[]>} */
async function query({ target, name, wrangler }, sql) {
  const said = await wrangler.read(["d1", "execute", name, "--remote", "--json", "--command", sql, ...toApp(target)]);
  return JSON.parse(said.slice(said.indexOf("["), said.lastIndexOf("]") + 1))[0].results;
}

/** @param {string} file */
async function describe(file) {
  return { bytes: statSync(file).size, sha256: await checksumOf(file) };
}

/**
 * Does something with each item, some at once, and returns the outcomes in order. After a failure no more are begun.
 * @template Item, Outcome
 * @param {readonly Item[]} items
 * @param {(item: Item) => Promise<Outcome>} act
 * @returns {Promise<Outcome[]>}
 */
async function inTurn(items, act) {
  /** @type {Outcome[]} */
  const outcomes = [];
  /** @type {unknown[]} */
  const failures = [];
  const open = items.map((item, index) => ({ item, index }));
  const lane = async () => {
    for (let next = open.shift(); next && failures.length === 0; next = open.shift()) {
      outcomes[next.index] = await act(next.item);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, () => lane().catch((error) => failures.push(error))));
  if (failures.length > 0) throw failures[0];
  return outcomes;
}
