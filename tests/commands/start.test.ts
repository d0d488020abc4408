import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { StoryPage } from "../../app/contract/story";
import { freePort, isFree } from "../../scripts/serve.mjs";

const state = mkdtempSync(join(tmpdir(), "heartfelt-start-"));
let running: ChildProcess | null = null;

afterEach(() => {
  running?.kill("SIGINT");
  rmSync(state, { recursive: true, force: true });
});

/** Everything that `npm start` has said so far, on both of its outputs. */
let said = "";

function spawnStart(port: number, directory = state): ChildProcess {
  said = "";
  const child = spawn(process.execPath, ["scripts/start.mjs"], {
    env: { ...process.env, PORT: String(port), STATE_DIR: directory, VERBOSE: "", OFFLINE: "1" },
  });
  for (const output of [child.stdout, child.stderr]) output.on("data", (data) => (said += data));
  running = child;
  return child;
}

/** `npm start`, until it says that it is ready. */
function start(port: number): Promise<string> {
  const child = spawnStart(port);
  return new Promise((resolve, reject) => {
    child.stdout?.on("data", () => {
      if (said.includes("Ctrl-C")) resolve(said);
    });
    child.once("close", (code) => reject(new Error(`It ended with ${code}: ${said}`)));
  });
}

/** Sends a signal twice, as npm passes on what a terminal sends to all, and returns the exit code at the end. */
function end(signal: NodeJS.Signals): Promise<number | null> {
  const ended = endOf(running!);
  running?.kill(signal);
  running?.kill(signal);
  return ended;
}

function endOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once("close", resolve));
}

async function titles(port: number): Promise<(string | null)[]> {
  const answer = await fetch(`http://localhost:${port}/api/stories`);
  return StoryPage.parse(await answer.json()).stories.map(({ title }) => title);
}

test("npm start serves a seeded demo; Ctrl-C ends all of it and loses nothing; the next start doubles nothing", async () => {
  const port = await freePort();
  expect(await start(port)).toContain("ana@example.org (password: a quiet harbour)");
  const before = await titles(port);
  expect(before).toHaveLength(4);
  expect(await end("SIGINT")).toBe(0);
  expect(await isFree(port)).toBe(true);
  await start(port);
  expect(await titles(port)).toEqual(before);
  expect(await end("SIGINT")).toBe(0);
});

test("a start that is killed while it seeds leaves nothing on the port, and the next start completes the demo", async () => {
  const port = await freePort();
  spawnStart(port);
  await expect.poll(async () => (await titles(port).catch(() => [])).length, { interval: 20 }).toBeGreaterThan(0);
  await end("SIGKILL");
  await expect.poll(() => isFree(port)).toBe(true);
  await start(port);
  expect(await titles(port)).toHaveLength(4);
  expect(await end("SIGINT")).toBe(0);
});

test("a start that is told to stop while it prepares ends all of it", async () => {
  const port = await freePort();
  spawnStart(port);
  await expect.poll(() => said).toContain("Heartfelt");
  expect(await end("SIGTERM")).toBe(143);
  expect(await isFree(port)).toBe(true);
});

test("a start that fails says one sentence with the fix, and no stack", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "heartfelt-no-folder-")), "file");
  writeFileSync(file, "");
  const port = await freePort();
  expect(await endOf(spawnStart(port, file))).toBe(1);
  const [title, weights, failure, ...more] = said.trim().split("\n");
  expect(title).toBe("Heartfelt");
  expect(weights).toContain("npm run models:add");
  expect(failure).toMatch(
    /^The local database could not be migrated: npm run db:reset .*VERBOSE=1 npm start shows more\.$/,
  );
  expect(more).toEqual([]);
  expect(await isFree(port)).toBe(true);
});
