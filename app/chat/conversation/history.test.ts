import { afterEach, expect, test, vi } from "vitest";
import type { ConnectionId } from "~/contract/ids";
import { fetchHistory } from "./history";

const room = "0198c0de-0000-7000-8000-000000000001" as ConnectionId;

afterEach(() => void vi.unstubAllGlobals());

function serverThat(answer: () => Response) {
  const send = vi.fn(async (_url: string) => answer());
  vi.stubGlobal("fetch", send);
  return send;
}

test("the page of history below a seq is asked for, and its messages are returned in their order", async () => {
  const messages = [{ seq: 11 }, { seq: 12 }];
  const send = serverThat(() => Response.json({ messages, next_cursor: null }));
  expect(await fetchHistory(room, { cursor: 13 })).toEqual({ messages, isFirst: true });
  expect(send.mock.calls[0]?.[0]).toBe(`/api/chat/messages/${room}?cursor=13&limit=50`);
});

test("a page that is refused is null, so that it can be asked for again", async () => {
  serverThat(() => Response.json({ code: "not_signed_in" }, { status: 401 }));
  expect(await fetchHistory(room, { cursor: 13 })).toBeNull();
});
