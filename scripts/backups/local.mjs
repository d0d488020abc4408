/**
 * Backups of the local state: its files, copied while nobody serves it, so that D1, R2 and the rooms are of one moment.
 * Each step works beside its goal and ends with a rename: what is interrupted has changed nothing, and is started over.
 */
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { localConfigPath } from "../local-config.mjs";
import { otherDatabasesOf, storageOf } from "../local-databases.mjs";
import { Refusal } from "../refusal.mjs";
import { openState } from "./local-state.mjs";
import { checksumOf, compareRestored, isComplete, readManifest, verifyFiles, writeManifest } from "./manifest.mjs";
import { requireBound } from "./other-databases.mjs";
import { fillState } from "./remote-files.mjs";
import { isServed, kept, servedBy } from "./served-mark.mjs";
import { namesOf, requireNames, requireTables } from "./state-names.mjs";

/** @typedef {import("./manifest.mjs").Manifest} Manifest */

/**
 * @param {{ state: string, to: string, now: Date, config?: string }} options folders of the state and of the backup; `config` names the state's databases
 * @returns {Promise<Manifest>}
 * @throws {Refusal}
 */
export async function backUpState({ state, to, now, config = localConfigPath }) {
  if (isComplete(to)) throw new Refusal(`There is a backup at ${to} already: name another folder with --to.`);
  if (!existsSync(join(state, kept))) throw new Refusal(`There is no local data in ${state}: run npm start once.`);
  requireQuiet(state);
  const folder = `${to}.partial`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const content = await readState(state, config);
  copyState(state, folder);
  const files = await filesIn(folder);
  /** @type {Manifest} */
  const manifest = {
    ...{ format: 1, kind: "local", source: state, made_at: now.toISOString() },
    ...content,
    names: namesOf(await storageOf(config)),
    missing: [],
    files,
  };
  writeManifest(folder, manifest);
  rmSync(to, { recursive: true, force: true });
  renameSync(folder, to);
  return manifest;
}

/**
 * Restores a backup of either kind to a local state. A database of messages or stories that the backup has not is empty then: the
 * next start makes its tables.
 * @param {{ state: string, from: string, force: boolean, now: Date, config?: string }} options `force`: also over a state that is not empty, which is kept aside; `config` names the state's databases
 * @returns {Promise<{ manifest: Manifest, aside: string | null }>} `aside`: where the state is that was there before
 * @throws {Refusal}
 */
export async function restoreState({ state, from, force, now, config = localConfigPath }) {
  const manifest = readManifest(from);
  requireQuiet(state);
  const fix = "bind it above the environments of wrangler.toml and workers/chat-room/wrangler.toml";
  requireBound(manifest, await otherDatabasesOf(config), { goal: "the local run", fix });
  if (manifest.kind === "local") requireNames(manifest, await storageOf(config));
  if (!force && (await hasAccounts(state, config))) {
    throw new Refusal(
      `${state} is not empty: name another folder with STATE_DIR, or keep what is there aside with --force.`,
    );
  }
  await verifyFiles(from, manifest);
  const work = join(state, "restoring");
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  try {
    if (manifest.kind === "local") copyState(from, work);
    else await fillState(work, from, { manifest, config });
    const restored = await readState(work, config);
    if (manifest.kind === "local") requireTables(manifest, restored, await storageOf(config));
    compareRestored(manifest, restored);
    const aside = setAside(state, now);
    renameSync(join(work, kept), join(state, kept));
    return { manifest, aside };
  } finally {
    rmSync(work, { recursive: true });
  }
}

/** @param {string} state @throws {Refusal} */
function requireQuiet(state) {
  if (!isServed(state)) return;
  throw new Refusal(`${state} is being served: stop npm start first, so that what is copied is of one moment.`);
}

/** @param {string} state @param {string} config @returns {Promise<Required<Pick<Manifest, "tables" | "messageTables" | "objects">>>} */
async function readState(state, config) {
  const open = await openState(state, config);
  try {
    return {
      tables: await open.countRows(),
      messageTables: await open.countOtherRows(),
      objects: await open.readObjects(),
    };
  } finally {
    await open.close();
  }
}

/** An empty, migrated database is not worth a question. @param {string} state @param {string} config */
async function hasAccounts(state, config) {
  if (!existsSync(join(state, kept))) return false;
  const { tables, objects } = await readState(state, config);
  return objects.length > 0 || (tables.users ?? 0) > 0;
}

/** @param {string} state @param {Date} now @returns {string | null} */
function setAside(state, now) {
  if (!existsSync(join(state, kept))) return null;
  const aside = join(state, `before-restore-${now.toISOString().replaceAll(":", "-")}`);
  renameSync(join(state, kept), aside);
  return aside;
}

/** @param {string} from @param {string} to */
function copyState(from, to) {
  const running = join(from, servedBy);
  cpSync(join(from, kept), join(to, kept), { recursive: true, filter: (path) => path !== running });
  chmodSync(join(to, kept), 0o700);
}

/** @param {string} folder @returns {Promise<Manifest["files"]>} */
async function filesIn(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = [];
  for (const entry of entries) {
    const file = join(entry.parentPath, entry.name);
    files.push({ path: relative(folder, file), bytes: statSync(file).size, sha256: await checksumOf(file) });
  }
  return files;
}
