import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openState } from "../../scripts/backups/local-state.mjs";
import { migrate } from "../../scripts/prepare.mjs";

async function tablesIn(state: string): Promise<string[]> {
  const open = await openState(state);
  const tables = await open.countRows();
  await open.close();
  return Object.keys(tables);
}

/** Returns when the database's files were written last. */
function writtenAt(state: string): number[] {
  const folder = join(state, "v3/d1/miniflare-D1DatabaseObject");
  return readdirSync(folder).map((name) => statSync(join(folder, name)).mtimeMs);
}

test("a new database has all tables, one that has them is left alone, and one of which nothing is noted keeps its rows", async () => {
  const state = mkdtempSync(join(tmpdir(), "heartfelt-migrate-"));
  onTestFinished(() => rmSync(state, { recursive: true }));
  await migrate(state);
  const tables = await tablesIn(state);
  expect(tables).toEqual(expect.arrayContaining(["users", "stories", "connections", "messages"]));
  const before = writtenAt(state);
  await migrate(state);
  expect(writtenAt(state)).toEqual(before);

  const note = join(state, "v3/d1/migrated");
  rmSync(note);
  await migrate(state);
  expect(existsSync(note)).toBe(true);
  expect(await tablesIn(state)).toEqual(tables);
});
