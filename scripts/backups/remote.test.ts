/** Backups of a deployment, with a wrangler whose Cloudflare is a local state. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate } from "../prepare.mjs";
import { restoreState } from "./local.mjs";
import { backUpRemote, restoreRemote } from "./remote.mjs";
import { testTarget } from "../deploying/test-target";
import { closeStates, contentOf, opening, wranglerOf, type Remote } from "./test-wrangler";

const folder = mkdtempSync(join(tmpdir(), "heartfelt-remote-"));
afterAll(async () => {
  await closeStates();
  rmSync(folder, { recursive: true, force: true });
});

const now = new Date("2026-01-02T03:04:05Z");

const production: Remote = { state: join(folder, "production"), objects: [] };
const text = `It's "so"; -- a line\nand another, 👋; INSERT INTO "users" VALUES(1);`;

/** Two people with a photo, a message that looks like SQL, and a row that names a file which is gone. */
beforeAll(async () => {
  await migrate(production.state);
  const { query: run, putObject } = await opening(production.state);
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
});

const backup = join(folder, "backup");

test("a backup that breaks off is completed by the same command, which fetches no file twice", async () => {
  production.failing = (command) => command.includes("p2.jpg");
  const attempt = () => backUpRemote(testTarget, { to: backup, now, wrangler: wranglerOf(production) });
  await expect(attempt()).rejects.toThrow("run the same command again");
  await expect(
    restoreRemote(testTarget, { from: backup, force: false, wrangler: wranglerOf(production) }),
  ).rejects.toThrow("There is no backup");
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
  const attempt = (force = false) => restoreRemote(testTarget, { from: backup, force, wrangler: wranglerOf(staging) });
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
