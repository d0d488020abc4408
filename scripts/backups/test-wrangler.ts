/** For tests of a deployment's backups: a wrangler whose Cloudflare is a local state. D1's export is its own, and so is what an import takes for statements. */
import { readFileSync, writeFileSync } from "node:fs";
import { testTarget } from "../deploying/test-target";
import { statementsIn } from "../sql-file.mjs";
import { openState } from "./local-state.mjs";

export interface Remote {
  /** The folder of its main database and its files. Another database has a folder of its own beside it. */
  state: string;
  /** The commands on objects, each with its key. */
  objects: string[];
  failing?: (command: string) => boolean;
}

/** The states that are open, by their folders: to open one takes a second of a core. */
const opened = new Map<string, ReturnType<typeof openState>>();

/** Returns a state that stays open until {@link closeStates}. While it is, nothing else may write to it. */
export function opening(state: string): ReturnType<typeof openState> {
  const open = opened.get(state) ?? openState(state);
  opened.set(state, open);
  return open;
}

export async function closeStates(): Promise<void> {
  for (const open of opened.values()) await (await open).close();
  opened.clear();
}

/**
 * A wrangler that does to a local state what the real one does to an account. One command after the other, however many come
 * at once.
 */
export function wranglerOf(remote: Remote) {
  let turn: Promise<unknown> = Promise.resolve();
  const read = (parameters: string[]): Promise<string> => {
    const mine = turn.then(() => run(parameters));
    turn = mine.catch(() => {});
    return mine;
  };
  const run = async (parameters: string[]): Promise<string> => {
    const command = parameters.join(" ");
    if (remote.failing?.(command)) throw new Error(`wrangler ended with 1.\nThe network is down.`);
    if (command === "whoami") return "You are logged in";
    const open = await opening(command.startsWith("d1") ? stateOf(remote, parameters[2]!) : remote.state);
    if (command.startsWith("d1 export")) return exportTo(open, after(parameters, "--output"));
    if (command.startsWith("d1 execute") && command.includes("--file")) {
      return importFile(open, after(parameters, "--file"));
    }
    if (command.startsWith("d1 execute")) return answer(open, after(parameters, "--command"));
    remote.objects.push(`${parameters[2]} ${keyIn(parameters)}`);
    return object(open, parameters);
  };
  return { read, act: async () => ({ versionId: null, addresses: [] }) };
}

/** Returns the folder of a database by its name. */
export function stateOf({ state }: Remote, database: string): string {
  return database === testTarget.database ? state : `${state}-${database}`;
}

type State = Awaited<ReturnType<typeof openState>>;
const keyIn = (parameters: string[]) => parameters[3]!.replace("heartfelt-images/", "");
const after = (parameters: string[], flag: string) => parameters[parameters.indexOf(flag) + 1]!;

/** As wrangler imports into a local database: what it takes for the statements of a file, in one transaction. */
async function importFile({ batch }: State, file: string): Promise<string> {
  await batch("DB", await statementsIn(file));
  return "Done!";
}

async function exportTo({ query }: State, file: string): Promise<string> {
  const [dump] = await query("PRAGMA miniflare_d1_export(?,?,?);", 0, 0);
  writeFileSync(file, Object.values(dump!).join("\n"));
  return "Done!";
}

async function answer({ query }: State, sql: string): Promise<string> {
  return `notice\n${JSON.stringify([{ results: await query(sql) }])}`;
}

async function object({ putObject, readObject }: State, parameters: string[]): Promise<string> {
  const key = keyIn(parameters);
  const file = after(parameters, "--file");
  if (parameters[2] === "put") return String(await putObject(key, new Uint8Array(readFileSync(file))));
  const found = await readObject(key);
  if (!found) throw new Error("The specified key does not exist.");
  writeFileSync(file, found);
  return "";
}

/** All that is in a state: every row of every table, and every file's checksum. It stays open. */
export async function contentOf(state: string) {
  const open = await opening(state);
  const tables = Object.keys(await open.countRows());
  const rows = await open.batch(
    "DB",
    tables.map((table) => `SELECT * FROM "${table}"`),
  );
  return { rows: Object.fromEntries(tables.map((table, at) => [table, rows[at]])), objects: await open.readObjects() };
}
