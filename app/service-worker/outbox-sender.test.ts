import { expect, test } from "vitest";
import type { UnsentMessage } from "../chat/outbox/outbox";
import type { ConnectionId, UserId } from "../contract/ids";
import { sendOutbox, type OutboxSenderParts } from "./outbox-sender";
import { openSocket, taken, type Answers } from "./testing/room-socket";

const first = "0198c0de-0000-7000-8000-000000000001" as ConnectionId;
const second = "0198c0de-0000-7000-8000-000000000002" as ConnectionId;
const me = "0198c0de-0000-7000-8000-00000000000a" as UserId;
const other = "0198c0de-0000-7000-8000-00000000000b" as UserId;

function unsent(clientId: string, room = first, more: Partial<UnsentMessage> = {}): UnsentMessage {
  return { clientId, room, userId: me, content: clientId, place: 0, typedAt: 0, refusal: null, ...more };
}

/** A device with these messages, signed in as `me`, beside rooms that take every message. */
function openDevice(messages: UnsentMessage[], more: Partial<OutboxSenderParts> = {}, answers: Answers = taken) {
  const waiting = new Map(messages.map((message) => [message.clientId, message]));
  const sockets: (ReturnType<typeof openSocket> & { room: ConnectionId; token: string })[] = [];
  const parts: OutboxSenderParts = {
    listAll: async () => [...waiting.values()],
    list: async (userId, room) => [...waiting.values()].filter((m) => m.userId === userId && m.room === room),
    remove: async (clientId) => void waiting.delete(clientId),
    isPageVisible: async () => false,
    fetchViewerId: async () => me,
    fetchToken: async () => "fresh",
    connect: (room, token) => {
      const opened = { ...openSocket(answers), room, token };
      sockets.push(opened);
      return opened.socket;
    },
    ...more,
  };
  const sent = () => sockets.map(({ room, token, sentIds }) => [room, token, sentIds()]);
  return { send: () => sendOutbox(parts), sent, left: () => [...waiting.keys()] };
}

test("the messages of every room are sent, each room's over its own socket with a fresh token", async () => {
  const { send, sent, left } = openDevice([unsent("a"), unsent("b", second), unsent("c")]);
  await send();
  expect(sent()).toEqual([
    [first, "fresh", ["a", "c"]],
    [second, "fresh", ["b"]],
  ]);
  expect(left()).toEqual([]);
});

test("nothing is sent of another account, or when nobody is signed in any more", async () => {
  const ofAnother = openDevice([unsent("a", first, { userId: other })]);
  await ofAnother.send();
  const signedOut = openDevice([unsent("a")], { fetchViewerId: async () => null });
  await signedOut.send();
  const ended = openDevice([unsent("a")], { fetchToken: async () => null });
  await ended.send();
  expect([ofAnother, signedOut, ended].map(({ sent, left }) => [sent(), left()])).toEqual(Array(3).fill([[], ["a"]]));
});

test("nothing is sent when another account signs in before there is a token", async () => {
  const viewers = [me, other];
  const { send, sent, left } = openDevice([unsent("a")], { fetchViewerId: async () => viewers.shift()! });
  await send();
  expect([sent(), left()]).toEqual([[], ["a"]]);
});

test("nobody is asked when nothing waits that the worker can send", async () => {
  const asks = { fetchViewerId: () => Promise.reject(new Error("It was asked.")) };
  await openDevice([], asks).send();
  await openDevice([unsent("a", first, { photos: [] })], asks).send();
});

test("a page on screen sends, and the worker looks again later", async () => {
  const { send, sent } = openDevice([unsent("a")], { isPageVisible: async () => true });
  await expect(send()).rejects.toThrow("A page on screen sends");
  expect(sent()).toEqual([]);
});

test("a room that fails holds up no other, and is tried again later", async () => {
  const answers: Answers = (frame) => (frame.client_id === "a" ? "close" : taken(frame));
  const { send, left } = openDevice([unsent("a"), unsent("b", second)], {}, answers);
  await expect(send()).rejects.toThrow("Not all could be sent now.");
  expect(left()).toEqual(["a"]);
});
