import { expect, test } from "vitest";
import type { ConnectionId } from "~/contract/ids";
import { noUnread, UnreadStore } from "./unread-store";

const room = "0198c0de-0000-7000-8000-000000000001" as ConnectionId;
const fromServer = { counts: { [room]: 2 }, total: 2, asks: 1, news: 0 };

test("an update of an open conversation holds against a server count that is a moment older", () => {
  const store = new UnreadStore(fromServer);
  store.update({ room, unread: 0, at: 1_000 }, 1_000);
  expect(store.counts()).toEqual({ counts: { [room]: 0 }, total: 0, asks: 1, news: 0 });
  store.setServerCounts(fromServer, 4_000);
  expect(store.counts().total).toBe(0);
});

test("the server's count holds again once the update has expired", () => {
  const store = new UnreadStore(noUnread);
  store.update({ room, unread: 0, at: 1_000 }, 1_000);
  store.setServerCounts(fromServer, 6_000);
  expect(store.counts()).toBe(fromServer);
});

test("listeners are called with every change until they unsubscribe, and not without one", () => {
  const store = new UnreadStore(noUnread);
  let calls = 0;
  const unsubscribe = store.subscribe(() => (calls += 1));
  store.setServerCounts(fromServer, 1_000);
  store.setServerCounts(fromServer, 2_000);
  unsubscribe();
  store.setServerCounts(noUnread, 3_000);
  expect(calls).toBe(1);
});
