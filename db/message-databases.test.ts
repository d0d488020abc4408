import fc from "fast-check";
import { expect, test } from "vitest";
import type { ConnectionId } from "~/contract/ids";
import { numberOfBinding } from "~/contract/database-binding";
import { homeIn, homeOf, messageDatabasesOf } from "./message-databases";
import { databaseAt } from "./placement";

const ids = fc.uuid({ version: 7 }).map((id) => id as ConnectionId);
const numbers = fc.uniqueArray(fc.nat({ max: 99 }), { minLength: 1, maxLength: 12 });

/** Ids as they come: a time in front, then chance. */
function manyIds(count: number): ConnectionId[] {
  return fc.sample(ids, { numRuns: count, seed: 15 });
}

test("without a message database the main one holds the messages", () => {
  fc.assert(fc.property(ids, (id) => homeOf(id, []) === null));
});

test("the home is one of the databases, whatever their order", () => {
  fc.assert(
    fc.property(ids, numbers, (id, known) => {
      const home = homeOf(id, known);
      expect(known).toContain(home);
      expect(homeOf(id, known.toReversed())).toBe(home);
    }),
  );
});

test("the homes stay what they were: a changed hash would move every conversation", () => {
  const id = "0198c0de-0000-7000-8000-000000000001" as ConnectionId;
  expect([1, 2, 3, 8, 34].map((count) => homeOf(id, [...Array(count).keys()]))).toMatchInlineSnapshot(`
    [
      0,
      0,
      0,
      6,
      19,
    ]
  `);
});

test("another database takes conversations, and none moves between the others", () => {
  fc.assert(
    fc.property(ids, numbers, fc.integer({ min: 100, max: 200 }), (id, known, added) => {
      expect([homeOf(id, known), added]).toContain(homeOf(id, [...known, added]));
    }),
  );
});

test("a database that goes leaves the conversations of the others where they are", () => {
  fc.assert(
    fc.property(ids, numbers, (id, known) => {
      const home = homeOf(id, known);
      for (const gone of known.filter((number) => number !== home)) {
        const left = known.filter((number) => number !== gone);
        expect(homeOf(id, left)).toBe(home);
      }
    }),
  );
});

test.each([2, 3, 8, 34])("%i databases have even shares, and one more takes its own", (count) => {
  const rooms = manyIds(20_000);
  const known = [...Array(count).keys()];
  const before = rooms.map((id) => homeOf(id, known));
  const counts = known.map((number) => before.filter((home) => home === number).length);
  // Five standard deviations of a fair draw: what a hash that leans would pass by far.
  const share = rooms.length / count;
  const bound = 5 * Math.sqrt(share);
  for (const n of counts) expect(Math.abs(n - share)).toBeLessThan(bound);
  const moved = rooms.filter((id, index) => homeOf(id, [...known, count]) !== before[index]).length;
  const movedShare = rooms.length / (count + 1);
  expect(Math.abs(moved - movedShare)).toBeLessThan(5 * Math.sqrt(movedShare));
});

test("a binding is a message database by its name alone", () => {
  expect(
    ["MESSAGES_DB_0", "MESSAGES_DB_34", "MESSAGES_DB_", "MESSAGES_DB_01", "STORIES_DB_0", "DB"].map((name) =>
      numberOfBinding("MESSAGES_DB", name),
    ),
  ).toEqual([0, 34, null, null, null, null]);
});

test("a place that is not bound is an error, never another database", () => {
  const [main, first] = [{ id: "main" }, { id: "first" }] as unknown as D1Database[];
  if (!main || !first) throw new Error("There are two.");
  const databases = messageDatabasesOf({ DB: main, MESSAGES_DB_7: first, JWT_SECRET: "x" }, main);
  expect(databaseAt(databases, null)).toBe(main);
  expect(databaseAt(databases, 7)).toBe(first);
  expect(() => databaseAt(databases, 8)).toThrow("MESSAGES_DB_8");
  expect(homeIn(databases, "0198c0de-0000-7000-8000-000000000001" as ConnectionId)).toBe(7);
});
