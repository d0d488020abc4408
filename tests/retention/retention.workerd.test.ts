/** Every table says how long its rows stay, and what sweeps them keeps up with what fills them. */
import { env } from "cloudflare:test";
import { getTableName, is } from "drizzle-orm";
import { SQLiteTable } from "drizzle-orm/sqlite-core";
import { expect, test } from "vitest";
import type { SessionId } from "../../app/contract/ids";
import { sessionTtlMs } from "../../app/domain/accounts/sessions.server";
import { retention } from "../../app/domain/maintenance/retention.server";
import { sweep } from "../../app/domain/maintenance/sweep.server";
import { askOf, rowsOf, tables } from "../world/everything";
import { insertSession } from "../../db/queries/sessions";
import { moveConnection } from "../../db/queries/connections";
import * as schema from "../../db/schema";
import { newId } from "../world/ids";
import { newPerson } from "../world/people";
import { db, servicesAt } from "../world/services";
import { start } from "../world/start";

const dayMs = 24 * 60 * 60 * 1000;

let clock = start;
const { services, log } = servicesAt(() => clock);

const countOf = async (table: string) => (await rowsOf(table)).length;

const texts = import.meta.glob<string>("../../db/schema.ts", { query: "?raw", import: "default", eager: true });
const schemaText = Object.values(texts)[0] ?? "";

/** The comment before a table's declaration, on one line. */
function commentOf(table: string): string {
  const [before = ""] = schemaText.split(`export const ${table} = sqliteTable`);
  return before.slice(before.lastIndexOf("/**")).replaceAll(/\s+\*?\s*/g, " ");
}

test("every table of the database has a line of retention", async () => {
  const named = Object.entries(schema).flatMap(([name, table]) => (is(table, SQLiteTable) ? [name] : []));
  expect(Object.keys(retention).toSorted()).toEqual(named.toSorted());
  const inCode = Object.values(schema).flatMap((table) => (is(table, SQLiteTable) ? [getTableName(table)] : []));
  expect(inCode.toSorted()).toEqual(await tables());
});

test.each(Object.entries(retention))(
  "the schema's comment on %s says how long its rows are kept",
  (table, { kept }) => {
    expect(commentOf(table)).toContain(` Kept ${kept}.`);
  },
);

test("a session and its secrets go 30 days after it ended or expired, and not a moment before", async () => {
  clock = start;
  const userId = await newPerson();
  const open = async (name: string) => {
    const id = newId<SessionId>();
    const at = { createdAt: new Date(start), expiresAt: new Date(start + sessionTtlMs) };
    await insertSession(db, { id, userId, ...at }, `secret of ${name} ${id}`);
    return id;
  };
  const [expired, ended] = [await open("expired"), await open("ended")];
  await env.DB.prepare("UPDATE sessions SET ended_at = ? WHERE id = ?")
    .bind(start + dayMs, ended)
    .run();
  const left = async () => (await rowsOf("sessions")).map(({ id }) => id);
  clock = start + 31 * dayMs - 1;
  await sweep(services);
  expect(await left()).toEqual(expect.arrayContaining([expired, ended]));
  clock += 1;
  await sweep(services);
  expect(await left()).not.toContain(ended);
  clock = start + sessionTtlMs + 30 * dayMs - 1;
  await sweep(services);
  expect(await left()).toContain(expired);
  clock += 1;
  await sweep(services);
  expect(await left()).not.toContain(expired);
  expect(JSON.stringify(await rowsOf("refresh_tokens"))).not.toContain(expired);
});

test("a request goes 60 days after it was sent, an accepted one never", async () => {
  clock = start;
  const [asker, one, two] = [await newPerson(), await newPerson(), await newPerson()];
  const [declined, accepted] = [await askOf(asker, one), await askOf(asker, two)];
  await moveConnection(db, declined, { from: "asked", to: "declined", now: new Date(start) });
  await moveConnection(db, accepted, { from: "asked", to: "accepted", now: new Date(start) });
  clock = start + 60 * dayMs - 1;
  await sweep(services);
  expect((await rowsOf("connections")).map(({ id }) => id)).toEqual(expect.arrayContaining([declined, accepted]));
  clock += 1;
  await sweep(services);
  const left = (await rowsOf("connections")).map(({ id }) => id);
  expect(left).toContain(accepted);
  expect(left).not.toContain(declined);
});

async function fillBuckets(count: number): Promise<void> {
  await env.DB.prepare(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
     INSERT INTO rate_limits (key, arrival_at) SELECT 'full:' || i, 0 FROM n`,
  ).run();
}

test("one sweep forgets a hundred thousand limits that are whole again", async () => {
  await fillBuckets(100_000);
  await sweep(services);
  expect(await countOf("rate_limits")).toBe(0);
  expect(log.at(-1)).toMatchObject({ event: "swept", left_over: "no" });
});

test("a sweep stops at its bounds, says that more is due, and the next one goes on", async () => {
  await fillBuckets(250);
  await sweep(services, { statements: 20, rows: 10 });
  expect(log.at(-1)).toMatchObject({ event: "swept", left_over: "yes" });
  expect(await countOf("rate_limits")).toBeGreaterThan(100);
  await sweep(services);
  expect(await countOf("rate_limits")).toBe(0);
});

test("a table that fails leaves the others alone, and the sweep fails in the end", async () => {
  await fillBuckets(5);
  const photoStorage = { ...services.photoStorage, delete: () => Promise.reject(new Error("R2 fails.")) };
  await env.DB.prepare("INSERT INTO pending_removals VALUES ('private/images/x.jpg', 0)").run();
  await expect(sweep({ ...services, photoStorage })).rejects.toThrow("R2 fails.");
  expect(await countOf("rate_limits")).toBe(0);
  await sweep(services);
  expect(await countOf("pending_removals")).toBe(0);
});
