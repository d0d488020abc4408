/** Backups of a deployment, with a wrangler whose Cloudflare is a local state: D1's export and import are wrangler's own. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { localConfigPath } from "../local-config.mjs";
import { migrate } from "../prepare.mjs";
import { runTool } from "../run.mjs";
import { openState } from "./local-state.mjs";
import { restoreState } from "./local.mjs";
import { backUpRemote, restoreRemote } from "./remote.mjs";

const folder = mkdtempSync(join(tmpdir(), "heartfelt-remote-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const target = {
  environment: "staging",
  rooms: {
    name: "heartfelt-api",
    config: "workers/chat-room/wrangler.toml",
    databaseId: "an-id",
    otherDatabases: [],
  },
  app: { name: "heartfelt", config: "wrangler.toml", databaseId: "an-id", otherDatabases: [] },
  database: "heartfelt-db",
  bucket: "heartfelt-images",
  domain: null,
  turnstileSiteKey: "",
};
const now = new Date("2026-01-02T03:04:05Z");

interface Remote {
  state: string;
  /** The commands on objects, each with its key. */
  objects: string[];
  failing?: (command: string) => boolean;
}

/**
 * A wrangler that does to a local state what the real one does to an account. One command after the other, however many come
 * at once: two processes that write to one state lock each other out.
 */
function wranglerOf(remote: Remote) {
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
    if (command.includes("--file") && command.startsWith("d1")) return importFile(remote, after(parameters, "--file"));
    const open = await openState(remote.state);
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

type State = Awaited<ReturnType<typeof openState>>;
const keyIn = (parameters: string[]) => parameters[3]!.replace("heartfelt-images/", "");
const after = (parameters: string[], flag: string) => parameters[parameters.indexOf(flag) + 1]!;

async function importFile({ state }: Remote, file: string): Promise<string> {
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

const production: Remote = { state: join(folder, "production"), objects: [] };
const text = `It's "so"; -- a line\nand another, 👋; INSERT INTO "users" VALUES(1);`;

/** Two people with a photo, a message that looks like SQL, and a row that names a file which is gone. */
beforeAll(async () => {
  await migrate(production.state);
  const { query: run, putObject, close } = await openState(production.state);
  for (const id of ["a", "b"]) {
    await run(
      "INSERT INTO users (id, email, display_name, password_hash, created_at) VALUES (?1, ?1 || '@example.org', ?1, '', 1)",
      id,
    );
  }
  await run(
    "INSERT INTO stories (id, author_id, body, status, created_at, updated_at) VALUES ('s', 'a', ?, 'published', 1, 1)",
    text,
  );
  const photo = `INSERT INTO story_images (id, owner_id, story_id, public_key, public_type, public_bytes, width, height, thumbhash, created_at)
    VALUES (?1, 'a', 's', 'public/images/' || ?1 || '.jpg', 'image/jpeg', 3, 1, 1, '', 1)`;
  for (const id of ["p1", "p2", "gone"]) await run(photo, id);
  await run("UPDATE story_images SET small_key = 'public/images/p1/960.jpg', small_bytes = 2 WHERE id = 'p1'");
  await run(
    "INSERT INTO connections (id, asker_id, author_id, status, created_at, updated_at) VALUES ('c', 'b', 'a', 'accepted', 1, 1)",
  );
  const message =
    "INSERT INTO messages (connection_id, seq, sender_id, content, created_at) VALUES ('c', ?, 'b', ?, 1)";
  for (const seq of [1, 2]) await run(message, seq, text);
  await run("INSERT INTO pending_removals VALUES ('public/images/unnamed.jpg', 1)");
  await putObject("public/images/p1.jpg", new Uint8Array([1, 2, 3]));
  await putObject("public/images/p1/960.jpg", new Uint8Array([7, 8]));
  await putObject("public/images/p2.jpg", new Uint8Array([4, 5, 6]));
  await close();
});

/** All that is in a state: every row of every table, and every file's checksum. */
async function contentOf(state: string) {
  const open = await openState(state);
  const tables = Object.keys(await open.countRows());
  const rows: Record<string, unknown> = {};
  for (const table of tables) rows[table] = await open.query(`SELECT * FROM "${table}"`);
  const objects = await open.readObjects();
  await open.close();
  return { rows, objects };
}

const backup = join(folder, "backup");

test("a backup that breaks off is completed by the same command, which fetches no file twice", async () => {
  production.failing = (command) => command.includes("p2.jpg");
  const attempt = () => backUpRemote(target, { to: backup, now, wrangler: wranglerOf(production) });
  await expect(attempt()).rejects.toThrow("run the same command again");
  await expect(restoreRemote(target, { from: backup, force: false, wrangler: wranglerOf(production) })).rejects.toThrow(
    "There is no backup",
  );
  production.failing = undefined;
  const manifest = await attempt();
  expect(production.objects.filter((object) => object === "get public/images/p1.jpg")).toHaveLength(1);
  const keys = ["public/images/p1.jpg", "public/images/p1/960.jpg", "public/images/p2.jpg"];
  expect(manifest.objects.map(({ key }) => key).toSorted()).toEqual(keys);
  expect(manifest.missing).toEqual(["public/images/gone.jpg"]);
  expect(manifest.tables).toMatchObject({ users: 2, messages: 2, story_images: 3 });
  await expect(attempt()).rejects.toThrow("There is a backup at");
});

test("a restore brings back every row and file, goes on where it broke off, and asks before it replaces anything", async () => {
  const staging: Remote = { state: join(folder, "staging"), objects: [] };
  const attempt = (force = false) => restoreRemote(target, { from: backup, force, wrangler: wranglerOf(staging) });
  staging.failing = (command) => command.startsWith("d1 execute") && command.includes("--file");
  await expect(attempt()).rejects.toThrow("The network is down");
  staging.failing = undefined;
  await attempt();
  expect(staging.objects.toSorted()).toEqual(
    ["p1.jpg", "p1/960.jpg", "p2.jpg"].map((name) => `put public/images/${name}`),
  );
  expect(await contentOf(staging.state)).toEqual(await contentOf(production.state));
  await expect(attempt()).rejects.toThrow("is not empty");
  await attempt(true);
  expect(await contentOf(staging.state)).toEqual(await contentOf(production.state));
  expect(existsSync(join(backup, "restored-to-staging.txt"))).toBe(false);
});

test("a backup of a deployment becomes a local state, to be looked at", async () => {
  const state = join(folder, "local");
  await restoreState({ state, from: backup, force: false, now });
  expect(await contentOf(state)).toEqual(await contentOf(production.state));
});

test("a damaged backup is refused before anything changes", async () => {
  writeFileSync(join(backup, "objects/public/images/p1.jpg"), "other");
  const state = join(folder, "untouched");
  await expect(restoreState({ state, from: backup, force: false, now })).rejects.toThrow("is damaged");
  expect(existsSync(state)).toBe(false);
});
