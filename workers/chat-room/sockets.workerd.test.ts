import { runInDurableObject } from "cloudflare:test";
import { uuidv7 } from "uuidv7";
import { beforeEach, expect, test } from "vitest";
import { closeCodes, socketIdleMs } from "../../app/contract/chat";
import type { SessionId, UserId } from "../../app/contract/ids";
import { closeSocket, Sockets, type SocketAttachment } from "./sockets";
import { createRoomFixture, until, type RoomFixture } from "./testing/test-room";

const now = Date.now();

let people: RoomFixture;

beforeEach(async () => {
  people = await createRoomFixture();
});

function attachment(id: string, userId: UserId, expiresAt = now + 600_000): SocketAttachment {
  return { id, userId, sessionId: uuidv7() as SessionId, expiresAt, heardAt: now };
}

/** Accepts a socket, and keeps what its client receives. */
function accept(sockets: Sockets, carried: SocketAttachment) {
  const { 0: client, 1: server } = new WebSocketPair();
  const received: unknown[] = [];
  const closed: number[] = [];
  client.addEventListener("message", ({ data }) => void received.push(JSON.parse(String(data))));
  client.addEventListener("close", ({ code }) => void closed.push(code));
  sockets.accept(server, carried);
  client.accept();
  return { server, received, closed };
}

const inRoom = (use: (state: DurableObjectState) => void | Promise<void>) =>
  runInDurableObject(people.room, (_room, state) => use(state));

test("a frame reaches the sockets that its effect names, and no other", async () => {
  await inRoom(async (state) => {
    const sockets = new Sockets(state);
    const [phone, desk, ben] = [
      accept(sockets, attachment("phone", people.ana)),
      accept(sockets, attachment("desk", people.ana)),
      accept(sockets, attachment("ben", people.ben)),
    ];
    const frame = (is_typing: boolean) => ({ type: "typing_indicator" as const, user_id: people.ben, is_typing });
    sockets.send({ kind: "send", socket: "phone", frame: { type: "pong" } });
    sockets.send({ kind: "send_member", member: people.ana, frame: frame(true) });
    sockets.send({ kind: "send_others", except: "desk", frame: frame(false) });
    sockets.send({ kind: "send_error", socket: "ben", error: { code: "unknown_type" }, clientId: "c1" });
    await until(() => ben.received.length === 2 && phone.received.length === 3 && desk.received.length === 1);
    expect(phone.received).toEqual([{ type: "pong" }, frame(true), frame(false)]);
    expect(desk.received).toEqual([frame(true)]);
    expect(ben.received).toEqual([frame(false), expect.objectContaining({ code: "unknown_type", client_id: "c1" })]);
  });
});

test("sockets and their attachments are found again after hibernation", async () => {
  await inRoom((state) => {
    const carried = attachment("phone", people.ana);
    const { server } = accept(new Sockets(state), carried);
    const restored = new Sockets(state);
    expect(restored.all()).toEqual([carried]);
    expect(restored.remove(server)).toEqual(carried);
    expect([restored.remove(server), restored.countOf(people.ana)]).toEqual([null, 0]);
  });
});

test("what a socket used of its budgets survives hibernation once more than half of one is used", async () => {
  await inRoom((state) => {
    const sockets = new Sockets(state);
    const { server } = accept(sockets, attachment("phone", people.ana));
    sockets.noteActivity(server, { ping: now + 10_000 }, now);
    expect(new Sockets(state).all()).toEqual(
      [attachment("phone", people.ana)].map((each) => ({ ...each, sessionId: expect.any(String) })),
    );
    sockets.noteActivity(server, { ping: now + 60_000 }, now);
    expect(new Sockets(state).all()).toMatchObject([{ frameArrivals: { ping: now + 60_000 } }]);
  });
});

test("a socket is idle once neither a frame nor a ping came for the idle time", async () => {
  await inRoom((state) => {
    const sockets = new Sockets(state);
    const [active, idle] = [
      accept(sockets, attachment("active", people.ana)),
      accept(sockets, attachment("idle", people.ben)),
    ];
    const later = now + socketIdleMs + 1;
    expect(sockets.idle(now + socketIdleMs)).toEqual([]);
    sockets.noteActivity(active.server, {}, later - 1_000);
    expect(sockets.idle(later)).toEqual([idle.server]);
  });
});

test("the next check is when the first token expires, or when a socket may be idle", async () => {
  await inRoom((state) => {
    const sockets = new Sockets(state);
    expect(sockets.nextCheckAt(now)).toBeNull();
    accept(sockets, attachment("long", people.ana));
    expect(sockets.nextCheckAt(now)).toBe(now + socketIdleMs);
    accept(sockets, attachment("short", people.ben, now + 5_000));
    expect(sockets.nextCheckAt(now)).toBe(now + 5_000);
  });
});

test("a socket closes with the code of its reason", async () => {
  await inRoom(async (state) => {
    const { server, closed } = accept(new Sockets(state), attachment("phone", people.ana));
    closeSocket(server, "signed_out");
    await until(() => closed.length === 1);
    expect(closed).toEqual([closeCodes.tokenExpired]);
  });
});
