import { expect, test } from "vitest";
import { messageId, type Message, type ServerFrame } from "~/contract/chat";
import type { ConnectionId, UserId } from "~/contract/ids";
import { hear, keepSent, lineBefore, newestOfOther, openConversation } from "./conversation-state";

const room = "0198c0de-0000-7000-8000-000000000001" as ConnectionId;
const me = "0198c0de-0000-7000-8000-00000000000a" as UserId;
const other = "0198c0de-0000-7000-8000-00000000000b" as UserId;

function said(seq: number, sender: UserId, status: Message["status"] = "sent"): Message {
  const created_at = new Date(Date.UTC(2026, 10, 23, 12, 0, seq)).toISOString();
  return {
    id: messageId(room, seq),
    connection_id: room,
    sender_id: sender,
    content: `m${seq}`,
    status,
    created_at,
    seq,
  };
}

const frame = (seq: number, sender: UserId): ServerFrame => ({ type: "chat_message", ...said(seq, sender) });
const readBy = (user_id: UserId, seq: number): ServerFrame => ({
  type: "read_receipt",
  id: messageId(room, seq),
  user_id,
});

test("the statuses of the first page say how far the other got", () => {
  const state = openConversation(room, me, [said(1, me, "read"), said(2, me, "delivered"), said(3, me)]);
  expect(state.otherMarks).toEqual({ delivered: 2, read: 1 });
});

test("a message that is heard twice, or out of order, stands once in its place", () => {
  const state = [frame(3, other), frame(2, me), frame(3, other)].reduce(
    hear,
    openConversation(room, me, [said(1, me)]),
  );
  expect(state.messages.map(({ seq }) => seq)).toEqual([1, 2, 3]);
});

test("marks never run backwards, and one's own read mark is told from the other's", () => {
  const state = [readBy(other, 4), readBy(other, 2), readBy(me, 3)].reduce(hear, openConversation(room, me, []));
  expect(state).toMatchObject({ otherMarks: { delivered: 4, read: 4 }, ownRead: 3 });
});

test("an acknowledged message goes from the outbox to the conversation, and the room's time for it stands", () => {
  const unsent = { clientId: "c", room, userId: me, content: "m1", typedAt: 0, refusal: null };
  const heard = hear(openConversation(room, me, []), frame(1, me));
  const state = keepSent(heard, unsent, messageId(room, 1), 5);
  expect(state.messages).toEqual([{ ...heard.messages[0], client_id: "c" }]);
  expect(keepSent(openConversation(room, me, []), unsent, messageId(room, 1), 5).messages).toHaveLength(1);
});

test("a message keeps the name it waited by when the room says it again: it is read out once", () => {
  const unsent = { clientId: "c", room, userId: me, content: "m1", typedAt: 0, refusal: null };
  const sent = keepSent(openConversation(room, me, []), unsent, messageId(room, 1), 5);
  expect(hear(sent, frame(1, me)).messages[0]).toMatchObject({ client_id: "c", created_at: said(1, me).created_at });
});

test("typing ends when the message comes, or when its writer leaves", () => {
  const typing = hear(openConversation(room, me, []), { type: "typing_indicator", user_id: other, is_typing: true });
  expect(typing.isTyping).toBe(true);
  expect(hear(typing, frame(1, other)).isTyping).toBe(false);
  expect(hear(typing, { type: "presence", user_id: other, is_online: false }).isTyping).toBe(false);
});

test("the unread line stands before the first of the other's unread messages", () => {
  const { messages } = openConversation(room, me, [said(4, other), said(5, me), said(6, other), said(7, me)]);
  const lines = [0, 1, 2, 9].map((unread) => lineBefore({ messages, viewerId: me }, unread));
  expect(lines).toEqual([null, 5, 3, 0]);
  expect(newestOfOther({ messages, viewerId: me })).toBe(6);
});
