/**
 * Migrations of local databases, in the way of `wrangler d1 migrations apply`, whose list of them this keeps. Wrangler itself starts
 * a runtime for each migration: a new database took it 40 s of a core.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { statementsIn } from "./sql-file.mjs";

/** @typedef {import("./backups/local-state.mjs").OpenState} OpenState */

/** The table as wrangler makes it. */
const makeList = `CREATE TABLE IF NOT EXISTS d1_migrations (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT UNIQUE,
  applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
)`;

/**
 * Applies those that a database lacks, in order, each in a transaction.
 * @param {OpenState} state
 * @param {string} binding of the database
 * @param {string} folder of its migrations
 */
export async function applyMigrations(state, binding, folder) {
  const [, applied = []] = await state.batch(binding, [makeList, "SELECT name FROM d1_migrations"]);
  const known = new Set(applied.map(({ name }) => name));
  for (const name of migrationsIn(folder).filter((each) => !known.has(each))) {
    const statements = await statementsIn(join(folder, name));
    await state.batch(binding, [...statements, `INSERT INTO d1_migrations (name) VALUES ('${name}')`]);
  }
}

/** Returns the names of a folder's migrations, in order. @param {string} folder */
export function migrationsIn(folder) {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .toSorted();
}
