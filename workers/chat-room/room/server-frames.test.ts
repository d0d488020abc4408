import fc from "fast-check";
import { expect, test } from "vitest";
import { messageId, seqIn, ServerFrame } from "../../../app/contract/chat";
import { MemoryRoom } from "../testing/memory-room";
import { ana, ben, connection } from "../testing/two-members";
import { chatPhoto } from "../testing/chat-photo";
import {
  acknowledge,
  announcePresence,
  announceTyping,
  deliveredFrame,
  messageFrame,
  readFrame,
} from "./server-frames";

const room = new MemoryRoom(connection, [ana, ben]);

const message = fc.record({
  seq: fc.integer({ min: 1, max: 1_000_000 }),
  senderId: fc.constantFrom(ana, ben),
  clientId: fc.option(fc.uuid()),
  content: fc.string({ minLength: 1, maxLength: 100 }).filter((text) => text.trim() !== ""),
  createdAt: fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) }),
  isHidden: fc.boolean(),
  expiresAt: fc.option(fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) })),
  replyTo: fc.option(fc.record({ seq: fc.integer({ min: 1, max: 9 }), isPrivate: fc.boolean() })),
  photos: fc.constantFrom([], [chatPhoto("c")], [chatPhoto("d"), chatPhoto("e")]),
});

test("every message makes a frame that the contract takes, and says nothing of its client id to others", () => {
  fc.assert(
    fc.property(message, (logged) => {
      const frame = messageFrame(connection, logged, { viewer: ana });
      expect(ServerFrame.parse(frame)).toMatchObject({
        seq: logged.seq,
        content: logged.content,
        sender_id: logged.senderId,
      });
      expect("client_id" in frame).toBe(false);
      expect(new Date(frame.created_at).getTime()).toBe(logged.createdAt);
      expect("id" in frame && seqIn(connection, frame.id)).toBe(logged.seq);
    }),
  );
});

test("an acknowledgement goes to the socket that sent the message, with its client id if it had one", () => {
  const socket = { id: "phone", userId: ana };
  const logged = {
    seq: 3,
    senderId: ana,
    clientId: "c3",
    content: "hello",
    createdAt: 0,
    isHidden: false,
    replyTo: null,
    photos: [],
    expiresAt: null,
  };
  const third = messageFrame(connection, logged, { viewer: ana });
  expect(acknowledge(socket, third, "c3")).toEqual({
    kind: "send",
    socket: "phone",
    frame: {
      type: "delivery_confirmation",
      id: messageId(connection, 3),
      client_id: "c3",
      status: "sent",
      created_at: "1970-01-01T00:00:00.000Z",
    },
  });
  const anonymous = acknowledge(socket, third, null);
  expect("frame" in anonymous && "client_id" in anonymous.frame).toBe(false);
});

test("presence and typing go to the other member alone", () => {
  expect(announcePresence(room.state, ana, false)).toMatchObject({
    member: ben,
    frame: { user_id: ana, is_online: false },
  });
  expect(announceTyping(room.state, ben, true)).toMatchObject({
    member: ana,
    frame: { user_id: ben, is_typing: true },
  });
});

test("receipts name the message by its id, and a delivered one whose client id is not known has none", () => {
  expect(readFrame(room.state, ben, 2)).toEqual({ type: "read_receipt", id: messageId(connection, 2), user_id: ben });
  expect(deliveredFrame(room.state, room, 9)).toEqual({
    type: "delivery_confirmation",
    id: messageId(connection, 9),
    status: "delivered",
  });
});
