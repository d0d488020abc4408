/** Backups of the local state, at the level of its files. `tests/commands/backup.test.ts` goes the whole way with the served app. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate } from "../prepare.mjs";
import { openState } from "./local-state.mjs";
import { backUpState, restoreState } from "./local.mjs";
import { markServed } from "./served-mark.mjs";

const folder = mkdtempSync(join(tmpdir(), "heartfelt-local-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const state = join(folder, "state");
const to = join(folder, "backup");
const now = new Date("2026-01-02T03:04:05Z");
const rooms = join(state, "v3/do/heartfelt-api-ChatRoom");

/** A person, a file in R2, and the storage of a room. */
beforeAll(async () => {
  await migrate(state);
  const { query, putObject, close } = await openState(state);
  const person =
    "INSERT INTO users (id, email, display_name, password_hash, created_at) VALUES ('a', 'a@b.c', 'A', '', 1)";
  await query(person);
  await putObject("public/images/p.jpg", new Uint8Array([1, 2, 3]));
  await close();
  mkdirSync(rooms, { recursive: true });
  writeFileSync(join(rooms, "room.sqlite"), "its log");
});

async function contentOf() {
  const open = await openState(state);
  const content = { rows: await open.countRows(), objects: await open.readObjects() };
  await open.close();
  return { ...content, room: readFileSync(join(rooms, "room.sqlite"), "utf8") };
}

test("a state that is served is refused, until its server is gone", async () => {
  const unmark = markServed(state, process.pid);
  await expect(backUpState({ state, to, now })).rejects.toThrow("stop npm start first");
  await expect(restoreState({ state, from: to, force: true, now })).rejects.toThrow("There is no backup");
  unmark();
  markServed(state, 2 ** 30); // a server that was killed leaves its mark
});

test("after a wipe a restore brings back rows, files and rooms", async () => {
  const before = await contentOf();
  mkdirSync(`${to}.partial/half`, { recursive: true }); // an attempt that was interrupted
  const manifest = await backUpState({ state, to, now });
  expect(manifest).toMatchObject({ tables: { users: 1 }, objects: [{ key: "public/images/p.jpg", bytes: 3 }] });
  expect(readdirSync(to).toSorted()).toEqual(["manifest.json", "v3"]);
  await expect(backUpState({ state, to, now })).rejects.toThrow("There is a backup");
  rmSync(join(state, "v3"), { recursive: true });
  mkdirSync(join(state, "restoring/half"), { recursive: true });
  await restoreState({ state, from: to, force: false, now });
  expect(await contentOf()).toEqual(before);
  expect(existsSync(join(state, "restoring"))).toBe(false);
});

test("a restore over people needs force, and keeps them aside", async () => {
  await expect(restoreState({ state, from: to, force: false, now })).rejects.toThrow("is not empty");
  const { aside } = await restoreState({ state, from: to, force: true, now });
  expect(aside).toBe(join(state, "before-restore-2026-01-02T03-04-05.000Z"));
  expect(existsSync(join(String(aside), "d1"))).toBe(true);
});

test("a backup that lost a byte changes nothing", async () => {
  writeFileSync(join(to, "v3/do/heartfelt-api-ChatRoom/room.sqlite"), "its lo");
  const before = await contentOf();
  await expect(restoreState({ state, from: to, force: true, now })).rejects.toThrow("is damaged");
  expect(await contentOf()).toEqual(before);
});
