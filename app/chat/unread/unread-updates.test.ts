import { expect, test } from "vitest";
import type { ConnectionId } from "~/contract/ids";
import { addUpdate, applyUpdates } from "./unread-updates";

const room = "0198c0de-0000-7000-8000-000000000001" as ConnectionId;
const another = "0198c0de-0000-7000-8000-000000000002" as ConnectionId;
const counts = { counts: { [room]: 3, [another]: 2 }, total: 5, asks: 1, news: 0 };

test("an update of an open conversation replaces the server's count", () => {
  expect(applyUpdates(counts, [{ room, unread: 0, at: 1_000 }], 2_000)).toEqual({
    counts: { [room]: 0, [another]: 2 },
    total: 2,
    asks: 1,
    news: 0,
  });
});

test("the server's count is back after five seconds", () => {
  expect(applyUpdates(counts, [{ room, unread: 0, at: 1_000 }], 6_000)).toBe(counts);
});

test("keeps only the latest update per conversation", () => {
  const updates = [
    { room, unread: 1, at: 1 },
    { room: another, unread: 4, at: 2 },
    { room, unread: 0, at: 3 },
  ].reduce(addUpdate, []);
  expect(updates.map(({ unread }) => unread)).toEqual([4, 0]);
});
