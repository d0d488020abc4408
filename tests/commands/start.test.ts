import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
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

/** `npm start`, until it says that it is ready. */
function start(port: number): Promise<string> {
  running = spawn(process.execPath, ["scripts/start.mjs"], {
    env: { ...process.env, PORT: String(port), STATE_DIR: state },
  });
  let said = "";
  return new Promise((resolve, reject) => {
    running?.stdout?.on("data", (data) => {
      said += data;
      if (said.includes("Ctrl-C")) resolve(said);
    });
    running?.once("close", (code) => reject(new Error(`It ended with ${code}: ${said}`)));
  });
}

function interrupt(): Promise<number | null> {
  const ended = new Promise<number | null>((resolve) => running?.once("close", resolve));
  running?.kill("SIGINT");
  return ended;
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
  expect(await interrupt()).toBe(0);
  expect(await isFree(port)).toBe(true);
  await start(port);
  expect(await titles(port)).toEqual(before);
  expect(await interrupt()).toBe(0);
});
