/** The projection while D1 fails, and what the operators see of it. */
import { abortAllDurableObjects, env, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { messageId } from "../../../app/contract/chat";
import { readMessagesBefore } from "../../../db/queries/messages";
import { monitorName } from "./projection-monitor";
import { createRoomFixture, until, type TestClient, type RoomFixture } from "../testing/test-room";

let people: RoomFixture;

beforeEach(async () => {
  people = await createRoomFixture();
});

afterEach(async () => {
  vi.useRealTimers();
  await healD1();
  // A room that a failed test left behind would be counted by the next.
  await people.project();
});

let isDown = false;

async function failD1(): Promise<void> {
  await env.DB.prepare("ALTER TABLE messages RENAME TO messages_away").run();
  isDown = true;
}

async function healD1(): Promise<void> {
  if (isDown) await env.DB.prepare("ALTER TABLE messages_away RENAME TO messages").run();
  isDown = false;
}

/** Longer than a room waits before it projects. */
const clockStepMs = 5_000;

/** Moves the clock that the room sees forward. */
function advanceClock(durationMs: number): void {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + durationMs });
}

async function say(client: TestClient, text: string): Promise<void> {
  const before = client.acknowledged().length;
  client.say(text);
  await until(() => client.acknowledged().length === before + 1);
}

/** A plain promise: each property of an RPC promise is a promise too, and a matcher that looks at them would call them. */
const lag = async () => await people.room.projectionLag();

const monitor = () => env.COPY_MONITOR.getByName(monitorName);

async function execInMonitor(statement: string): Promise<void> {
  await runInDurableObject(monitor(), (_monitor, { storage }) => void storage.sql.exec(statement));
}

/** The room reports to the monitor in the background. */
async function untilBehind(rooms: number): Promise<void> {
  await until(async () => (await lag()).roomsBehind === rooms);
}

/** Sends a message while D1 is down, and waits until the monitor lists the room. Returns the sender. */
async function fallBehind(): Promise<TestClient> {
  const ana = await people.openSocket(people.ana);
  await say(ana, "still here");
  await failD1();
  advanceClock(clockStepMs);
  await runDurableObjectAlarm(people.room);
  await untilBehind(1);
  return ana;
}

const alarmOf = () => runInDurableObject(people.room, (_room, { storage }) => storage.getAlarm());

async function rowsInD1(): Promise<number> {
  return (await readMessagesBefore(env.DB, people.connection, { viewer: people.ben, before: 1_000, limit: 50, now: 0 }))
    .length;
}

describe("a room that cannot write to D1", () => {
  test("is behind since its oldest message until D1 has everything", async () => {
    const before = Date.now();
    const ana = await fallBehind();
    const { oldestAt } = await lag();
    expect(oldestAt).toBeGreaterThanOrEqual(before);
    expect(oldestAt).toBeLessThanOrEqual(Date.now() - clockStepMs);
    await say(ana, "and here");
    advanceClock(clockStepMs);
    await runDurableObjectAlarm(people.room);
    expect((await lag()).roomsBehind).toBe(1);
    await healD1();
    await people.project();
    await untilBehind(0);
    expect((await lag()).oldestAt).toBeNull();
    expect(await rowsInD1()).toBe(2);
  });

  test("is no longer behind when it catches up after it was evicted", async () => {
    await fallBehind();
    await abortAllDurableObjects();
    await healD1();
    await people.project();
    await untilBehind(0);
    expect(await rowsInD1()).toBe(1);
  });

  test("waits for its next retry however many messages are sent meanwhile", async () => {
    const ana = await fallBehind();
    const retryAt = Number(await alarmOf());
    await say(ana, "two");
    expect(await alarmOf()).toBe(retryAt);
    await runDurableObjectAlarm(people.room); // early, as for a socket check
    expect(await alarmOf()).toBeGreaterThanOrEqual(retryAt);
    await healD1();
    await people.project();
    await untilBehind(0);
  });

  test("projects while the monitor is down, and reports that it has caught up once the monitor is back", async () => {
    await fallBehind();
    await healD1();
    await execInMonitor("ALTER TABLE behind RENAME TO behind_away");
    await people.project();
    expect(await rowsInD1()).toBe(1);
    await expect(lag()).rejects.toThrow("behind");
    await execInMonitor("ALTER TABLE behind_away RENAME TO behind");
    expect((await lag()).roomsBehind).toBe(1);
    await runDurableObjectAlarm(people.room);
    await untilBehind(0);
  });

  test("is removed from the monitor when it is erased", async () => {
    await fallBehind();
    await people.room.erase();
    await untilBehind(0);
  });
});

describe("a room with nothing to project", () => {
  /** Returns how many batches were sent to D1 while something happened. */
  async function batchesDuring(happens: () => Promise<unknown>): Promise<number> {
    return runInDurableObject(people.room, async (room) => {
      const batch = vi.spyOn((room as unknown as { env: { DB: D1Database } }).env.DB, "batch");
      await happens();
      const { length } = batch.mock.calls;
      batch.mockRestore();
      return length;
    });
  }

  test("checks its sockets without a write to D1", async () => {
    for (const member of [people.ana, people.ben]) await env.INBOX.getByName(member).refresh(member); // reads D1 once
    const [ana, ben] = await people.openBoth();
    await say(ana, "one");
    ben.send({ type: "read_receipt", id: messageId(people.connection, 1) });
    await until(() => ana.of("read_receipt").length === 1);
    await people.project();
    expect(await batchesDuring(() => runInDurableObject(people.room, (room) => room.alarm()))).toBe(0);
    ben.send({ type: "read_receipt", id: messageId(people.connection, 1) });
    await say(ana, "two");
    advanceClock(5_000);
    expect(await batchesDuring(() => runInDurableObject(people.room, (room) => room.alarm()))).toBe(1);
  });

  test("keeps the projection's alarm when it was evicted and a member joins", async () => {
    const ana = await people.openSocket(people.ana);
    await say(ana, "one");
    const due = await alarmOf();
    await abortAllDurableObjects();
    await people.openSocket(people.ben);
    expect(await alarmOf()).toBe(due);
  });
});
