import { expect, test } from "vitest";
import { offlineGraceMs } from "../../../app/contract/chat";
import type { ConnectionId, UserId } from "../../../app/contract/ids";
import { MemoryRoom, type MemorySocket } from "../testing/memory-room";

const connection = "0198c0de-0000-7000-8000-000000000001" as ConnectionId;
const ana = "0198c0de-0000-7000-8000-00000000000a" as UserId;
const ben = "0198c0de-0000-7000-8000-00000000000b" as UserId;

function open(...shown: UserId[]) {
  const room = new MemoryRoom(connection, [ana, ben]);
  for (const member of shown) room.setLastSeenShown(member, true);
  const leave = (socket: MemorySocket) => {
    const at = new Date(room.now).toISOString();
    room.disconnect(socket);
    room.pass(offlineGraceMs);
    return at;
  };
  return { room, a: room.connect(ana), b: room.connect(ben), leave };
}

const told = (socket: MemorySocket) => socket.of("last_seen").map(({ user_id, at }) => [user_id, at]);

test("where both show it, each is told when the other was last here, as they go and by who connects later", () => {
  const { room, a, b, leave } = open(ana, ben);
  room.pass(60_000);
  const at = leave(b);
  expect(told(a)).toEqual([[ben, at]]);
  room.hibernate();
  expect(told(room.connect(ana))).toEqual([[ben, at]]);
  room.connect(ben);
  expect(told(room.connect(ana))).toEqual([]);
});

test.each([
  ["neither shows it", []],
  ["only who goes shows it", [ben]],
  ["only who stays shows it", [ana]],
])("nobody is told where %s", (_name, shown) => {
  const { room, a, b, leave } = open(...shown);
  leave(b);
  expect([told(a), told(room.connect(ana))]).toEqual([[], []]);
});

test("who shows it no longer is forgotten, sees nothing of the other, and both open pages follow", () => {
  const { room, a, b, leave } = open(ana, ben);
  const at = leave(b);
  room.setLastSeenShown(ben, false);
  expect(told(a)).toEqual([
    [ben, at],
    [ben, null],
  ]);
  expect(room.lastSeen).toEqual({});
  room.setLastSeenShown(ben, true);
  expect(told(room.connect(ana))).toEqual([]);
});

test("of who is blocked nothing is kept, and the time of who blocks stands still", () => {
  const { room, a, b, leave } = open(ana, ben);
  room.pass(60_000);
  const at = new Date(room.now).toISOString();
  room.block(ben); // closes Ben's socket
  room.pass(offlineGraceMs);
  expect(told(a)).toEqual([[ben, at]]);
  expect(b.closed).toBeNull();
  leave(a);
  expect(room.lastSeen[ana]).toBeUndefined();
});

test("a phone that changes networks is not told of", () => {
  const { room, a, b } = open(ana, ben);
  room.disconnect(b);
  room.pass(offlineGraceMs - 1);
  room.connect(ben);
  room.pass(offlineGraceMs);
  expect(told(a)).toEqual([]);
});
