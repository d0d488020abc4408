import { expect, test } from "vitest";
import { RoomUnreachable, type Outage } from "~/domain/ports";
import { classifyFault } from "./faults.server";

const outages: [name: string, error: unknown, outage: Outage | null][] = [
  ["a room out of reach", new RoomUnreachable(new Error("Worker not found.")), "rooms"],
  ["D1's own failure", new Error("D1_ERROR: storage operation exceeded timeout"), "database"],
  ["a lost connection to D1", new Error("Network connection lost."), "database"],
  ["D1's failure inside a query's", new Error("Failed query", { cause: new Error("D1_ERROR: busy") }), "database"],
  ["R2's failure", new Error("put: internal error (10001)"), "storage"],
  ["a constraint", new Error("D1_ERROR: UNIQUE constraint failed: users.email"), null],
  ["a mistake in a statement", new Error('D1_ERROR: near "selct": syntax error'), null],
  ["a mistake of ours", new TypeError("x is not a function"), null],
  ["something thrown that is no error", "put: internal error (10001)", null],
];

test.each(outages)("%s is classified", (_name, error, outage) => {
  expect(classifyFault(error).outage).toBe(outage);
});

test("a fault's name tells errors and causes, with the platform's own messages and no others", () => {
  const cause = new Error("D1_ERROR: no such table: users: SQLITE_ERROR");
  expect(classifyFault(new Error("select * where email = 'ana@example.org'", { cause })).name).toBe(
    "Error < Error: D1_ERROR: no such table: users: SQLITE_ERROR",
  );
  expect(classifyFault(new RoomUnreachable(new Error("Worker not found."))).name).toBe(
    "RoomUnreachable < Error: Worker not found.",
  );
  expect(classifyFault(undefined).name).toBe("undefined");
});
