/** The copy to D1 while D1 fails, and what the operators see of it. */
import { abortAllDurableObjects, env, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { messageId } from "../../app/contract/chat";
import { readMessagesBefore } from "../../db/queries/messages";
import { monitorName } from "./copy-monitor";
import { makePeople, until, type Client, type People } from "./people";

let people: People;

beforeEach(async () => {
  people = await makePeople();
});

afterEach(async () => {
  vi.useRealTimers();
  await healD1();
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

/** The room believes that this much later is now. */
function later(milliseconds: number): void {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + milliseconds });
}

async function say(client: Client, text: string): Promise<void> {
  const before = client.acknowledged().length;
  client.say(text);
  await until(() => client.acknowledged().length === before + 1);
}

/** A real promise: what a stub gives is one for each of its properties too, and a matcher that looks at them wakes them. */
const lag = async () => await people.room.copyLag();

const monitor = () => env.COPY_MONITOR.getByName(monitorName);

async function tellMonitor(statement: string): Promise<void> {
  await runInDurableObject(monitor(), (_monitor, { storage }) => void storage.sql.exec(statement));
}

/** The room speaks to the monitor in its own time. */
async function untilBehind(rooms: number): Promise<void> {
  await until(async () => (await lag()).roomsBehind === rooms);
}

/** A message is said and D1 fails, as the monitor hears. Gives who said it. */
async function fallBehind(): Promise<Client> {
  const ana = await people.enter(people.ana);
  await say(ana, "still here");
  await failD1();
  later(5_000);
  await runDurableObjectAlarm(people.room);
  await untilBehind(1);
  return ana;
}

const alarmOf = () => runInDurableObject(people.room, (_room, { storage }) => storage.getAlarm());

async function rowsInD1(): Promise<number> {
  return (await readMessagesBefore(env.DB, people.connection, { before: 1_000, limit: 50 })).length;
}

describe("a room that cannot copy", () => {
  test("is behind since its oldest message, and no more when all is copied", async () => {
    const sentAt = Date.now();
    const ana = await fallBehind();
    expect(Math.abs(Number((await lag()).oldestAt) - sentAt)).toBeLessThan(1_000);
    await say(ana, "and here");
    later(5_000);
    await runDurableObjectAlarm(people.room);
    expect((await lag()).roomsBehind).toBe(1);
    await healD1();
    await people.copy();
    await untilBehind(0);
    expect((await lag()).oldestAt).toBeNull();
    expect(await rowsInD1()).toBe(2);
  });

  test("is no more behind when it caught up after it was thrown out of memory", async () => {
    await fallBehind();
    await abortAllDurableObjects();
    await healD1();
    await people.copy();
    await untilBehind(0);
    expect(await rowsInD1()).toBe(1);
  });

  test("waits for its next try however much is said meanwhile", async () => {
    const ana = await fallBehind();
    const retryAt = Number(await alarmOf());
    await say(ana, "two");
    expect(await alarmOf()).toBe(retryAt);
    await runDurableObjectAlarm(people.room); // early, as for a socket
    expect(await alarmOf()).toBeGreaterThanOrEqual(retryAt);
    await healD1();
    await people.copy();
    await untilBehind(0);
  });

  test("keeps time and copies while the monitor fails, and takes back what it said as soon as that hears", async () => {
    await fallBehind();
    await healD1();
    await tellMonitor("ALTER TABLE behind RENAME TO behind_away");
    await people.copy();
    expect(await rowsInD1()).toBe(1);
    await expect(lag()).rejects.toThrow("behind");
    await tellMonitor("ALTER TABLE behind_away RENAME TO behind");
    expect((await lag()).roomsBehind).toBe(1);
    await runDurableObjectAlarm(people.room);
    await untilBehind(0);
  });

  test("is forgotten by the monitor when it is erased", async () => {
    await fallBehind();
    await people.room.erase();
    await untilBehind(0);
  });
});

describe("a room with nothing to copy", () => {
  /** What D1 was asked, while something happened. */
  async function askedOfD1(happens: () => Promise<unknown>): Promise<number> {
    return runInDurableObject(people.room, async (room) => {
      const batch = vi.spyOn((room as unknown as { env: { DB: D1Database } }).env.DB, "batch");
      await happens();
      const { length } = batch.mock.calls;
      batch.mockRestore();
      return length;
    });
  }

  test("looks after its sockets without a word to D1", async () => {
    const [ana, ben] = await people.both();
    await say(ana, "one");
    ben.send({ type: "read_receipt", id: messageId(people.connection, 1) });
    await until(() => ana.of("read_receipt").length === 1);
    await people.copy();
    expect(await askedOfD1(() => runInDurableObject(people.room, (room) => room.alarm()))).toBe(0);
    ben.send({ type: "read_receipt", id: messageId(people.connection, 1) });
    await say(ana, "two");
    later(5_000);
    expect(await askedOfD1(() => runInDurableObject(people.room, (room) => room.alarm()))).toBe(1);
  });

  test("keeps the alarm of its copy when it was thrown out of memory and somebody comes in", async () => {
    const ana = await people.enter(people.ana);
    await say(ana, "one");
    const due = await alarmOf();
    await abortAllDurableObjects();
    await people.enter(people.ben);
    expect(await alarmOf()).toBe(due);
  });
});
