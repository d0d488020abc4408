/** Backups of a local state that binds databases of messages and of stories beside the main one. */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate } from "../prepare.mjs";
import { openState } from "./local-state.mjs";
import { backUpState, restoreState } from "./local.mjs";
import { sizeOf, writeManifest, type Manifest } from "./manifest.mjs";
import { configIn } from "./test-config";

const folder = mkdtempSync(join(tmpdir(), "heartfelt-local-others-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const now = new Date("2026-01-02T03:04:05Z");
const state = join(folder, "state");
const backup = join(folder, "backup");

const both = configIn(folder, "MESSAGES_DB_0", "STORIES_DB_0");

const person =
  "INSERT INTO users (id, email, display_name, password_hash, created_at) VALUES ('a', 'a@example.org', 'A', '', 1)";
const message =
  "INSERT INTO messages (connection_id, seq, sender_id, content, created_at) VALUES ('c', ?1, 'a', 'Hello', 1)";
const text = "INSERT INTO story_texts (author_id, version, story_id, body, due_at) VALUES ('a', ?1, 's', 'Once', NULL)";

/** A person, two messages and a text, each in the database where it belongs. */
beforeAll(async () => {
  await migrate(state, both);
  const { query, queryOf, close } = await openState(state, both);
  await query(person);
  for (const seq of [1, 2]) await queryOf("MESSAGES_DB_0")(message, seq);
  await queryOf("STORIES_DB_0")(text, "v");
  await close();
});

async function countsOf(config: string, of = state) {
  const open = await openState(of, config);
  const counts = { main: await open.countRows(), others: await open.countOtherRows() };
  await open.close();
  return counts;
}

test("a backup counts the rows of each database, and after a wipe a restore brings them back", async () => {
  const before = await countsOf(both);
  const manifest = await backUpState({ state, to: backup, now, config: both });
  expect(manifest.messageTables).toMatchObject({ MESSAGES_DB_0: { messages: 2 }, STORIES_DB_0: { story_texts: 1 } });
  const tables = [before.main, ...Object.values(before.others)].flatMap((each) => Object.values(each));
  expect(sizeOf(manifest)).toEqual({ rows: tables.reduce((sum, rows) => sum + rows), tables: tables.length });
  rmSync(join(state, "v3"), { recursive: true });
  await restoreState({ state, from: backup, force: false, now, config: both });
  expect(await countsOf(both)).toEqual(before);
});

test("where one of them is not bound a restore says how to bind it, and changes nothing", async () => {
  const before = await countsOf(both);
  const attempt = restoreState({ state, from: backup, force: true, now, config: configIn(folder, "MESSAGES_DB_0") });
  await expect(attempt).rejects.toThrow(
    "The backup has messages or stories in STORIES_DB_0, which the local run does not bind: bind it above the environments of wrangler.toml and workers/chat-room/wrangler.toml as in the README",
  );
  expect(await countsOf(both)).toEqual(before);
  const elsewhere = join(folder, "elsewhere");
  await expect(restoreState({ state: elsewhere, from: backup, force: false, now })).rejects.toThrow(
    "MESSAGES_DB_0, STORIES_DB_0, which the local run does not bind",
  );
  expect(existsSync(elsewhere)).toBe(false);
});

test("where a database_id or a bucket_name is another one now, a restore says what to set back, and changes nothing", async () => {
  const before = [await countsOf(both), readdirSync(state)];
  const renamed = (from: string, to: string) => {
    const config = join(folder, "renamed.toml");
    writeFileSync(config, readFileSync(both, "utf8").replace(from, to));
    return config;
  };
  const restore = (config: string, from = backup) => restoreState({ state, from, force: true, now, config });
  const back = "set it back in wrangler.toml and workers/chat-room/wrangler.toml, and run npm run restore again.";
  await expect(restore(renamed('database_id = "STORIES_DB_0"', 'database_id = "other"'))).rejects.toThrow(
    `The backup has STORIES_DB_0 under the database_id "STORIES_DB_0", which is "other" now: ${back}`,
  );
  await expect(restore(renamed('bucket_name = "heartfelt-images"', 'bucket_name = "other"'))).rejects.toThrow(
    `The backup has R2_BUCKET under the bucket_name "heartfelt-images", which is "other" now: ${back}`,
  );
  const older = `${backup}-older`; // its manifest does not name them
  cpSync(backup, older, { recursive: true });
  const { names: _, ...manifest } = JSON.parse(readFileSync(join(backup, "manifest.json"), "utf8")) as Manifest;
  writeManifest(older, manifest);
  await expect(restore(renamed('database_id = "STORIES_DB_0"', 'database_id = "other"'), older)).rejects.toThrow(
    `Nothing of STORIES_DB_0 is in the backup under its database_id, which is "other" now: ${back}`,
  );
  expect([await countsOf(both), readdirSync(state)]).toEqual(before);
});

test("a database that came back with other rows than it had is named, and nothing is restored", async () => {
  const before = await countsOf(both);
  const manifest = JSON.parse(readFileSync(join(backup, "manifest.json"), "utf8")) as {
    messageTables: { MESSAGES_DB_0: { messages: number } };
  };
  manifest.messageTables.MESSAGES_DB_0.messages = 3;
  const other = `${backup}-other`;
  cpSync(backup, other, { recursive: true });
  writeFileSync(join(other, "manifest.json"), JSON.stringify(manifest));
  await expect(restoreState({ state, from: other, force: true, now, config: both })).rejects.toThrow(
    "The table messages of MESSAGES_DB_0 came back with 2 rows instead of 3.",
  );
  expect(await countsOf(both)).toEqual(before);
});

test("one that was bound after the backup is empty after a restore, and the next start makes its tables", async () => {
  const three = configIn(folder, "MESSAGES_DB_0", "STORIES_DB_0", "STORIES_DB_1");
  const before = await countsOf(both);
  await migrate(state, three);
  const { queryOf, close } = await openState(state, three);
  await queryOf("STORIES_DB_1")(text, "w");
  await close();
  const { aside } = await restoreState({ state, from: backup, force: true, now, config: three });
  expect(aside).not.toBeNull();
  expect((await countsOf(three)).others.STORIES_DB_1).toEqual({});
  await migrate(state, three);
  const { main, others } = await countsOf(three);
  expect([main, others]).toEqual([before.main, { ...before.others, STORIES_DB_1: expect.anything() }]);
  expect(others.STORIES_DB_1).toMatchObject({ story_texts: 0 });
});
