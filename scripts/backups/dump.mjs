/** D1's export: SQL text with the tables, their rows (one statement a line), then indexes and triggers. Read as a stream. */
import { createReadStream, createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { once } from "node:events";

/** @typedef {{ kind: "table" | "row" | "rest", line: string }} DumpLine */

/** R2 keys as they stand in a row: the storage's folders, then no more than the characters of an id and a type. */
const keysInRow = /'((?:public|private)\/[\w-]+(?:\/[\w-]+)*\.?\w*)'/g;

const references = /\bREFERENCES ["`']?(\w+)/gi;

/** Rows of this table name objects that must go, and may be gone. */
const removals = "pending_removals";

/**
 * @param {string} file
 * @returns {AsyncGenerator<DumpLine>} without the pragma at its beginning
 */
async function* linesOf(file) {
  /** @type {DumpLine["kind"]} */
  let kind = "table";
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    if (kind !== "rest") kind = kindAfter(kind, line);
    if (!line.startsWith("PRAGMA ")) yield { kind, line };
  }
}

/** After the first index or trigger come more of them alone. @param {DumpLine["kind"]} before @param {string} line */
function kindAfter(before, line) {
  if (/^CREATE (UNIQUE )?INDEX |^CREATE (TRIGGER|VIEW) /i.test(line)) return "rest";
  if (/^(INSERT INTO|DELETE FROM|ANALYZE) /.test(line)) return "row";
  return line.startsWith("CREATE TABLE") ? "table" : before;
}

/**
 * Returns what a dump holds.
 * @param {string} file
 * @returns {Promise<{ tables: Record<string, number>, keys: string[] }>} rows by table, and the R2 keys that they name
 */
export async function readDump(file) {
  /** @type {Record<string, number>} */
  const tables = {};
  /** @type {Set<string>} */
  const keys = new Set();
  for await (const { kind, line } of linesOf(file)) {
    const made = kind === "table" ? /^CREATE TABLE (?:IF NOT EXISTS )?["`']?(\w+)/.exec(line)?.[1] : undefined;
    if (made) tables[made] = 0;
    const filled = kind === "row" ? /^INSERT INTO "(\w+)"/.exec(line)?.[1] : undefined;
    if (filled === undefined || !(filled in tables)) continue;
    tables[filled] = (tables[filled] ?? 0) + 1;
    if (filled === removals) continue;
    for (const [, key = ""] of line.matchAll(keysInRow)) keys.add(key);
  }
  return { tables, keys: [...keys].toSorted() };
}

/**
 * Returns the names of tables, each after those that it refers to. The order of their making is not enough: a column that
 * was added later may refer to a table that was made later.
 * @param {readonly { name: string, sql: string }[]} tables `sql`: the statement that makes the table
 * @returns {string[]}
 */
export function byReference(tables) {
  const known = new Map(tables.map(({ name, sql }) => [name, sql]));
  /** @type {Set<string>} */
  const seen = new Set();
  /** @param {string} name @returns {string[]} */
  const withReferences = (name) => {
    if (seen.has(name)) return [];
    seen.add(name);
    const referred = [...(known.get(name) ?? "").matchAll(references)].map(([, to = ""]) => to);
    return [...referred.filter((to) => known.has(to)).flatMap(withReferences), name];
  };
  return tables.flatMap(({ name }) => withReferences(name));
}

/**
 * Writes SQL that makes a database what a dump says. All tables are made before the first row: a row may refer to a table
 * that the dump makes later.
 * @param {string} file of the dump
 * @param {string} to the SQL
 * @param {readonly string[]} dropped tables that are there, each after those that it refers to
 */
export async function writeImport(file, to, dropped) {
  const output = createWriteStream(to, { mode: 0o600 });
  const write = async (/** @type {string} */ line) => {
    if (!output.write(`${line}\n`)) await once(output, "drain");
  };
  await write("PRAGMA defer_foreign_keys=TRUE;");
  for (const table of dropped.toReversed()) await write(`DROP TABLE IF EXISTS "${table}";`);
  for (const wanted of /** @type {const} */ (["table", "row", "rest"])) {
    for await (const { kind, line } of linesOf(file)) if (kind === wanted) await write(line);
  }
  output.end();
  await once(output, "finish");
}
