/** The files of a deployment's backup in its folder, and their way into a local state: to look at it, or to try it out. */
import { openAsBlob, rmSync } from "node:fs";
import { join } from "node:path";
import { statementsIn } from "../sql-file.mjs";
import { writeImport } from "./dump.mjs";
import { openState } from "./local-state.mjs";

export const sqlFile = "database.sql";

/** @param {string} binding of a database of messages or stories */
export function otherFile(binding) {
  return `${binding}.sql`;
}

/** @param {string} key of an R2 object; its characters are those of `readDump` */
export function fileOf(key) {
  return join("objects", key);
}

/**
 * Fills an empty state. The rooms find their conversations in D1 again.
 * @param {string} state folder
 * @param {string} from folder of the backup
 * @param {{ manifest: import("./manifest.mjs").Manifest, config: string }} options `config` binds each database of the backup
 */
export async function fillState(state, from, { manifest: { objects, messageTables = {} }, config }) {
  const dumps = [["DB", sqlFile], ...Object.keys(messageTables).map((binding) => [binding, otherFile(binding)])];
  const open = await openState(state, config);
  try {
    for (const [binding = "", dump = ""] of dumps) {
      const sql = join(state, "import.sql");
      await writeImport(join(from, dump), sql, []);
      await open.batch(binding, await statementsIn(sql));
      rmSync(sql);
    }
    for (const { key } of objects) {
      const file = await openAsBlob(join(from, fileOf(key)));
      await open.putObject(key, new Uint8Array(await file.arrayBuffer()));
    }
  } finally {
    await open.close();
  }
}
