import { expect, test } from "vitest";
import type { ConnectionId } from "~/contract/ids";
import { addNews, withNews } from "./unread-news";

const room = "0198c0de-0000-7000-8000-000000000001" as ConnectionId;
const another = "0198c0de-0000-7000-8000-000000000002" as ConnectionId;
const counts = { counts: { [room]: 3, [another]: 2 }, total: 5, asks: 1 };

test("what an open conversation says of itself stands in the place of the server's count", () => {
  expect(withNews(counts, [{ room, unread: 0, at: 1_000 }], 2_000)).toEqual({
    counts: { [room]: 0, [another]: 2 },
    total: 2,
    asks: 1,
  });
});

test("after half a minute the server's count stands again", () => {
  expect(withNews(counts, [{ room, unread: 0, at: 1_000 }], 31_000)).toBe(counts);
});

test("of each conversation the newest word alone is kept", () => {
  const news = [
    { room, unread: 1, at: 1 },
    { room: another, unread: 4, at: 2 },
    { room, unread: 0, at: 3 },
  ].reduce(addNews, []);
  expect(news.map(({ unread }) => unread)).toEqual([4, 0]);
});
