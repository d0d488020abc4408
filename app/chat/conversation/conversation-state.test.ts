import { expect, test } from "vitest";
import { messageId, type Message, type MessageChange, type ServerFrame } from "~/contract/chat";
import type { ConnectionId, UserId } from "~/contract/ids";
import {
  addAcknowledged,
  addOlder,
  applyFrame,
  newestIncomingSeq,
  openConversation,
  unreadLineAfterArrival,
  type Arrival,
} from "./conversation-state";

const room = "0198c0de-0000-7000-8000-000000000001" as ConnectionId;
const me = "0198c0de-0000-7000-8000-00000000000a" as UserId;
const other = "0198c0de-0000-7000-8000-00000000000b" as UserId;

function message(seq: number, sender: UserId, status: Message["status"] = "sent"): Message {
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

const frame = (seq: number, sender: UserId): ServerFrame => ({ type: "chat_message", ...message(seq, sender) });
const readBy = (user_id: UserId, seq: number): ServerFrame => ({
  type: "read_receipt",
  id: messageId(room, seq),
  user_id,
});

test("the statuses of the first page imply the other member's watermarks", () => {
  const state = openConversation(room, me, {
    messages: [message(1, me, "read"), message(2, me, "delivered"), message(3, me)],
    lastChange: 0,
  });
  expect(state.otherWatermarks).toEqual({ delivered: 2, read: 1 });
});

test("a message that arrives twice, or out of order, is shown once in its place", () => {
  const state = [frame(3, other), frame(2, me), frame(3, other)].reduce(
    applyFrame,
    openConversation(room, me, { messages: [message(1, me)], lastChange: 0 }),
  );
  expect(state.messages.map(({ seq }) => seq)).toEqual([1, 2, 3]);
});

test("the newest message of the other member is told from one's own", () => {
  const messages = [message(4, other), message(5, me), message(6, other), message(7, me)];
  expect(newestIncomingSeq({ messages, viewerId: me })).toBe(6);
  expect(newestIncomingSeq({ messages: [], viewerId: me })).toBe(0);
});

test("watermarks never decrease, and one's own is kept apart from the other member's", () => {
  const state = [readBy(other, 4), readBy(other, 2), readBy(me, 3)].reduce(
    applyFrame,
    openConversation(room, me, { messages: [], lastChange: 0 }),
  );
  expect(state).toMatchObject({ otherWatermarks: { delivered: 4, read: 4 }, ownReadSeq: 3 });
});

test("an acknowledged message moves from the outbox to the conversation, with the room's time if it is known", () => {
  const unsent = { clientId: "c", room, userId: me, content: "m1", place: 1, typedAt: 0, refusal: null };
  const received = applyFrame(openConversation(room, me, { messages: [], lastChange: 0 }), frame(1, me));
  const state = addAcknowledged(received, { unsent, id: messageId(room, 1), createdAt: new Date(5).toISOString() });
  expect(state.messages).toEqual([{ ...received.messages[0], client_id: "c" }]);
  expect(
    addAcknowledged(openConversation(room, me, { messages: [], lastChange: 0 }), {
      unsent,
      id: messageId(room, 1),
      createdAt: new Date(5).toISOString(),
    }).messages,
  ).toHaveLength(1);
});

test("a message keeps its client id when the room sends it again, so that it is read out once", () => {
  const unsent = { clientId: "c", room, userId: me, content: "m1", place: 1, typedAt: 0, refusal: null };
  const sent = addAcknowledged(openConversation(room, me, { messages: [], lastChange: 0 }), {
    unsent,
    id: messageId(room, 1),
    createdAt: new Date(5).toISOString(),
  });
  expect(applyFrame(sent, frame(1, me)).messages[0]).toMatchObject({
    client_id: "c",
    created_at: message(1, me).created_at,
  });
});

test("typing ends when the message arrives, or when its author goes offline", () => {
  const typing = applyFrame(openConversation(room, me, { messages: [], lastChange: 0 }), {
    type: "typing_indicator",
    user_id: other,
    is_typing: true,
  });
  expect(typing.isTyping).toBe(true);
  expect(applyFrame(typing, frame(1, other)).isTyping).toBe(false);
  expect(applyFrame(typing, { type: "presence", user_id: other, is_online: false }).isTyping).toBe(false);
});

/** A new message arrives while the viewer reads above and has read everything so far. */
const arrival: Arrival = {
  seq: 3,
  before: openConversation(room, me, { messages: [message(1, other), message(2, other)], lastChange: 0 }),
  lineSeq: null,
  readSeq: 2,
  position: "above",
  isPageHidden: false,
};

test("the unread line moves to a message that nobody sees arrive", () => {
  expect(unreadLineAfterArrival(arrival)).toBe(2);
  expect(unreadLineAfterArrival({ ...arrival, position: "end", isPageHidden: true })).toBe(2);
});

test("the unread line stays for a message that is seen, that is old, or while unread messages follow it", () => {
  for (const position of ["end", "line"] as const) {
    expect(unreadLineAfterArrival({ ...arrival, position })).toBeNull();
  }
  expect(unreadLineAfterArrival({ ...arrival, seq: 2 })).toBeNull();
  expect(unreadLineAfterArrival({ ...arrival, lineSeq: 1, readSeq: 1 })).toBe(1);
});

const changed = (
  seq: number,
  change_seq: number,
  content: string,
  rest: Partial<MessageChange> = {},
): MessageChange => ({
  type: "edit",
  id: messageId(room, seq),
  connection_id: room,
  content,
  change_seq,
  ...rest,
});

test("of two changes of a message the one with the higher number counts, in whatever order they come", () => {
  const start = openConversation(room, me, { messages: [message(1, other)], lastChange: 3 });
  const [earlier, later] = [
    changed(1, 4, "earlier"),
    changed(1, 5, "", { type: "delete", deleted_at: "2026-11-23T12:01:00Z" }),
  ];
  for (const frames of [
    [earlier, later],
    [later, earlier],
    [later, earlier, frame(1, other)],
  ]) {
    const state = frames.reduce(applyFrame, start);
    expect(state.lastChange).toBe(5);
    expect(state.messages).toMatchObject([{ content: "", deleted_at: "2026-11-23T12:01:00Z", change_seq: 5 }]);
  }
});

test("an older page that was read before a change shows the message as it was changed", () => {
  const start = openConversation(room, me, { messages: [message(5, other)], lastChange: 0 });
  const state = applyFrame(
    applyFrame(start, changed(2, 1, "better")),
    changed(3, 2, "", { type: "delete", removed: true }),
  );
  const page = [message(2, me), message(3, me), { ...message(4, me), content: "newest", change_seq: 3 }];
  expect(addOlder(state, page).messages.map(({ content }) => content)).toEqual(["better", "newest", "m5"]);
});
