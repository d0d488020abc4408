import { expect, test } from "vitest";
import { messageId } from "~/contract/chat";
import type { ConnectionId, UserId } from "~/contract/ids";
import { quoteOf } from "./quotes";

const room = "0198c0de-0000-7000-8000-000000000001" as ConnectionId;
const me = "0198c0de-0000-7000-8000-00000000000a" as UserId;
const message = (seq: number, content: string, deleted_at?: string) => ({
  id: messageId(room, seq),
  seq,
  sender_id: me,
  content,
  created_at: "2026-11-23T12:00:00Z",
  deleted_at,
});
const messages = [message(4, "Are you\nthere?"), message(6, "", "2026-11-23T12:00:00Z"), message(7, "x".repeat(200))];
const conversation = { room, viewerId: me, messages };
const quote = (seq: number) => quoteOf(messageId(room, seq), { ...conversation, hasStart: false });

test("a quote is one line, and not longer than it needs to be", () => {
  expect(quote(4)).toEqual({ seq: 4, isMine: true, text: "Are you there?", lost: null });
  expect(quote(7)?.text).toHaveLength(91);
  expect(quoteOf(undefined, { ...conversation, hasStart: false })).toBeNull();
});

test("a quote says whether its message was deleted or is gone, and one of an older page can be gone to", () => {
  expect([quote(6), quote(5), quote(2)].map((found) => [found?.text, found?.lost])).toEqual([
    [null, "deleted"],
    [null, "gone"],
    [null, null],
  ]);
  expect(quoteOf(messageId(room, 2), { ...conversation, hasStart: true })?.lost).toBe("gone");
});
