/** What the service worker does once the room has a message, on a device that stores the outbox. */
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import type { ConnectionId, UserId } from "~/contract/ids";

type Row = { clientId: string };

const rows = new Map<string, Row>();

const store = {
  get: (key: string) => Promise.resolve(rows.get(key)),
  put: (row: Row) => Promise.resolve(void rows.set(row.clientId, row)),
  delete: (key: string) => Promise.resolve(void rows.delete(key)),
  index: () => ({ getAll: () => Promise.resolve([...rows.values()]) }),
};

/** The part of a database that the outbox uses, in memory. */
const database = {
  transaction: () => ({ store, done: Promise.resolve() }),
  get: (_store: string, key: string) => store.get(key),
  put: (_store: string, row: Row) => store.put(row),
  getAllFromIndex: () => Promise.resolve([...rows.values()]),
};

let outbox: typeof import("./outbox");

beforeAll(async () => {
  // Files share their modules: this one needs an outbox of its own.
  vi.resetModules();
  vi.doMock("~/device/device-database", () => ({ deviceDatabase: () => () => Promise.resolve(database) }));
  outbox = await import("./outbox");
});
afterAll(() => {
  vi.doUnmock("~/device/device-database");
  vi.resetModules();
});

const room = "0198c0de-0000-7000-8000-000000000001" as ConnectionId;
const userId = "0198c0de-0000-7000-8000-00000000000a" as UserId;

afterEach(() => rows.clear());

const waiting = async () => (await outbox.listUnsent(userId, room)).map(({ content }) => content);

test("a message that the room has is deleted, and only that one", async () => {
  const first = await outbox.putUnsent({ room, userId, content: "first" });
  await outbox.putUnsent({ room, userId, content: "second" });
  expect(first.isInMemory).toBeUndefined();
  await outbox.deleteSent(first.clientId);
  expect(await waiting()).toEqual(["second"]);
});

test("one whose words were replaced while it was sent stays: a page tells the room the new ones", async () => {
  const { clientId } = await outbox.putUnsent({ room, userId, content: "at nine" });
  await outbox.reviseUnsent(clientId, "at eight");
  await outbox.deleteSent(clientId);
  expect(await waiting()).toEqual(["at eight"]);
});

test("one that was refused before, and one that a page has deleted meanwhile, are no obstacle", async () => {
  const { clientId } = await outbox.putUnsent({ room, userId, content: "refused once" });
  await outbox.refuseUnsent(clientId, "Too fast.");
  await outbox.deleteSent(clientId);
  await outbox.deleteSent(clientId);
  expect(await waiting()).toEqual([]);
});
