import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { messageId, messagesPerMinute, seqIn, type ClientFrame } from "../../../app/contract/chat";
import { MemoryRoom, type MemorySocket } from "../testing/memory-room";
import { ana, ben, connection, otherConnection } from "../testing/two-members";
import { sendMessage } from "./send-message";
import { memberState, withMemberState, type Participant, type Room } from "./state";

const phone: Participant = { id: "phone", userId: ana };
const start = Date.UTC(2026, 0, 1);

const openRoom = () => new MemoryRoom(connection, [ana, ben]);

function send(room: MemoryRoom, state: Room, { clientId, now }: { clientId?: string; now: number }) {
  const frame = { type: "chat_message", content: "hello", client_id: clientId } as const;
  return sendMessage(state, room, { sender: phone, frame, now });
}

test("a message is in the log, then acknowledged, then delivered to all other sockets", () => {
  const room = openRoom();
  const { effects } = send(room, room.state, { clientId: "c1", now: start });
  expect(room.log).toEqual([
    {
      seq: 1,
      senderId: ana,
      clientId: "c1",
      content: "hello",
      createdAt: start,
      isHidden: false,
      replyTo: null,
      photos: [],
      expiresAt: null,
    },
  ]);
  expect(effects).toEqual([
    {
      kind: "send",
      socket: phone.id,
      frame: {
        type: "delivery_confirmation",
        id: messageId(connection, 1),
        client_id: "c1",
        status: "sent",
        created_at: new Date(start).toISOString(),
      },
    },
    { kind: "send_others", except: phone.id, frame: expect.objectContaining({ content: "hello", seq: 1 }) },
  ]);
});

test("a message queued twice is in the log once and delivered once, with the same acknowledgement", () => {
  const room = openRoom();
  const first = send(room, room.state, { clientId: "c1", now: start });
  const second = send(room, first.room, { clientId: "c1", now: start + 1 });
  expect(room.log).toHaveLength(1);
  expect(second).toEqual({ room: first.room, effects: [first.effects[0]] });
});

test("sending ends typing, and says so before the message arrives", () => {
  const room = openRoom();
  const typing = withMemberState(room.state, ana, { ...memberState(room.state, ana), typingUntil: start + 5_000 });
  const { room: after, effects } = send(room, typing, { now: start });
  expect(memberState(after, ana).typingUntil).toBeNull();
  expect(effects[1]).toEqual({
    kind: "send_member",
    member: ben,
    frame: { type: "typing_indicator", user_id: ana, is_typing: false },
  });
});

test("a clock that was set back never makes a message older than the one before", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 100_000 }), { maxLength: 30 }), (moments) => {
      const room = openRoom();
      let state = room.state;
      for (const moment of moments) state = send(room, state, { now: start + moment }).room;
      const times = room.log.map(({ createdAt }) => createdAt);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(room.log.map(({ seq }) => seq)).toEqual(times.map((_time, index) => index + 1));
    }),
  );
});

describe("beyond the limit of a minute", () => {
  /** A room in which Ana has used up her minute, one message a second. */
  function usedUp() {
    const room = openRoom();
    let state = room.state;
    for (let n = 0; n < messagesPerMinute; n++) {
      state = send(room, state, { clientId: `c${n}`, now: start + n * 1_000 }).room;
    }
    return { room, state };
  }

  test("a message is refused with the seconds until the oldest one is a minute old", () => {
    const { room, state } = usedUp();
    const late = send(room, state, { clientId: "late", now: start + 59_500 });
    expect(late).toEqual({
      room: state,
      effects: [
        {
          kind: "send_error",
          socket: phone.id,
          error: { code: "rate_limited", frameType: "chat_message", retryAfterSeconds: 1 },
          clientId: "late",
        },
      ],
    });
    expect(room.log).toHaveLength(messagesPerMinute);
  });

  test("a resend is acknowledged all the same: its sender must learn that it is safe", () => {
    const { room, state } = usedUp();
    const resent = send(room, state, { clientId: "c7", now: start + 59_500 });
    expect(resent.effects).toMatchObject([{ kind: "send", frame: { id: messageId(connection, 8), status: "sent" } }]);
  });

  test("the next message is taken to the millisecond when the oldest one is a minute old", () => {
    const { room, state } = usedUp();
    expect(send(room, state, { now: start + 59_999 }).effects[0]?.kind).toBe("send_error");
    expect(send(room, state, { now: start + 60_000 }).effects[0]?.kind).toBe("send");
  });
});

describe("a reply", () => {
  const reply = (seq: number, client_id = `reply to ${seq}`): ClientFrame => ({
    type: "chat_message",
    content: "yes",
    client_id,
    reply_to: messageId(connection, seq),
  });
  const answered = (socket: MemorySocket) => socket.messages().map(({ reply_to: id }) => id && seqIn(connection, id));

  test("says what it answers, to every device and to one that comes later, also when that was deleted", () => {
    const room = new MemoryRoom(connection, [ana, ben]);
    const [a, b] = [room.connect(ana), room.connect(ben)];
    room.send(a, { type: "chat_message", content: "Are you there?", client_id: "first" });
    room.send(a, { type: "delete", id: messageId(connection, 1), for: "both", client_id: "gone" });
    room.send(b, reply(1));
    expect([answered(a), answered(room.connect(ana, 0))]).toEqual([[1], [undefined, 1]]);
  });

  test("to what is not there, or in another room, is refused with its id, and one sent again is acknowledged again", () => {
    const room = new MemoryRoom(connection, [ana, ben]);
    const a = room.connect(ana);
    room.send(a, reply(1));
    room.send(a, { ...reply(1, "elsewhere"), reply_to: messageId(otherConnection, 1) } as ClientFrame);
    expect(a.of("error").map(({ code, client_id }) => [code, client_id])).toEqual([
      ["unknown_message", "reply to 1"],
      ["unknown_message", "elsewhere"],
    ]);
    expect(room.log).toEqual([]);
  });

  test("to a message that a block hid keeps from the other that there was one", () => {
    const room = new MemoryRoom(connection, [ana, ben]);
    const [a, desk] = [room.connect(ana), room.connect(ana)];
    room.block(ben);
    room.send(a, { type: "chat_message", content: "hidden", client_id: "hidden" });
    room.unblock(ben);
    const b = room.connect(ben, 0);
    room.send(a, reply(1));
    expect([answered(b), answered(desk), answered(room.connect(ben, 0))]).toEqual([
      [undefined],
      [undefined, 1],
      [undefined],
    ]);
    expect(room.connect(ana, 0).messages().at(-1)?.reply_to).toBe(messageId(connection, 1));
  });
});
