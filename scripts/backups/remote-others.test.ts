/** Backups of a deployment whose messages and stories have databases of their own. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate } from "../prepare.mjs";
import { openState } from "./local-state.mjs";
import { restoreState } from "./local.mjs";
import { backUpRemote, restoreRemote } from "./remote.mjs";
import { testTarget } from "../deploying/test-target";
import { configIn } from "./test-config";
import { closeStates, contentOf, opening, stateOf, wranglerOf, type Remote } from "./test-wrangler";

const folder = mkdtempSync(join(tmpdir(), "heartfelt-others-"));
afterAll(async () => {
  await closeStates();
  rmSync(folder, { recursive: true, force: true });
});

const messages = { binding: "MESSAGES_DB_0", name: "messages-0", id: "m0" };
const texts = { binding: "STORIES_DB_0", name: "stories-0", id: "s0" };
const laterTexts = { binding: "STORIES_DB_1", name: "stories-1", id: "s1" };

function binding(...otherDatabases: (typeof texts)[]) {
  const [app, rooms] = [testTarget.app, testTarget.rooms].map((script) => ({ ...script, otherDatabases }));
  return { ...testTarget, app: app!, rooms: rooms! };
}
const now = new Date("2026-01-02T03:04:05Z");
const text = `It's "so"; -- a line\nand another, 👋; INSERT INTO "story_texts" VALUES(1);`;
const backup = join(folder, "backup");

const production: Remote = { state: join(folder, "production"), objects: [] };

const migrations = {
  [messages.name]: "db/messages-migrations/0001_messages.sql",
  [texts.name]: "db/stories-migrations/0001_story_texts.sql",
  [laterTexts.name]: "db/stories-migrations/0001_story_texts.sql",
};

/** Makes the tables of another database, and a row or two. */
async function fill(remote: Remote, name: string, ...inserts: [string, ...unknown[]][]): Promise<void> {
  const { query, batch } = await opening(stateOf(remote, name));
  await batch("DB", readFileSync(migrations[name]!, "utf8").split("--> statement-breakpoint"));
  for (const [sql, ...values] of inserts) await query(sql, ...values);
}

const insertText =
  "INSERT INTO story_texts (author_id, version, story_id, body, due_at) VALUES ('a', ?1, 's', ?2, NULL)";

/** A person with a story and a message, whose text and content are in databases of their own. */
beforeAll(async () => {
  await migrate(production.state);
  const { query } = await opening(production.state);
  await query(
    "INSERT INTO users (id, email, display_name, password_hash, created_at) VALUES ('a', 'a@example.org', 'A', '', 1)",
  );
  await query(
    "INSERT INTO stories (id, author_id, body, text_db, text_version, status, created_at, updated_at) VALUES ('s', 'a', '', 0, 'v', 'published', 1, 1)",
  );
  await fill(production, messages.name, [
    "INSERT INTO messages (connection_id, seq, sender_id, content, created_at) VALUES ('c', 1, 'a', ?1, 1)",
    text,
  ]);
  await fill(production, texts.name, [insertText, "v", text]);
});

async function allOf(remote: Remote) {
  const states = [remote.state, stateOf(remote, messages.name), stateOf(remote, texts.name)];
  const contents = [];
  for (const state of states) contents.push(await contentOf(state));
  return contents;
}

test("a backup holds the databases of messages and stories, a restore brings them back, and empties one that it has not", async () => {
  const manifest = await backUpRemote(binding(messages, texts), { to: backup, now, wrangler: wranglerOf(production) });
  expect(manifest.messageTables).toMatchObject({ MESSAGES_DB_0: { messages: 1 }, STORIES_DB_0: { story_texts: 1 } });
  const staging: Remote = { state: join(folder, "staging"), objects: [] };
  await fill(staging, laterTexts.name, [insertText, "w", "no row names it once the backup is back"]);
  const bound = binding(messages, texts, laterTexts);
  await restoreRemote(bound, { from: backup, force: false, wrangler: wranglerOf(staging) });
  expect(await allOf(staging)).toEqual(await allOf(production));
  expect(await contentOf(stateOf(staging, laterTexts.name))).toMatchObject({ rows: { story_texts: [] } });
});

test("where one of them is not bound nothing is restored, here or remotely", async () => {
  const elsewhere: Remote = { state: join(folder, "elsewhere"), objects: [] };
  const wrangler = wranglerOf(elsewhere);
  await expect(restoreRemote(binding(messages), { from: backup, force: false, wrangler })).rejects.toThrow(
    "The backup has messages or stories in STORIES_DB_0, which staging does not bind",
  );
  expect(elsewhere.objects).toEqual([]);
  const state = join(folder, "local");
  await expect(restoreState({ state, from: backup, force: false, now })).rejects.toThrow(
    "MESSAGES_DB_0, STORIES_DB_0, which the local run does not bind",
  );
});

test("it becomes a local state that binds the same databases", async () => {
  const state = join(folder, "copy");
  const config = configIn(folder, "MESSAGES_DB_0", "STORIES_DB_0");
  await restoreState({ state, from: backup, force: false, now, config });
  expect(await contentOf(state)).toEqual(await contentOf(production.state));
  const { queryOf, close } = await openState(state, config);
  expect(await queryOf("MESSAGES_DB_0")("SELECT content FROM messages")).toEqual([{ content: text }]);
  expect(await queryOf("STORIES_DB_0")("SELECT body FROM story_texts")).toEqual([{ body: text }]);
  await close();
});
