import { env, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { uuidv7 } from "uuidv7";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  badFramesPerMinute,
  closeCodes,
  maxSocketsPerMember,
  messageId,
  messagesPerMinute,
  socketIdleMs,
} from "../../app/contract/chat";
import type { SessionId, UserId } from "../../app/contract/ids";
import { readMessagesBefore, readUnreadCounts } from "../../db/queries/messages";
import type { ChatRoom } from "./chat-room";
import type { SocketAttachment } from "./sockets";
import { createRoomFixture, until, type RoomFixture } from "./testing/test-room";

let people: RoomFixture;

beforeEach(async () => {
  people = await createRoomFixture();
});

afterEach(() => {
  vi.useRealTimers();
});

/** Calls the room and returns the members whose sockets were closing once the call was over: nothing else had a turn. */
function closedByCall(call: (room: ChatRoom) => void | Promise<void>): Promise<UserId[]> {
  return runInDurableObject(people.room, async (room: ChatRoom, state) => {
    const before = state.getWebSockets().map((socket) => {
      return { socket, member: (socket.deserializeAttachment() as SocketAttachment).userId }; // as the room wrote it
    });
    await call(room);
    return before.filter(({ socket }) => socket.readyState !== WebSocket.OPEN).map(({ member }) => member);
  });
}

/** Returns when the room's alarm rings, in milliseconds since 1970. */
function alarmAt(): Promise<number | null> {
  return runInDurableObject(people.room, (_room, { storage }) => storage.getAlarm());
}

describe("a room", () => {
  test("delivers a message to the other member and to the sender's other device, and acknowledges it", async () => {
    const [phone, laptop, ben] = [
      await people.openSocket(people.ana),
      await people.openSocket(people.ana),
      await people.openSocket(people.ben),
    ];
    phone.say("hello", "c1");
    await until(
      () => ben.messages().length === 1 && laptop.messages().length === 1 && phone.acknowledged().length === 1,
    );
    const { created_at } = ben.messages()[0]!;
    expect(phone.acknowledged()).toEqual([
      {
        type: "delivery_confirmation",
        id: messageId(people.connection, 1),
        client_id: "c1",
        status: "sent",
        created_at,
      },
    ]);
    expect(ben.messages()[0]).toMatchObject({ content: "hello", seq: 1, sender_id: people.ana });
  });

  test("sends a member who reconnects the missed messages in order", async () => {
    const [ana, ben] = await people.openBoth();
    ana.say("one");
    await until(() => ben.messages().length === 1);
    ben.socket.close();
    ana.say("two");
    ana.say("three");
    await until(() => ana.acknowledged().length === 3);
    const again = await people.openSocket(people.ben, { after: 1 });
    await until(() => again.messages().length === 2);
    expect(again.messages().map(({ content }) => content)).toEqual(["two", "three"]);
  });

  test("projects its log and watermarks to D1, where an unread count is one row", async () => {
    const [ana, ben] = await people.openBoth();
    for (const text of ["one", "two", "three"]) ana.say(text);
    await until(() => ben.messages().length === 3);
    ben.send({ type: "read_receipt", id: messageId(people.connection, 1) });
    await until(() => ana.frames.some((frame) => frame.type === "read_receipt"));
    await people.project();
    const rows = await readMessagesBefore(env.DB, people.connection, {
      viewer: people.ben,
      before: 1_000,
      limit: 50,
      now: 0,
    });
    expect(rows.map(({ seq, content }) => [seq, content])).toEqual([
      [3, "three"],
      [2, "two"],
      [1, "one"],
    ]);
    expect(await readUnreadCounts(env.DB, people.ben)).toEqual(new Map([[people.connection, 2]]));
    expect(await readUnreadCounts(env.DB, people.ana)).toEqual(new Map([[people.connection, 0]]));
  });

  test("keeps working while D1 is down, and catches up when it is back", async () => {
    const [ana, ben] = await people.openBoth();
    await env.DB.prepare("ALTER TABLE messages RENAME TO messages_away").run();
    ana.say("still here");
    await until(() => ben.messages().length === 1 && ana.acknowledged().length === 1);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 5_000 });
    await runDurableObjectAlarm(people.room);
    const fresh = await people.room.freshHistory({ viewer: people.ben, before: 1_000, limit: 50 });
    expect(fresh.messages.map(({ content }) => content)).toEqual(["still here"]);
    await env.DB.prepare("ALTER TABLE messages_away RENAME TO messages").run();
    await people.project();
    expect(
      await readMessagesBefore(env.DB, people.connection, { viewer: people.ben, before: 1_000, limit: 50, now: 0 }),
    ).toHaveLength(1);
    expect((await people.room.freshHistory({ viewer: people.ben, before: 1_000, limit: 50 })).messages).toEqual([]);
  });

  test("marks only the other member's messages as delivered, and tells the sender at once", async () => {
    const ana = await people.openSocket(people.ana);
    ana.say("to ben", "c1");
    await until(() => ana.acknowledged().length === 1);
    const id = messageId(people.connection, 1);
    expect(await people.room.markDelivered(people.ana, [id])).toBe(0);
    expect(await people.room.markDelivered(people.ben, [id, messageId(people.connection, 7)])).toBe(1);
    await until(() =>
      ana.frames.some((frame) => frame.type === "delivery_confirmation" && frame.status === "delivered"),
    );
  });
});

