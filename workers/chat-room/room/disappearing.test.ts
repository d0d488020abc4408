import { expect, test } from "vitest";
import { messageId, type DisappearAfter } from "../../../app/contract/chat";
import type { ConnectionId, UserId } from "../../../app/contract/ids";
import { withOriginal } from "../testing/chat-photo";
import { MemoryRoom, type MemorySocket } from "../testing/memory-room";

const connection = "0198c0de-0000-7000-8000-000000000001" as ConnectionId;
const ana = "0198c0de-0000-7000-8000-00000000000a" as UserId;
const ben = "0198c0de-0000-7000-8000-00000000000b" as UserId;
const dayMs = 86_400_000;

const idOf = (content: string) => [...content].reverse().join("");

function open() {
  const room = new MemoryRoom(connection, [ana, ben]);
  const [a, b] = [room.connect(ana), room.connect(ben)];
  const set = (socket: MemorySocket, after: DisappearAfter, client_id = `set ${after}`) =>
    room.send(socket, { type: "disappearing", after, client_id });
  const say = (socket: MemorySocket, content: string, reply_to?: string) =>
    room.send(socket, { type: "chat_message", content, client_id: idOf(content), ...(reply_to && { reply_to }) });
  return { room, a, b, set, say };
}

const said = (socket: MemorySocket) => socket.messages().map(({ content }) => content);
const settings = (socket: MemorySocket) => socket.of("disappearing").map(({ user_id, after }) => [user_id, after]);

test("either member changes the setting, once and in order, and both are told", () => {
  const { room, a, b, set } = open();
  set(a, 86_400);
  set(b, 604_800);
  set(b, 604_800, "again");
  set(a, 86_400);
  set(a, 0);
  for (const socket of [a, b, room.connect(ana, 0, { eventsAfter: 0 })]) {
    expect(settings(socket)).toEqual([
      [ana, 86_400],
      [ben, 604_800],
      [ana, 0],
    ]);
  }
  expect(b.of("room_clock").at(-1)).toMatchObject({ disappear_after: 0 });
});

test("a message keeps the rule that stood when it was sent, and goes exactly at its time", () => {
  const { room, a, b, set, say } = open();
  say(a, "stays");
  set(b, 86_400);
  say(a, "a day");
  set(a, 604_800);
  say(b, "a week");
  set(b, 0);
  say(b, "stays, too");
  const seen = () => said(room.connect(ben, 0));
  room.pass(dayMs - 1);
  expect(seen()).toEqual(["stays", "a day", "a week", "stays, too"]);
  room.pass(1);
  expect(seen()).toEqual(["stays", "a week", "stays, too"]);
  room.pass(6 * dayMs);
  expect(seen()).toEqual(["stays", "stays, too"]);
});

test("a message says when it goes, to who sent it and to who gets it, and a page that comes is told the time", () => {
  const { room, a, b, set, say } = open();
  set(a, 86_400);
  say(a, "a day");
  const expires_at = new Date(room.now + dayMs).toISOString();
  expect(a.of("delivery_confirmation").at(-1)).toMatchObject({ status: "sent", expires_at });
  expect(b.messages().at(-1)).toMatchObject({ expires_at });
  room.pass(1_000);
  const late = room.connect(ben, 0, { eventsAfter: 0 });
  expect(late.of("room_clock")).toEqual([
    { type: "room_clock", now: new Date(room.now).toISOString(), disappear_after: 86_400 },
  ]);
});

test("of a message that is gone nothing is left, and a resend of it is acknowledged as gone and not delivered", () => {
  const { room, a, b, set, say } = open();
  set(a, 86_400);
  say(a, "secret");
  room.send(a, { type: "edit", id: messageId(connection, 1), content: "more secret", client_id: "e" });
  room.send(b, { type: "reaction", id: messageId(connection, 1), emoji: "👍", client_id: "r" });
  room.pass(dayMs);
  room.hibernate();
  expect(JSON.stringify([room.log, [...room.changes.versions], room.changes.viewOf(ben, 1)])).not.toContain("secret");
  const before = b.frames.length;
  say(a, "secret");
  const acknowledged = a.of("delivery_confirmation").at(-1)!;
  expect(acknowledged).toMatchObject({ id: messageId(connection, 1), status: "sent" });
  expect(Date.parse(acknowledged.expires_at!)).toBeLessThanOrEqual(room.now);
  expect(b.frames).toHaveLength(before);
  say(a, "next");
  expect(b.messages().at(-1)).toMatchObject({ content: "next", seq: 2 });
});

