/** Notifications of the real inbox, with a push service that is the test's. */
import { env, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { uuidv7 } from "uuidv7";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { InboxEntryId } from "../../../app/contract/inbox";
import type { ConnectionId, SessionId, UserId } from "../../../app/contract/ids";
import { maxPushSubscriptions, type PushSubscriptionId, type SubscribeOutcome } from "../../../app/contract/push";
import { inboxRowsOf } from "../../../tests/world/everything";
import { createRoomFixture } from "../../chat-room/testing/test-room";
import { oneConversation } from "../testing/one-conversation";
import { pushDelayMs, pushGapMs } from "./plan";
import { PushRows } from "./push-rows";

/** The point of RFC 8291's example. */
const keys = {
  p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
  auth: "BTBZMqHH6r4Tts7J_aSIgg",
};

let posted: Request[] = [];
let statuses: Record<string, number> = {};

beforeEach(() => {
  posted = [];
  statuses = {};
  // Ahead of the real clock, by which the runtime rings alarms: here the tests ring them.
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2100-11-27T12:00:00Z") });
  vi.stubGlobal("fetch", async (request: Request) => {
    posted.push(request);
    return new Response(null, { status: statuses[request.url] ?? 201 });
  });
  vi.spyOn(console, "log").mockReturnValue();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const inboxOf = (user: UserId) => env.INBOX.getByName(user);

async function sessionOf(user: UserId): Promise<SessionId> {
  const session = uuidv7() as SessionId;
  await env.DB.prepare("INSERT INTO sessions (id, user_id, created_at, expires_at) VALUES (?, ?, 0, ?)")
    .bind(session, user, Date.now() + 1e10)
    .run();
  return session;
}

function subscribe(user: UserId, session: SessionId, endpoint: string): Promise<SubscribeOutcome> {
  const id = uuidv7() as PushSubscriptionId;
  return inboxOf(user).subscribe(user, { id, session, now: Date.now(), endpoint, keys });
}

/** A person whose two browsers are told, and a conversation of theirs. */
async function createListener() {
  const { ana, ben, connection } = await createRoomFixture();
  await inboxOf(ana).refresh(ana);
  const [phone, laptop] = ["https://push.heartfelt.app/phone", "https://push.heartfelt.app/laptop"];
  const sessions = [await sessionOf(ana), await sessionOf(ana)] as const;
  await subscribe(ana, sessions[0], phone);
  await subscribe(ana, sessions[1], laptop);
  return {
    ...{ ana, ben, connection, phone, laptop, sessions },
    ...oneConversation(ana, connection),
    /** Lets time pass, and the alarm ring if one is set. Returns whether it was. */
    after: (milliseconds: number) => {
      vi.setSystemTime(Date.now() + milliseconds);
      return runDurableObjectAlarm(inboxOf(ana));
    },
    /** Where a message was posted since the last time, in the order of the alphabet. */
    posted: () =>
      posted
        .splice(0)
        .map(({ url }) => url)
        .toSorted(),
  };
}

test("a message that nobody reads is told to every browser, once, and the next one replaces it after a gap", async () => {
  const listener = await createListener();
  const { phone, laptop, receive, after } = listener;
  await receive();
  await receive();
  await after(pushDelayMs - 1);
  expect(listener.posted()).toEqual([]);
  await after(1);
  const [first] = posted;
  expect(listener.posted()).toEqual([laptop, phone]);
  await receive();
  await after(pushDelayMs);
  expect(listener.posted()).toEqual([]);
  await after(pushGapMs);
  const [second] = posted;
  expect(listener.posted()).toEqual([laptop, phone]);
  expect(second?.headers.get("Topic")).toBe(first?.headers.get("Topic"));
  expect(first?.headers.get("Topic")).toMatch(/^[\w-]{32}$/);
});

test("what is read before it is told is told nowhere; read later, it is taken back, but not on Apple's devices", async () => {
  const listener = await createListener();
  await subscribe(listener.ana, listener.sessions[0], "https://web.push.apple.com/Q");
  await listener.receive();
  await listener.read();
  await listener.after(pushDelayMs);
  expect(listener.posted()).toEqual([]);
  await listener.receive();
  await listener.after(pushDelayMs);
  expect(listener.posted()).toHaveLength(3);
  await listener.read();
  await listener.after(0);
  expect(listener.posted()).toEqual([listener.laptop, listener.phone]);
  expect(await listener.after(pushGapMs)).toBe(false);
});

test("a browser that is gone is removed, and one whose service fails is tried again, later each time, five times in all", async () => {
  const listener = await createListener();
  statuses = { [listener.phone]: 503, [listener.laptop]: 410 };
  await listener.receive();
  await listener.after(pushDelayMs);
  expect(listener.posted()).toEqual([listener.laptop, listener.phone]);
  expect((await inboxOf(listener.ana).pushState()).subscriptions).toHaveLength(1);
  for (const delayMs of [30_000, 120_000, 600_000, 1_800_000]) {
    await listener.after(delayMs - 1);
    expect(listener.posted()).toEqual([]);
    await listener.after(1);
    expect(listener.posted()).toEqual([listener.phone]);
  }
  expect(await listener.after(3_600_000)).toBe(false);
});

test("new messages do not make a service that fails be asked more often", async () => {
  const listener = await createListener();
  statuses = { [listener.phone]: 429, [listener.laptop]: 429 };
  await listener.receive();
  await listener.after(pushDelayMs);
  expect(listener.posted()).toHaveLength(2);
  await listener.receive();
  await listener.after(29_000);
  expect(listener.posted()).toEqual([]);
  await listener.after(1_000);
  expect(listener.posted()).toHaveLength(2);
});

test("nothing is told of a kind that is off, of a muted conversation, or by a session that ended", async () => {
  const listener = await createListener();
  const { ana, connection, phone, receive, after } = listener;
  await inboxOf(ana).changePush({ kinds: { messages: false } });
  await receive();
  expect(await after(pushDelayMs)).toBe(false);
  await inboxOf(ana).changePush({ kinds: { messages: true } });
  await inboxOf(ana).mute(connection);
  await receive();
  expect(await after(pushDelayMs)).toBe(false);
  await inboxOf(ana).unmute(connection);
  await inboxOf(ana).endSession(listener.sessions[1]);
  await receive();
  await after(pushDelayMs);
  expect(listener.posted()).toEqual([phone]);
});

test("what comes in quiet hours is told at their end, if it still waits", async () => {
  const listener = await createListener();
  await inboxOf(listener.ana).changePush({ quiet: { from: "11:00", to: "13:00", time_zone: "UTC" } });
  await listener.receive();
  await listener.after(pushDelayMs);
  await listener.after(30 * 60_000);
  expect(listener.posted()).toEqual([]);
  await listener.after(30 * 60_000);
  expect(listener.posted()).toHaveLength(2);
});

test("a session that ended while nobody said so is told nothing a day later", async () => {
  const listener = await createListener();
  await listener.receive(); // the reading of this day
  await listener.after(pushDelayMs);
  listener.posted();
  await env.DB.prepare("UPDATE sessions SET ended_at = 1 WHERE id = ?").bind(listener.sessions[0]).run();
  vi.setSystemTime(Date.now() + 25 * 60 * 60_000);
  await listener.receive();
  await listener.after(pushDelayMs);
  expect(listener.posted()).toEqual([listener.laptop]);
});

test("of ten thousand subscriptions the newest twenty stay, and the same address counts once", async () => {
  const { ana } = await createRoomFixture();
  const session = uuidv7() as SessionId;
  await runInDurableObject(inboxOf(ana), (_inbox, { storage }) => {
    const rows = new PushRows(storage);
    for (let n = 0; n < 10_000; n++) {
      const id = uuidv7() as PushSubscriptionId;
      rows.keep({ id, sessionId: session, createdAt: n, endpoint: `https://push.heartfelt.app/${n}`, ...keys });
    }
  });
  const before = (await inboxOf(ana).pushState()).subscriptions;
  expect(before).toHaveLength(maxPushSubscriptions);
  expect(before.at(-1)?.created_at).toBe(new Date(9_980).toISOString());
  await subscribe(ana, session, "https://push.heartfelt.app/9999");
  const after = (await inboxOf(ana).pushState()).subscriptions;
  expect(after.map(({ id }) => id).toSorted()).toEqual(before.map(({ id }) => id).toSorted());
});

test("an address that is none of a push service, and a key that is no point of the curve, are refused", async () => {
  const { ana } = await createRoomFixture();
  const session = uuidv7() as SessionId;
  expect(await subscribe(ana, session, "https://127.0.0.1/push")).toEqual({ kind: "refused", field: "endpoint" });
  const id = uuidv7() as PushSubscriptionId;
  const offCurve = { p256dh: `B${"A".repeat(86)}`, auth: keys.auth };
  const given = { id, session, now: 0, endpoint: "https://push.heartfelt.app/1", keys: offCurve };
  expect(await inboxOf(ana).subscribe(ana, given)).toEqual({ kind: "refused", field: "keys" });
});

test("an erased inbox forgets who was told and what was muted", async () => {
  const listener = await createListener();
  const { ana } = listener;
  await listener.receive();
  await inboxOf(ana).mute(uuidv7() as ConnectionId);
  await inboxOf(ana).changePush({ detail: "name" });
  expect(await inboxRowsOf(ana)).toBeGreaterThan(5);
  await inboxOf(ana).erase();
  expect(await inboxRowsOf(ana)).toBe(0);
  await inboxOf(ana).markSeen([InboxEntryId.parse(`messages.${listener.connection}`)]);
  expect(await inboxRowsOf(ana)).toBe(0);
});
