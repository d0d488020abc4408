import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { messageId } from "../../../app/contract/chat";
import { MemoryRoom } from "../testing/memory-room";
import { ana, ben, connection } from "../testing/two-members";
import { join, replayLimit } from "./join";
import type { Effect, Participant } from "./state";

const tablet: Participant = { id: "tablet", userId: ben };

/** A room in which Ana said so many things while Ben was away. */
function roomWith(messages: number): MemoryRoom {
  const room = new MemoryRoom(connection, [ana, ben]);
  const socket = room.connect(ana);
  for (let n = 1; n <= messages; n++) {
    if (n % 50 === 0) room.pass(60_000);
    room.send(socket, { type: "chat_message", content: `m${n}`, client_id: `c${n}` });
  }
  return room;
}

const framesOf = (effects: Effect[]) =>
  effects.flatMap((effect) => (effect.kind === "send" && effect.socket === tablet.id ? [effect.frame] : []));

const seqsOf = (effects: Effect[]) =>
  framesOf(effects).flatMap((frame) => (frame.type === "chat_message" ? [frame.seq] : []));

describe("a socket that joins", () => {
  test("is sent every message after the seq that it names, in order, before anything else", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 }), fc.nat(), (count, any) => {
        const room = roomWith(count);
        const after = any % (count + 1);
        const { effects } = join(room.state, room, tablet, {
          after: after,
          eventsAfter: null,
          changesAfter: null,
          now: 0,
        });
        const missed = Array.from({ length: count - after }, (_none, index) => after + index + 1);
        expect(seqsOf(effects)).toEqual(missed);
        const types = framesOf(effects).map(({ type }) => type);
        expect(types.lastIndexOf("chat_message")).toBe(missed.length - 1);
      }),
    );
  });

  test("is sent no message when it names no seq", () => {
    const room = roomWith(3);
    expect(
      seqsOf(join(room.state, room, tablet, { after: null, eventsAfter: null, changesAfter: null, now: 0 }).effects),
    ).toEqual([]);
  });

  test("that is too far behind is told so first, and gets the newest thousand", () => {
    const room = roomWith(replayLimit + 5);
    const { effects } = join(room.state, room, tablet, { after: 2, eventsAfter: null, changesAfter: null, now: 0 });
    expect(effects[0]).toEqual({
      kind: "send_error",
      socket: tablet.id,
      error: { code: "too_far_behind" },
      clientId: null,
    });
    expect(seqsOf(effects)).toHaveLength(replayLimit);
    expect(seqsOf(effects).at(0)).toBe(6);
  });

  test("that saw more than the log has is told to begin anew, and gets what is there", () => {
    const room = roomWith(3);
    const { effects } = join(room.state, room, tablet, { after: 5, eventsAfter: null, changesAfter: null, now: 0 });
    expect(effects[0]).toMatchObject({ kind: "send_error", error: { code: "too_far_behind" } });
    expect(seqsOf(effects)).toEqual([1, 2, 3]);
  });

  test("learns what the other has received and read, what it read itself, and who is online", () => {
    const room = roomWith(2);
    const b = room.connect(ben);
    room.send(b, { type: "read_receipt", id: messageId(connection, 1) });
    room.send(b, { type: "chat_message", content: "answer", client_id: "b1" });
    room.send(room.sockets()[0]!, { type: "delivery_confirmation", id: messageId(connection, 3) });
    expect(
      framesOf(join(room.state, room, tablet, { after: null, eventsAfter: null, changesAfter: null, now: 0 }).effects),
    ).toEqual([
      { type: "delivery_confirmation", id: messageId(connection, 3), client_id: "b1", status: "delivered" },
      { type: "read_receipt", id: messageId(connection, 1), user_id: ben },
      { type: "presence", user_id: ana, is_online: true },
    ]);
  });

  test("sees the other typing, as the last thing", () => {
    const room = roomWith(1);
    room.send(room.sockets()[0]!, { type: "typing_indicator", is_typing: true });
    expect(
      framesOf(
        join(room.state, room, tablet, { after: null, eventsAfter: null, changesAfter: null, now: 0 }).effects,
      ).at(-1),
    ).toEqual({
      type: "typing_indicator",
      user_id: ana,
      is_typing: true,
    });
  });

  test("announces its member once, however many sockets they open", () => {
    const room = roomWith(0);
    const first = join(room.state, room, tablet, { after: null, eventsAfter: null, changesAfter: null, now: 0 });
    const online = { kind: "send_member", member: ana, frame: { type: "presence", user_id: ben, is_online: true } };
    expect(first.effects).toContainEqual(online);
    const second = join(
      first.room,
      room,
      { id: "phone", userId: ben },
      { after: null, eventsAfter: null, changesAfter: null, now: 0 },
    );
    expect(second.effects).not.toContainEqual(online);
  });
});
