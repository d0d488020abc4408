import { expect, test } from "vitest";
import { messageId, type Message, type RevealEvent } from "~/contract/chat";
import type { ConnectionId, PhotoId, UserId } from "~/contract/ids";
import { applyFrame, openConversation } from "./conversation-state";
import { newestEntry } from "./newest-entry";

const room = "0198c0de-0000-7000-8000-000000000001" as ConnectionId;
const me = "0198c0de-0000-7000-8000-00000000000a" as UserId;
const other = "0198c0de-0000-7000-8000-00000000000b" as UserId;
const photo = "0198c0de-0000-7000-8000-00000000000c" as PhotoId;

const isoAt = (second: number) => new Date(second * 1_000).toISOString();

function message(seq: number, sender: UserId, rest: Partial<Message> = {}): Message {
  const created_at = isoAt(seq);
  const ids = { id: messageId(room, seq), connection_id: room, sender_id: sender, seq };
  return { ...ids, content: `m${seq}`, status: "sent", created_at, ...rest };
}

const reveal = (type: "reveal" | "unreveal", second: number, rest: Partial<RevealEvent> = {}): RevealEvent => ({
  type,
  event_seq: second,
  after_seq: 0,
  connection_id: room,
  user_id: other,
  image_id: photo,
  created_at: isoAt(second),
  ...rest,
});

const opened = (...messages: Message[]) => openConversation(room, me, { messages, lastChange: 0 });

test("an empty conversation has no newest entry", () => {
  expect(newestEntry(opened())).toBeNull();
});

test("the newest entry of an open conversation is its newest message, with how far the viewer's own has come", () => {
  const state = opened(message(1, other), message(2, me));
  const said = { kind: "message", is_mine: true, text: "m2", photo_count: 0, at: isoAt(2), expires_at: null };
  expect(newestEntry(state)).toEqual({ ...said, status: "sent" });
  const read = applyFrame(state, { type: "read_receipt", id: messageId(room, 2), user_id: other });
  expect(newestEntry(read)).toEqual({ ...said, status: "read" });
});

test("an edit changes its words, and a deletion leaves none", () => {
  const state = opened(message(1, other));
  const change = { id: messageId(room, 1), connection_id: room, change_seq: 1 };
  expect(newestEntry(applyFrame(state, { ...change, type: "edit", content: "better" }))?.text).toBe("better");
  const deleted = applyFrame(state, { ...change, type: "delete", content: "", deleted_at: isoAt(2) });
  expect(newestEntry(deleted)).toMatchObject({ kind: "deleted", text: "" });
});

test("a photo that was revealed or taken back stands there, but not one that closed by itself", () => {
  const state = applyFrame(opened(message(1, me)), reveal("reveal", 5));
  expect(newestEntry(state)).toMatchObject({ kind: "revealed", is_mine: false, at: isoAt(5) });
  expect(newestEntry(applyFrame(state, reveal("unreveal", 6)))).toMatchObject({ kind: "taken_back", at: isoAt(6) });
  const closed = applyFrame(state, reveal("unreveal", 6, { ended_by: "time" }));
  expect(newestEntry(closed)).toMatchObject({ kind: "revealed", at: isoAt(5) });
});
