import { expect, test } from "vitest";
import type { UnsentMessage } from "../chat/outbox/outbox";
import { messageId, type ClientFrame } from "../contract/chat";
import type { ConnectionId, UserId } from "../contract/ids";
import { answerTo, sendToRoom } from "./room-sender";
import { openSocket, taken, type Answers } from "./testing/room-socket";

const room = "0198c0de-0000-7000-8000-000000000001" as ConnectionId;
const userId = "0198c0de-0000-7000-8000-00000000000a" as UserId;
const unsent = (clientId: string, more: Partial<UnsentMessage> = {}): UnsentMessage => ({
  ...{ clientId, room, userId, content: clientId, place: 0, typedAt: 0, refusal: null },
  ...more,
});

/** A device with these messages, in their order, and a room that answers each frame as it is told to. */
function openDevice(messages: UnsentMessage[], answers: Answers = taken) {
  const sockets: ReturnType<typeof openSocket>[] = [];
  const connect = () => {
    sockets.push(openSocket(answers));
    return sockets[0]!.socket;
  };
  const remove = async (clientId: string) => {
    const at = messages.findIndex((message) => message.clientId === clientId);
    messages.splice(at, 1);
  };
  const send = () => sendToRoom(connect, { list: async () => [...messages], remove });
  const left = () => messages.map(({ clientId }) => clientId);
  return { sockets, send, left };
}

const refusing = (code: string): Answers => {
  return (frame) => (frame.client_id === "b" ? [{ type: "error", code, client_id: "b" }] : taken(frame));
};

test("messages are sent in order, each once the one before is taken, and then the socket is closed", async () => {
  const { send, sockets, left } = openDevice([unsent("a"), unsent("b"), unsent("c")]);
  await send();
  expect([sockets[0]!.sentIds(), sockets[0]!.isClosed(), left()]).toEqual([["a", "b", "c"], true, []]);
});

test("a reply names what it answers, and nothing more is sent than a page would", async () => {
  const { send, sockets } = openDevice([unsent("a", { replyTo: messageId(room, 3) })]);
  await send();
  const frame: ClientFrame = { type: "chat_message", content: "a", client_id: "a", reply_to: messageId(room, 3) };
  expect(sockets[0]!.sent).toEqual([frame]);
});

test.each<[string, Partial<UnsentMessage>]>([
  ["photos", { photos: [] }],
  ["an edit", { content: "", change: { type: "edit", id: messageId(room, 1), content: "new" } }],
  ["a deletion", { content: "", change: { type: "delete", id: messageId(room, 1), for: "both" } }],
  ["words that were replaced", { isRevised: true }],
])("%s and all after them are left to a page, what comes before is sent", async (_what, needsPage) => {
  const { send, sockets, left } = openDevice([unsent("a"), unsent("b", needsPage), unsent("c")]);
  await send();
  expect([sockets[0]!.sentIds(), left()]).toEqual([["a"], ["b", "c"]]);
  const first = openDevice([unsent("b", needsPage), unsent("c")]);
  await first.send();
  expect([first.sockets, first.left()]).toEqual([[], ["b", "c"]]);
});

test("a message that the room refuses stays for a page to show, with all that comes after it", async () => {
  const { send, sockets, left } = openDevice([unsent("a"), unsent("b"), unsent("c")], refusing("unknown_message"));
  await send();
  expect([sockets[0]!.sentIds(), sockets[0]!.isClosed(), left()]).toEqual([["a", "b"], true, ["b", "c"]]);
});

test("one that was refused before lets the others pass, and stays", async () => {
  const { send, sockets, left } = openDevice([unsent("a", { refusal: "Too long." }), unsent("b")]);
  await send();
  expect([sockets[0]!.sentIds(), left()]).toEqual([["b"], ["a"]]);
});

test("a room that asks to wait and a socket that breaks are tried again later", async () => {
  const limited = openDevice([unsent("a"), unsent("b"), unsent("c")], refusing("rate_limited"));
  await expect(limited.send()).rejects.toThrow("The room takes no more now.");
  expect([limited.sockets[0]!.isClosed(), limited.left()]).toEqual([true, ["b", "c"]]);
  const broken = openDevice([unsent("a")], () => "close");
  await expect(broken.send()).rejects.toThrow("The socket ended.");
  expect(broken.left()).toEqual(["a"]);
});

test("what a page discards or revises while the worker sends is not sent any more", async () => {
  const messages = [unsent("a"), unsent("b"), unsent("c")];
  const { send, sockets, left } = openDevice(messages, (frame) => {
    messages.splice(1, 2, unsent("c", { isRevised: true }));
    return taken(frame);
  });
  await send();
  expect([sockets[0]!.sentIds(), left()]).toEqual([["a"], ["c"]]);
});

test("frames that are about something else, broken or of a later version say nothing of a message", () => {
  const delivered = { type: "delivery_confirmation", id: messageId(room, 1), client_id: "a", status: "delivered" };
  const others = [delivered, { ...delivered, status: "sent", client_id: "b" }].map((frame) => JSON.stringify(frame));
  for (const data of [...others, "", "{", "null", "1", '{"type":"of_later"}'])
    expect([data, answerTo("a", data)]).toEqual([data, "other"]);
});
