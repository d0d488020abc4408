import { createClient } from "@libsql/client";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runTool } from "../scripts/run.mjs";

const folder = "db/migrations";
const files = readdirSync(folder)
  .filter((name) => name.endsWith(".sql"))
  .sort();

async function migrated() {
  const database = createClient({ url: ":memory:" });
  for (const file of files) await database.executeMultiple(readFileSync(join(folder, file), "utf8"));
  return database;
}

test("migrations are numbered from 0001 without a gap, and the third adds the faces' metadata", () => {
  expect(files.map((name) => Number(name.slice(0, 4)))).toEqual(files.map((_name, index) => index + 1));
  expect(files[2]).toBe("0003_add_face_metadata.sql");
});

test("schema and migrations agree: there is nothing to generate", async () => {
  mkdirSync(".tmp", { recursive: true });
  const copy = mkdtempSync(".tmp/migrations-");
  cpSync(folder, copy, { recursive: true });
  try {
    const said = await runTool("drizzle-kit", [
      "generate",
      "--dialect=sqlite",
      "--schema=./db/schema.ts",
      `--out=./${copy}`,
    ]);
    expect(said).toContain("nothing to migrate");
  } finally {
    rmSync(copy, { recursive: true });
  }
});

test("the migrations apply to an empty database, one after the other", async () => {
  const { rows } = await (
    await migrated()
  ).execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");
  expect(rows.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      "connections",
      "messages",
      "refresh_tokens",
      "sessions",
      "stories",
      "story_images",
      "users",
    ]),
  );
});
