import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { expect, test } from "vitest";

const headers = readFileSync("public/_headers", "utf8");
const files = readdirSync("app", { recursive: true, encoding: "utf8" });
const workers = files.filter((path) => path.endsWith("-worker.ts")).map((path) => basename(path, ".ts"));

test("every web worker has a content security policy of its own: the assets' policy would let it run nothing", () => {
  expect(workers.length).toBeGreaterThan(0);
  for (const worker of workers) {
    const [, rules = ""] = headers.split(`/assets/${worker}-*\n`);
    expect(rules.split("\n\n")[0], worker).toContain("script-src 'self'");
  }
});
