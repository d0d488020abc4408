/** For tests of a deployment's backups: a wrangler whose Cloudflare is a local state. D1's export and import are wrangler's own. */
import { readFileSync, writeFileSync } from "node:fs";
import { localConfigPath } from "../local-config.mjs";
import { runTool } from "../run.mjs";
import { testTarget } from "../deploying/test-target";
import { openState } from "./local-state.mjs";

export interface Remote {
  /** The folder of its main database and its files. Another database has a folder of its own beside it. */
  state: string;
  /** The commands on objects, each with its key. */
  objects: string[];
  failing?: (command: string) => boolean;
}

/**
 * A wrangler that does to a local state what the real one does to an account. One command after the other, however many come
 * at once: two processes that write to one state lock each other out.
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
    const state = command.startsWith("d1") ? stateOf(remote, parameters[2]!) : remote.state;
    if (command.includes("--file") && command.startsWith("d1")) return importFile(state, after(parameters, "--file"));
    const open = await openState(state);
    try {
      if (command.startsWith("d1 export")) return await exportTo(open, after(parameters, "--output"));
      if (command.startsWith("d1 execute")) return await answer(open, after(parameters, "--command"));
      remote.objects.push(`${parameters[2]} ${keyIn(parameters)}`);
      return await object(open, parameters);
    } finally {
      await open.close();
    }
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

async function importFile(state: string, file: string): Promise<string> {
  const local = ["--local", "-c", localConfigPath, "--persist-to", state];
  return runTool("wrangler", ["d1", "execute", "heartfelt-db", ...local, "-y", "--file", file], {
    env: { CI: "true" },
  });
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

/** All that is in a state: every row of every table, and every file's checksum. */
export async function contentOf(state: string) {
  const open = await openState(state);
  const tables = Object.keys(await open.countRows());
  const rows: Record<string, unknown> = {};
  for (const table of tables) rows[table] = await open.query(`SELECT * FROM "${table}"`);
  const objects = await open.readObjects();
  await open.close();
  return { rows, objects };
}
