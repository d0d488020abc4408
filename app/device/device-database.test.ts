import * as fake from "fake-indexeddb";
import { deleteDB, openDB, unwrap, type DBSchema } from "idb";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { deviceDatabase } from "./device-database";

interface Words extends DBSchema {
  words: { key: number; value: string };
}

/** The way to a database of words, in a browser's own IndexedDB that a dependency plays. */
const wayToWords = () => deviceDatabase<Words>("words", (db) => void db.createObjectStore("words"));

beforeEach(() => {
  for (const [name, value] of Object.entries(fake)) {
    if (/^IDB|^indexedDB$/.test(name)) vi.stubGlobal(name, value);
  }
});

afterEach(async () => {
  vi.restoreAllMocks();
  await deleteDB("words");
  vi.unstubAllGlobals(); // other tests run in this process, and have no IndexedDB
});

test("a database is opened once", async () => {
  const opening = vi.spyOn(indexedDB, "open");
  const way = wayToWords();
  const [first, second] = await Promise.all([way(), way()]);
  expect(first).toBe(second);
  expect(opening).toHaveBeenCalledOnce();
  first.close();
});

test("a database that could not be opened is opened by a later call", async () => {
  const newer = await openDB("words", 2);
  newer.close();
  const way = wayToWords();
  await expect(way()).rejects.toThrow("version");
  await deleteDB("words");
  const db = await way();
  expect(db.version).toBe(1);
  db.close();
});

test("a database whose storage the browser took back is opened anew", async () => {
  const way = wayToWords();
  const first = await way();
  await new Promise((resolve) => {
    first.addEventListener("close", resolve);
    fake.forceCloseDatabase(unwrap(first) as unknown as typeof IDBDatabase); // its types name the class for an instance
  });
  const second = await way();
  await second.put("words", "still here", 1);
  expect(await second.get("words", 1)).toBe("still here");
  second.close();
});

test("a database that another tab deletes is closed, and opened anew", async () => {
  const way = wayToWords();
  const first = await way();
  await first.put("words", "of somebody who signed out", 1);
  await deleteDB("words");
  const second = await way();
  expect(await second.get("words", 1)).toBeUndefined();
  second.close();
});

test.each([
  { what: "read", ask: (db: Awaited<ReturnType<ReturnType<typeof wayToWords>>>) => db.get("words", 1) },
  { what: "write", ask: (db: Awaited<ReturnType<ReturnType<typeof wayToWords>>>) => db.put("words", "x", 1) },
])("a $what that the browser ends rejects where it was asked, and nowhere else", async ({ ask }) => {
  const elsewhere = vi.fn();
  process.on("unhandledRejection", elsewhere);
  const begun = vi.spyOn(IDBDatabase.prototype, "transaction");
  const db = await wayToWords()();
  const asked = ask(db);
  // As a browser does to what is open while it deletes a site's storage.
  (begun.mock.results.at(-1)!.value as IDBTransaction).abort(); // what the spied method returns
  await expect(asked).rejects.toThrow();
  await new Promise((resolve) => setTimeout(resolve));
  process.off("unhandledRejection", elsewhere);
  expect(elsewhere).not.toHaveBeenCalled();
  db.close();
});

test("a browser without IndexedDB rejects", async () => {
  vi.stubGlobal("indexedDB", undefined);
  await expect(wayToWords()()).rejects.toThrow();
  vi.stubGlobal("indexedDB", fake.indexedDB);
});
