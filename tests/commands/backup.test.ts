/** The way back, on a seeded state: what was there before a wipe is there after the restore, photos and talk included. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { patientFetch } from "../../scripts/patient-fetch.mjs";
import { migrate } from "../../scripts/prepare.mjs";
import { run } from "../../scripts/run.mjs";
import { freePort, serve } from "../../scripts/serve.mjs";
import { seed } from "../../db/seed/seed.mjs";

const folder = mkdtempSync(join(tmpdir(), "heartfelt-backup-"));
const state = join(folder, "state");
const backup = join(folder, "backup");
let running: Awaited<ReturnType<typeof serve>> | null = null;

afterAll(async () => {
  await running?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function serveState(): Promise<string> {
  running = await serve({ port: await freePort(), stateDirectory: state });
  return running.url;
}

async function stop(): Promise<void> {
  await running?.stop();
  running = null;
}

/** Runs a command as an operator does; rejects with what it said. */
function command(name: "backup" | "restore", ...parameters: string[]): Promise<string> {
  return run(process.execPath, [`scripts/${name}.mjs`, ...parameters], { env: { STATE_DIR: state } });
}

/** A signed-in person's view: the feed, its photos byte by byte, and each conversation with its read marks. */
async function shownAt(url: string): Promise<unknown> {
  const signIn = JSON.stringify({ email: "ana@example.org", password: "a quiet harbour" });
  const headers = { "Content-Type": "application/json" };
  const signedIn = await patientFetch(`${url}/api/auth/sign-in`, { method: "POST", headers, body: signIn });
  const { token } = (await signedIn.json()) as { token: string };
  const read = async (path: string) => patientFetch(`${url}${path}`, { headers: { Authorization: `Bearer ${token}` } });
  const feed = (await (await read("/api/stories")).json()) as { stories: { images: { blurred_url: string }[] }[] };
  const photos = feed.stories.flatMap(({ images }) => images.map((image) => new URL(image.blurred_url, url).pathname));
  const { connections } = (await (await read("/api/connections")).json()) as { connections: { id: string }[] };
  return {
    feed,
    photos: await Promise.all(photos.map(async (path) => checksum(await (await read(path)).arrayBuffer()))),
    talks: await Promise.all(connections.map(async ({ id }) => (await read(`/api/chat/messages/${id}`)).json())),
  };
}

const checksum = (bytes: ArrayBuffer) => createHash("sha256").update(new Uint8Array(bytes)).digest("hex");

test("a backup of a state that is served is refused, and so is a restore over it", async () => {
  await migrate(state);
  await seed(await serveState(), { stateDirectory: state });
  await expect(command("backup", "--to", backup)).rejects.toThrow("stop npm start first");
  expect(existsSync(backup)).toBe(false);
});

test("after a wipe a restore brings back the feed, the photos, the talk and the sign-in", async () => {
  const before = await shownAt(running!.url);
  await stop();
  mkdirSync(`${backup}.partial`); // an attempt that was interrupted
  writeFileSync(join(`${backup}.partial`, "half"), "");
  expect(await command("backup", "--to", backup)).toMatch(/^Backed up \d+ rows of \d+ tables and \d+ files/);
  expect(readdirSync(backup).toSorted()).toEqual(["manifest.json", "v3"]);
  await expect(command("backup", "--to", backup)).rejects.toThrow("There is a backup");
  rmSync(join(state, "v3"), { recursive: true });
  expect(await command("restore", "--from", backup)).toContain("and compared them");
  expect(await shownAt(await serveState())).toEqual(before);
  await stop();
});

test("a restore over a state that is not empty needs --force, and keeps it aside", async () => {
  await expect(command("restore", "--from", backup)).rejects.toThrow("is not empty");
  expect(await command("restore", "--from", backup, "--force")).toContain("What was there before is in");
  expect(readdirSync(state).filter((name) => name.startsWith("before-restore-"))).toHaveLength(1);
});

test("a restore of what is no backup says one sentence", async () => {
  await expect(command("restore", "--from", join(folder, "none"))).rejects.toThrow("There is no backup at");
  await expect(command("restore")).rejects.toThrow("Name the folder of a backup");
  await expect(command("backup", "--env", "production")).rejects.toThrow("add --remote");
});