test("a message that is gone cannot be changed; it is confirmed and answered without an error", () => {
  const { room, a, b, set, say } = open();
  set(a, 86_400);
  say(a, "gone tomorrow");
  set(a, 0);
  room.pass(dayMs);
  const id = messageId(connection, 1);
  room.send(b, { type: "read_receipt", id });
  say(b, "an answer that waited", id);
  expect(b.of("error")).toEqual([]);
  expect(a.messages().at(-1)).toMatchObject({ reply_to: id });
  room.send(b, { type: "reaction", id, emoji: "👍", client_id: "late" });
  expect(b.of("error")).toMatchObject([{ code: "unknown_message", client_id: "late" }]);
});

test("what a blocked member sets is theirs alone, during the block and after it", () => {
  const { room, a, set, say } = open();
  room.block(ben);
  set(a, 86_400);
  say(a, "hidden");
  expect(settings(a)).toEqual([[ana, 86_400]]);
  room.unblock(ben);
  room.hibernate();
  const b = room.connect(ben, 0, { eventsAfter: 0 });
  expect([settings(b), said(b), b.of("room_clock").at(-1)?.disappear_after]).toEqual([[], [], 0]);
  say(b, "stays");
  expect(room.at(2)).toMatchObject({ expiresAt: null });
  room.pass(dayMs);
  expect(said(room.connect(ana, 0))).toEqual(["stays"]);
});

test("a socket that sends nothing but settings is slowed down", () => {
  const { a, set } = open();
  for (let n = 0; n < 11; n++) set(a, n % 2 ? 0 : 86_400, `${n}`);
  expect(a.of("error")).toMatchObject([{ code: "rate_limited", retry_after: 6 }]);
});

test("a message takes its photos with it: none can be sent again, and an original that was revealed is closed", () => {
  const { room, a, b, set } = open();
  set(a, 86_400);
  const [first, second] = [room.upload(ana, withOriginal("1")), room.upload(ana, withOriginal("2"))];
  room.send(a, { type: "chat_message", content: "", client_id: "photos", photos: [first, second] });
  room.reveal(ana, [first]);
  room.pass(dayMs);
  const taken = { type: "unreveal", user_id: ana, image_id: first, ended_by: "message" };
  for (const socket of [a, b]) expect(socket.of("unreveal")).toMatchObject([taken]);
  expect([room.photoOf(first)?.photo, room.photoOf(second)?.photo]).toEqual([null, null]);
  room.send(a, { type: "chat_message", content: "", client_id: "again", photos: [second] });
  expect(a.of("error")).toMatchObject([{ code: "unknown_photo", client_id: "again" }]);
  room.send(a, { type: "chat_message", content: "", client_id: "photos", photos: [first, second] });
  expect(a.of("delivery_confirmation").at(-1)).toMatchObject({ client_id: "photos", id: messageId(connection, 1) });
});

test("who blocked the sender hears nothing of a photo, also once its message is gone", () => {
  const { room, a, set } = open();
  set(a, 86_400);
  room.block(ben);
  const photo = room.upload(ana, withOriginal("1"));
  room.send(a, { type: "chat_message", content: "", client_id: "hidden", photos: [photo] });
  room.reveal(ana, [photo]);
  room.pass(dayMs);
  room.unblock(ben);
  const back = room.connect(ben, 0, { eventsAfter: 0 });
  expect([...back.of("reveal"), ...back.of("unreveal")]).toEqual([]);
  expect(room.connect(ana, 0, { eventsAfter: 0 }).of("unreveal")).toHaveLength(1);
});
