import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { localConfigFrom } from "../../scripts/local-config.mjs";
import { run, runTool } from "../../scripts/run.mjs";
import { freePort } from "../../scripts/serve.mjs";
import { createServer } from "node:net";

const deployed = readFileSync("wrangler.toml", "utf8");

test("the local config is the deployed one, but for who stands behind AI", () => {
  const lines = (text: string) => text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const local = lines(localConfigFrom(deployed));
  expect(lines(deployed).filter((line) => !local.includes(line))).toEqual(["[ai]"]);
  expect(local.filter((line) => !lines(deployed).includes(line))).toEqual([
    "[[services]]",
    'service = "heartfelt-local-ai"',
  ]);
});

test("both workers pass a dry run of their deployment", async () => {
  const said = await run("node", ["scripts/deploy.mjs", "--dry-run"], { show: "on failure" });
  expect(said).toContain("heartfelt: the app");
  const output = await runTool("wrangler", ["deploy", "--dry-run", "-c", "workers/chat-room/wrangler.toml"]);
  expect(output).toContain("env.DB");
});

test("a start on a used port says so and names the fix", async () => {
  const port = await freePort();
  const taken = createServer().listen(port, "127.0.0.1");
  const start = run("node", ["scripts/start.mjs"], { env: { PORT: String(port) } });
  await expect(start).rejects.toThrow(
    `Port ${port} is in use, perhaps by another npm start. Choose another: PORT=${port + 1} npm start`,
  );
  taken.close();
});
