import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { messageId } from "../../../app/contract/chat";
import { MemoryRoom } from "../testing/memory-room";
import { ana, ben, connection, otherConnection } from "../testing/two-members";
import { confirmDelivery, receiveReceipt } from "./receipts";
import { memberState, type Participant } from "./state";

const phone: Participant = { id: "phone", userId: ben };

/** A room with three messages of Ana's and one of Ben's, the last. */
function talkedRoom() {
  const room = new MemoryRoom(connection, [ana, ben]);
  const [a, b] = [room.connect(ana), room.connect(ben)];
  for (const client_id of ["c1", "c2", "c3"]) room.send(a, { type: "chat_message", content: "hello", client_id });
  room.send(b, { type: "chat_message", content: "hello back", client_id: "c1" });
  return room;
}

const id = (seq: number) => messageId(connection, seq);
const receipt = (room: MemoryRoom, kind: "delivered" | "read", messageIdText: string) =>
  receiveReceipt(room.state, room, { sender: phone, kind, id: messageIdText });

describe("a delivery receipt", () => {
  test("raises the watermark, is saved first, and tells the sender with their client id", () => {
    const room = talkedRoom();
    const { room: after, effects } = receipt(room, "delivered", id(2));
    const watermarks = { delivered: 2, read: 0 };
    expect(memberState(after, ben).watermarks).toEqual(watermarks);
    expect(effects).toEqual([
      { kind: "save_watermarks", member: ben, watermarks },
      {
        kind: "send_member",
        member: ana,
        frame: { type: "delivery_confirmation", id: id(2), client_id: "c2", status: "delivered" },
      },
    ]);
  });

  test("that came over HTTP follows the same rule, without an error frame for what it cannot confirm", () => {
    const room = talkedRoom();
    expect(confirmDelivery(room.state, room, ben, id(2))).toEqual(receipt(room, "delivered", id(2)));
    expect(confirmDelivery(room.state, room, ben, id(9))).toEqual({ room: room.state, effects: [] });
  });
});

describe("a read receipt", () => {
  test("counts as delivered, and goes to every socket but the reader's own", () => {
    const { effects } = receipt(talkedRoom(), "read", id(3));
    expect(effects).toEqual([
      { kind: "save_watermarks", member: ben, watermarks: { delivered: 3, read: 3 } },
      { kind: "send_others", except: phone.id, frame: { type: "read_receipt", id: id(3), user_id: ben } },
    ]);
  });

  test("of an older message never lowers what was delivered", () => {
    const room = talkedRoom();
    const { room: after } = receiveReceipt(receipt(room, "delivered", id(3)).room, room, {
      sender: phone,
      kind: "read",
      id: id(1),
    });
    expect(memberState(after, ben).watermarks).toEqual({ delivered: 3, read: 1 });
  });
});

test.each([
  ["one's own message", id(4)],
  ["a message that does not exist", id(9)],
  ["another room's message", messageId(otherConnection, 1)],
  ["no id at all", "everything"],
])("%s cannot be confirmed: an error, and nothing changes", (_name, wrong) => {
  const room = talkedRoom();
  for (const kind of ["delivered", "read"] as const) {
    const { room: after, effects } = receipt(room, kind, wrong);
    expect(after).toBe(room.state);
    expect(effects).toEqual([
      { kind: "send_error", socket: phone.id, error: { code: "unknown_message" }, clientId: null },
    ]);
  }
});

test("watermarks only rise, read never passes delivered, and a receipt that raises nothing sends nothing", () => {
  const receipts = fc.array(
    fc.record({ kind: fc.constantFrom("delivered" as const, "read" as const), seq: fc.integer({ min: 1, max: 3 }) }),
  );
  fc.assert(
    fc.property(receipts, (all) => {
      const room = talkedRoom();
      let state = room.state;
      for (const { kind, seq } of all) {
        const before = memberState(state, ben).watermarks;
        const outcome = receiveReceipt(state, room, { sender: phone, kind, id: id(seq) });
        const after = memberState(outcome.room, ben).watermarks;
        expect(after.delivered).toBeGreaterThanOrEqual(before.delivered);
        expect(after.read).toBeGreaterThanOrEqual(before.read);
        expect(after.read).toBeLessThanOrEqual(after.delivered);
        expect(outcome.effects.length > 0).toBe(JSON.stringify(after) !== JSON.stringify(before));
        state = outcome.room;
      }
    }),
  );
});
