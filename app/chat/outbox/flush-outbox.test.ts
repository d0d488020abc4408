import { expect, test } from "vitest";
import { messageId, type ClientFrame } from "~/contract/chat";
import type { ConnectionId, UserId } from "~/contract/ids";
import type { RoomSocketEvents } from "../socket/room-socket";
import { flushOutbox, type FlushParts } from "./flush-outbox";
import type { UnsentMessage } from "./outbox";

const [first, second] = ["1", "2"].map((n) => `0198c0de-0000-7000-8000-00000000000${n}` as ConnectionId) as [
  ConnectionId,
  ConnectionId,
];
const me = "0198c0de-0000-7000-8000-00000000000a" as UserId;
const other = "0198c0de-0000-7000-8000-00000000000b" as UserId;

function unsent(clientId: string, room: ConnectionId, userId = me): UnsentMessage {
  return { clientId, room, userId, content: clientId, place: 0, typedAt: 0, refusal: null };
}

interface FakeSocket {
  room: ConnectionId;
  events: RoomSocketEvents;
  sent: ClientFrame[];
  isClosed: boolean;
}

/** A device with these messages, signed in as `me`, and rooms that accept every socket. */
function openDevice(messages: UnsentMessage[]) {
  const sockets: FakeSocket[] = [];
  const parts: FlushParts = {
    listUnsent: async () => messages,
    fetchViewerId: async () => me,
    store: {
      remove: async () => undefined,
      refuse: async () => undefined,
      revise: async () => undefined,
      savePhotos: async () => undefined,
      put: async (change) => ({ ...unsent("change", first), ...change }),
    },
    upload: async () => ({ kind: "uploaded" }),
    connect: (room, events) => {
      const socket: FakeSocket = { room, events, sent: [], isClosed: false };
      sockets.push(socket);
      return { send: (frame) => socket.sent.push(frame) > 0, close: () => void (socket.isClosed = true) };
    },
  };
  return { parts, sockets };
}

function acknowledge({ room, events }: FakeSocket, clientId: string, seq: number): void {
  events.onFrame({ type: "delivery_confirmation", id: messageId(room, seq), client_id: clientId, status: "sent" });
}

test("sends the messages of every room but the open one, each over its own socket that closes when all are sent", async () => {
  const { parts, sockets } = openDevice([unsent("a", first), unsent("b", second), unsent("c", second)]);
  await flushOutbox(first, parts);
  expect(sockets.map(({ room }) => room)).toEqual([second]);
  acknowledge(sockets[0]!, "b", 1);
  expect([sockets[0]!.sent.map((frame) => "client_id" in frame && frame.client_id), sockets[0]!.isClosed]).toEqual([
    ["b", "c"],
    false,
  ]);
  acknowledge(sockets[0]!, "c", 2);
  expect(sockets[0]!.isClosed).toBe(true);
});

test("sends nothing that another account typed on this device", async () => {
  const { parts, sockets } = openDevice([unsent("a", first, other), unsent("b", second)]);
  await flushOutbox(null, parts);
  expect(sockets.map(({ room }) => room)).toEqual([second]);
});

test("asks nobody and connects nowhere when nothing is unsent", async () => {
  const { parts, sockets } = openDevice([]);
  let asked = 0;
  await flushOutbox(null, { ...parts, fetchViewerId: async () => String((asked += 1)) });
  expect([asked, sockets]).toEqual([0, []]);
});

test("asks for no missed messages, and closes its sockets when it is stopped", async () => {
  const { parts, sockets } = openDevice([unsent("a", first), unsent("b", second)]);
  const stop = await flushOutbox(null, parts);
  expect(sockets.map(({ events }) => events.resumeAfter())).toEqual([null, null]);
  stop();
  expect(sockets.map(({ isClosed }) => isClosed)).toEqual([true, true]);
});