describe("a member", () => {
  test("who sends more than 60 messages a minute is told when to retry, on every socket", async () => {
    const [phone, desk] = [await people.openSocket(people.ana), await people.openSocket(people.ana)];
    for (let n = 0; n < messagesPerMinute; n++) phone.say(`${n}`);
    await until(() => phone.acknowledged().length === messagesPerMinute);
    desk.say("one more", "c61");
    await until(() => desk.of("error").length === 1);
    expect(desk.of("error")[0]).toMatchObject({ code: "rate_limited", client_id: "c61" });
    expect(desk.of("error")[0]?.retry_after).toBeGreaterThan(50);
    expect(desk.of("error")[0]?.retry_after).toBeLessThanOrEqual(60);
  });

  test("cannot confirm or read their own messages, another room's, or none", async () => {
    const [ana, ben] = await people.openBoth();
    ana.say("mine");
    await until(() => ben.messages().length === 1);
    const ids = [messageId(people.connection, 1), messageId(uuidv7(), 1), messageId(people.connection, 2), "none"];
    for (const id of ids) {
      ana.send({ type: "delivery_confirmation", id });
      ana.send({ type: "read_receipt", id });
    }
    await until(() => ana.of("error").length === 2 * ids.length);
    expect(new Set(ana.of("error").map(({ code }) => code))).toEqual(new Set(["unknown_message"]));
    expect((await people.room.freshHistory({ viewer: people.ben, before: 10, limit: 1 })).marks).toEqual({});
    expect(ben.of("read_receipt")).toEqual([]);
  });
});

describe("a socket", () => {
  test("is closed with 4403 by the call that ends its member's membership, and the other's stays", async () => {
    const [ana, ben] = await people.openBoth();
    expect(await closedByCall((room) => room.closeFor(people.ana))).toEqual([people.ana]);
    await until(() => ana.closed === closeCodes.notAMember);
    expect(ben.closed).toBeNull();
  });

  test("is closed with 4401 by the call that ends its session, and others stay", async () => {
    const session = uuidv7() as SessionId;
    const [here, there] = [await people.openSocket(people.ana, { session }), await people.openSocket(people.ana)];
    expect(await closedByCall((room) => room.endSession(session))).toEqual([people.ana]);
    await until(() => here.closed === closeCodes.tokenExpired);
    expect(there.closed).toBeNull();
  });

  test("is closed with 4401 by the alarm that is set for when its token expires, to the millisecond", async () => {
    const expires = Date.now() + 60_000;
    const ana = await people.openSocket(people.ana, { expires });
    expect(await alarmAt()).toBe(expires);
    vi.useFakeTimers({ toFake: ["Date"], now: expires - 1 });
    expect(await closedByCall((room) => room.alarm())).toEqual([]);
    expect(await alarmAt(), "an alarm that rang for something else sets the next one").toBe(expires);
    vi.setSystemTime(expires);
    expect(await closedByCall((room) => room.alarm())).toEqual([people.ana]);
    await until(() => ana.closed === closeCodes.tokenExpired);
  });

  test("is closed with 4401 by the first frame that it sends after its token expired, which is not delivered", async () => {
    const expires = Date.now() + 60_000;
    const [ana, ben] = [await people.openSocket(people.ana, { expires }), await people.openSocket(people.ben)];
    vi.useFakeTimers({ toFake: ["Date"], now: expires });
    ana.say("too late");
    await until(() => ana.closed === closeCodes.tokenExpired);
    expect([ana.acknowledged(), ben.messages()]).toEqual([[], []]);
  });

  test("stays open without a ping while it is active, and is closed with 4408 when it is idle", async () => {
    const [talker, silent] = [
      await people.openSocket(people.ana, { expires: Date.now() + 600_000 }),
      await people.openSocket(people.ben, { expires: Date.now() + 600_000 }),
    ];
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + socketIdleMs - 1_000 });
    talker.say("still here");
    await until(() => talker.acknowledged().length === 1);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 2_000 });
    await runDurableObjectAlarm(people.room);
    await until(() => silent.closed === closeCodes.gone);
    expect(talker.closed).toBeNull();
  });

  test("is closed with 4400 after too many invalid frames within a minute, each answered first", async () => {
    const ana = await people.openSocket(people.ana);
    for (let n = 0; n < badFramesPerMinute; n++) ana.socket.send("nothing");
    await until(() => ana.of("error").length === badFramesPerMinute);
    expect(ana.closed).toBeNull();
    ana.socket.send("nothing");
    await until(() => ana.closed === closeCodes.badFrame);
    expect(ana.of("error")).toHaveLength(badFramesPerMinute + 1);
  });

  test("is closed with 1009 for a frame of more than 16 kB", async () => {
    const ana = await people.openSocket(people.ana);
    ana.socket.send("x".repeat(20_000));
    await until(() => ana.closed === closeCodes.frameTooBig);
  });

  test("is refused with 4429 when its user has ten open", async () => {
    for (let n = 0; n < maxSocketsPerMember; n++) await people.openSocket(people.ana);
    const eleventh = await people.openSocket(people.ana);
    await until(() => eleventh.closed === closeCodes.tooManySockets);
  });

  test("of someone who is not a member is closed with 4403", async () => {
    await people.openSocket(people.ana);
    const stranger = await people.openSocket(uuidv7() as UserId);
    await until(() => stranger.closed === closeCodes.notAMember);
  });
});

test("an erased room keeps nothing", async () => {
  const ana = await people.openSocket(people.ana);
  ana.say("gone");
  await until(() => ana.acknowledged().length === 1);
  await people.room.erase();
  await until(() => ana.closed === closeCodes.notAMember);
  const again = await people.openSocket(people.ana, { after: 0 });
  again.say("new");
  await until(() => again.acknowledged().length === 1);
  expect(again.acknowledged()[0]).toMatchObject({ id: messageId(people.connection, 1) });
});

test("a request that is not an upgrade gets 426 with a problem document", async () => {
  const answer = await people.room.fetch("https://room.internal/");
  expect(answer.status).toBe(426);
  expect(await answer.json()).toMatchObject({ code: "upgrade_required" });
});
