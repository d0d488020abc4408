/** A block is silent: the blocked person's frames are those of a room whose other member is merely away. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { messageId, type ClientFrame } from "../../../app/contract/chat";
import { MemoryRoom, type MemorySocket } from "../testing/memory-room";
import { ana, ben, connection } from "../testing/two-members";

const openRoom = () => new MemoryRoom(connection, [ana, ben]);
const say = (content: string): ClientFrame => ({ type: "chat_message", content, client_id: content });

test("a message of a blocked member is acknowledged, reaches their own sockets, and never the one who blocks", () => {
  const room = openRoom();
  const [phone, desk] = [room.connect(ana), room.connect(ana)];
  room.block(ben);
  room.send(phone, say("hidden"));
  room.unblock(ben);
  room.send(phone, say("seen"));
  expect(phone.of("delivery_confirmation").map(({ client_id, status }) => [client_id, status])).toEqual([
    ["hidden", "sent"],
    ["seen", "sent"],
  ]);
  expect(desk.messages().map(({ content }) => content)).toEqual(["hidden", "seen"]);
  const bens = room.connect(ben, 0);
  expect(bens.messages().map(({ content, seq }) => [content, seq])).toEqual([["seen", 2]]);
});

test("who blocked cannot confirm a hidden message, so it stays as sent", () => {
  const room = openRoom();
  const phone = room.connect(ana);
  room.block(ben);
  room.send(phone, say("hidden"));
  room.unblock(ben);
  const bens = room.connect(ben, 0);
  room.send(bens, { type: "read_receipt", id: messageId(connection, 1) });
  expect(bens.of("error").map(({ code }) => code)).toEqual(["unknown_message"]);
  expect(phone.of("read_receipt")).toEqual([]);
});

test("a resend of a hidden message after the block is acknowledged again and stays hidden", () => {
  const room = openRoom();
  room.block(ben);
  const phone = room.connect(ana);
  room.send(phone, say("hidden"));
  room.unblock(ben);
  const bens = room.connect(ben, 0);
  room.hibernate();
  room.send(phone, say("hidden"));
  expect([bens.messages(), room.log.length]).toEqual([[], 1]);
});

const step = fc.record({
  do: fc.constantFrom(
    "say",
    "say",
    "edit",
    "react",
    "delete",
    "type",
    "other says",
    "other reads",
    "block",
    "unblock",
    "come",
    "pass",
    "sleep",
  ),
  n: fc.nat(20),
});

test("in any history the blocked member is sent the very frames of a room whose other member is away meanwhile", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const rooms = [openRoom(), openRoom()] as const;
      const mine = rooms.map((room) => room.connect(ana));
      let others: MemorySocket[] | null = rooms.map((room) => room.connect(ben));
      let isBlocked = false;
      const hidden = new Set<string>();
      const got = new Set<string>();
      for (const [index, { do: what, n }] of steps.entries()) {
        for (const [at, room] of rooms.entries()) {
          const own = mine[at]!;
          const other = others?.[at];
          if (what === "say") room.send(own, say(`m${index}`));
          const id = messageId(connection, n + 1);
          if (what === "edit") room.send(own, { type: "edit", id, content: `m${index}`, client_id: `e${index}` });
          if (what === "react") room.send(own, { type: "reaction", id, emoji: "👍", client_id: `r${index}` });
          if (what === "delete")
            room.send(own, { type: "delete", id, for: n % 2 ? "me" : "both", client_id: `d${index}` });
          if (what === "type") room.send(own, { type: "typing_indicator", is_typing: n % 2 === 0 });
          if (what === "other says" && other) room.send(other, say(`o${index}`));
          const read = room.log.findLast(
            ({ senderId, isHidden }) => senderId === ana && !isHidden && !hidden.size,
          )?.seq;
          if (what === "other reads" && other && read) {
            room.send(other, { type: "read_receipt", id: messageId(connection, read) });
          }
          if (what === "pass") room.pass(n * 500);
          if (what === "sleep") room.hibernate();
        }
        if ((what === "say" || what === "edit") && isBlocked) hidden.add(`m${index}`);
        if (what === "block" && !isBlocked) {
          others?.[0]?.frames.forEach((frame) => "content" in frame && got.add(frame.content));
          if (others) rooms[1].disconnect(others[1]!);
          rooms[0].block(ben);
          [others, isBlocked] = [null, true];
        }
        if (what === "unblock" && isBlocked) {
          rooms[0].unblock(ben);
          isBlocked = false;
        }
        if (what === "come" && !isBlocked && !others)
          others = rooms.map((room) => room.connect(ben, 0, { changesAfter: 0 }));
      }
      others?.[0]?.frames.forEach((frame) => "content" in frame && got.add(frame.content));
      expect(mine[0]!.frames).toEqual(mine[1]!.frames);
      expect([...hidden].filter((content) => got.has(content))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
