/**
 * The real room against a model: devices that lose and duplicate frames, evictions, a D1 that fails for a while, late
 * alarms. Then everything heals, and nothing may be lost, duplicated or different in D1.
 * `SEED=1234 npm test -- tests/chat-history` runs the same histories again.
 */
import { abortAllDurableObjects, env, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import fc from "fast-check";
import { uuidv7 } from "uuidv7";
import { beforeAll, expect, test, vi } from "vitest";
import { disappearAfterSeconds, seqIn, type DisappearAfter } from "../../app/contract/chat";
import type { ConnectionId, PhotoId, UserId } from "../../app/contract/ids";
import type { ChatRoom } from "../../workers/chat-room/chat-room";
import { maxRetryDelayMs } from "../../workers/chat-room/projection/batch";
import type { Watermarks } from "../../workers/chat-room/room/state";
import { withOriginal } from "../../workers/chat-room/testing/chat-photo";
import { pause, until } from "../../workers/chat-room/testing/test-room";
import { runs } from "../how-many";
import { Device, type Open } from "./device";

const histories = runs({ usual: 10, full: 60 });
const stepsOfHistory = 120;

/** Below the limit of 60 a minute, which is another test's subject. */
const messagesOfPerson = 50;

/** More than the day after which some messages disappear, less than the week of others. */
const dayPassesMs = 25 * 60 * 60_000;

type Step =
  | { do: "say" | "send_photo" | "connect" | "drop"; device: number }
  | { do: "repeat" | "deliver" | "read" | "edit" | "delete" | "remove" | "react"; device: number; which: number }
  | { do: "reveal" | "unreveal" | "see"; device: number; which: number }
  | { do: "evict" | "pause" | "d1_fails" | "d1_heals" }
  | { do: "disappear"; device: number; after: DisappearAfter }
  | { do: "alarm"; lateMs: number };

const device = fc.nat(3);
const which = fc.nat(100);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ do: fc.constant("say" as const), device }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("send_photo" as const), device }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("connect" as const), device }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("drop" as const), device }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("repeat" as const), device, which }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("deliver" as const), device, which }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("read" as const), device, which }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom("edit", "edit", "react", "delete", "remove"), device, which }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("reveal", "unreveal", "see"), device, which }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("disappear" as const),
      device,
      after: fc.constantFrom(...disappearAfterSeconds),
    }),
  },
  // A day passes, and the clock goes back: what was gone by then stays gone.
  { weight: 1, arbitrary: fc.constant({ do: "alarm" as const, lateMs: dayPassesMs }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("evict" as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("d1_fails" as const) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("alarm" as const), lateMs: fc.constantFrom(0, 3_000, 70_000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("d1_heals" as const) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("pause" as const) }) },
);

/** Two people with two devices each, and their room. */
interface World {
  connection: ConnectionId;
  members: [UserId, UserId];
  /** A new stub for every call: one whose object was evicted fails for ever. */
  room: () => DurableObjectStub<ChatRoom>;
  devices: Device[];
}

let members: [UserId, UserId];

beforeAll(async () => {
  members = [uuidv7() as UserId, uuidv7() as UserId];
  for (const id of members) {
    await env.DB.prepare(
      "INSERT INTO users (id, email, display_name, password_hash, created_at) VALUES (?, ?, 'A Name', 'none', 0)",
    )
      .bind(id, `${id}@example.org`)
      .run();
  }
});

async function makeWorld(): Promise<World> {
  const connection = uuidv7() as ConnectionId;
  const [ana, ben] = members;
  // An expired request, so that each history can have a connection of its own between the same two people.
  await env.DB.prepare(
    "INSERT INTO connections (id, asker_id, author_id, status, created_at, updated_at) VALUES (?, ?, ?, 'expired', 0, 0)",
  )
    .bind(connection, ana, ben)
    .run();
  const room = () => env.CHAT_ROOM.getByName(connection);
  const open: Open = async (user, resume) => {
    const entry = { connection, user, other: user === ana ? ben : ana, session: uuidv7(), ...resume };
    const query = new URLSearchParams(Object.entries(entry).map(([name, value]) => [name, String(value)]));
    query.set("expires", String(Date.now() + 600_000));
    try {
      const answer = await room().fetch(`https://room.internal/?${query}`, { headers: { Upgrade: "websocket" } });
      return answer.webSocket;
    } catch {
      return null; // the room was evicted during the upgrade
    }
  };
  const devices = ["ana-phone", "ben-phone", "ana-desk", "ben-desk"].map(
    (name, index) => new Device(name, members[index % 2] as UserId, connection, open),
  );
  return { connection, members, room, devices };
}

/** Makes D1 really fail: the messages table is missing. */
class Database {
  #isDown = false;

  async fail(): Promise<void> {
    if (!this.#isDown) await env.DB.prepare("ALTER TABLE messages RENAME TO messages_away").run();
    this.#isDown = true;
  }

  async heal(): Promise<void> {
    if (this.#isDown) await env.DB.prepare("ALTER TABLE messages_away RENAME TO messages").run();
    this.#isDown = false;
  }
}

async function perform(next: Step, world: World, database: Database): Promise<void> {
  const actor = "device" in next ? (world.devices[next.device] as Device) : null;
  switch (next.do) {
    case "say":
      if (saidBy(world, actor!.user) < messagesOfPerson) actor!.say();
      return;
    case "send_photo":
      if (saidBy(world, actor!.user) < messagesOfPerson) await sendPhoto(world, actor!);
      return;
    case "connect":
      return actor!.connect();
    case "drop":
      return actor!.drop();
    case "repeat":
      return actor!.repeat(next.which);
    case "deliver":
      return actor!.receipt("delivery_confirmation", next.which);
    case "read":
      return actor!.receipt("read_receipt", next.which);
    case "edit":
    case "delete":
    case "remove":
    case "react":
      return actor!.change(next.do, 1 + (next.which % 40));
    case "disappear":
      return actor!.setDisappearing(next.after);
    case "reveal":
    case "unreveal":
    case "see":
      return performReveal(next.do, next.which, { world, by: actor!.user });
    case "evict":
      return abortAllDurableObjects();
    case "alarm":
      advanceClock(next.lateMs);
      await runDurableObjectAlarm(world.room());
      vi.useRealTimers();
      return;
    case "d1_fails":
      return database.fail();
    case "d1_heals":
      return database.heal();
    case "pause":
      return pause(2);
    default:
      return next satisfies never;
  }
}

/** A photo that was uploaded goes into a message; where the room did not hear of it, there is none. */
async function sendPhoto({ connection, members, room }: World, device: Device): Promise<void> {
  const photo = { ...withOriginal("1"), id: uuidv7() as PhotoId };
  const other = members.find((member) => member !== device.user)!;
  try {
    await room().addPhoto(connection, { by: device.user, other, photo });
  } catch {
    return; // evicted meanwhile, or D1 was down as it began: the upload fails, and is done again
  }
  device.say([photo.id]);
}

/** Of two photos of each member, which the history reveals, takes back and sees. */
async function performReveal(
  what: "reveal" | "unreveal" | "see",
  which: number,
  { world, by }: { world: World; by: UserId },
): Promise<void> {
  const other = world.members.find((member) => member !== by)!;
  const photoOf = (owner: UserId) => `${owner.slice(0, -1)}${which % 2}` as PhotoId; // an id of the right form
  try {
    if (what === "see") return await world.room().recordSeen(by, photoOf(other));
    await world.room().recordReveals(world.connection, { type: what, by, other, imageIds: [photoOf(by)] });
  } catch {
    // The room was evicted meanwhile, or D1 was down as it began: the rule's caller is told, and does it again.
  }
}

function saidBy({ devices }: World, user: UserId): number {
  return devices
    .filter((owned) => owned.user === user)
    .reduce((sum, { acknowledged, unacknowledged }) => sum + acknowledged.size + unacknowledged.size, 0);
}

/** Everything works again: D1 answers, every device connects and flushes its outbox, and the room projects its log. */
async function heal(world: World, database: Database): Promise<void> {
  await database.heal();
  for (const each of world.devices) await each.connect();
  await until(async () => {
    const living = livingIn(await readLog(world));
    const { length: events } = await readEvents(world);
    return world.devices.every(
      (each) =>
        each.unacknowledged.size + each.unsettled.size === 0 && knows(each, living) && each.events.length === events,
    );
  });
  advanceClock(dayPassesMs + 5 * maxRetryDelayMs);
  while (!(await isProjected(world))) await runDurableObjectAlarm(world.room());
  vi.useRealTimers();
  await readAll(world, await lastSeqOf(world));
}

/** The last message is read after all messages were projected: watermarks are projected without a message, too. */
async function readAll(world: World, lastSeq: number): Promise<void> {
  if (lastSeq === 0) return;
  for (const each of world.devices) {
    await each.connect();
    each.receipt("read_receipt", lastSeq);
  }
  await until(async () => (await readWatermarks(world)).some(({ read }) => read === lastSeq));
  advanceClock(dayPassesMs + 5 * maxRetryDelayMs);
  await runDurableObjectAlarm(world.room());
  vi.useRealTimers();
}

async function readWatermarks(world: World): Promise<Watermarks[]> {
  const { marks } = await world.room().freshHistory({ viewer: world.members[0], before: 1, limit: 1 });
  return Object.values(marks);
}

/** A room writes to D1 when a burst is over, or when it may retry: this stands for the wait. */
function advanceClock(durationMs: number): void {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + durationMs });
}

/** Returns whether a device knows of every message that did not disappear: shown or deleted, and its own that were acknowledged. */
function knows(each: Device, living: number[]): boolean {
  const known = seqsKnownTo(each);
  return living.every((seq) => known.has(seq));
}

function seqsKnownTo({ shown, acknowledged, connection }: Device): Set<number> {
  const own = [...acknowledged.values()].map((id) => seqIn(connection, id) ?? 0);
  return new Set([...shown.keys(), ...own]);
}

interface LogRow {
  seq: number;
  sender_id: string;
  client_id: string;
  /** Null once it disappeared. */
  content: string | null;
  expires_at: number | null;
}

function readLog(world: World): Promise<LogRow[]> {
  return runInDurableObject(world.room(), (_room, { storage }) =>
    storage.sql
      .exec(
        `SELECT seq, sender_id, client_id, content, expires_at FROM messages LEFT JOIN expiries USING (seq)
         UNION ALL SELECT seq, sender_id, client_id, NULL, expires_at FROM gone ORDER BY seq`,
      )
      .toArray(),
  ) as Promise<unknown> as Promise<LogRow[]>; // the columns that the query names
}

function readEvents(world: World): Promise<Record<string, unknown>[]> {
  const columns =
    "event_seq, type, user_id, image_id, after_seq, created_at, seconds, coalesce(is_hidden, 0) AS is_hidden";
  return readRows(world, `SELECT ${columns} FROM events LEFT JOIN event_settings USING (event_seq) ORDER BY event_seq`);
}

function readRows(world: World, query: string): Promise<Record<string, unknown>[]> {
  return runInDurableObject(world.room(), (_room, { storage }) => storage.sql.exec(query).toArray());
}

function livingIn(log: LogRow[]): number[] {
  return log.filter(({ content }) => content !== null).map(({ seq }) => seq);
}

async function lastSeqOf(world: World): Promise<number> {
  return (await readLog(world)).length;
}

async function isProjected(world: World): Promise<boolean> {
  return (
    (await world.room().freshHistory({ viewer: world.members[0], before: Number.MAX_SAFE_INTEGER, limit: 1 })).messages
      .length === 0
  );
}

/** Checks the promises after everything healed. Returns how many messages were acknowledged. */
async function expectNothingLost(world: World): Promise<number> {
  const log = await readLog(world);
  expect(log.map(({ seq }) => seq)).toEqual(log.map((_row, index) => index + 1));
  expect(new Set(log.map(({ sender_id, client_id }) => `${sender_id} ${client_id}`)).size).toBe(log.length);
  for (const each of world.devices) {
    for (const [clientId, id] of each.acknowledged) {
      const row = log[(seqIn(world.connection, id) ?? 0) - 1];
      expect(row).toMatchObject({ client_id: clientId, sender_id: each.user });
    }
    const seqs = each.received.map(({ seq }) => seq);
    expect(seqs).toEqual([...new Set(seqs)].toSorted((a, b) => a - b));
    expect(knows(each, livingIn(log))).toBe(true);
  }
  await expectProjectionEqualsLog(world, log);
  await expectEventsEverywhere(world);
  await expectChangesEverywhere(world, log);
  await expectPhotosEverywhere(world, log);
  return world.devices.reduce((sum, { acknowledged }) => sum + acknowledged.size, 0);
}

/** The events are numbered without a gap, alternate for each photo, and are the same on every device and in D1. */
async function expectEventsEverywhere(world: World): Promise<void> {
  const events = await readEvents(world);
  expect(events.map(({ event_seq: number }) => number)).toEqual(events.map((_event, index) => index + 1));
  for (const each of world.devices) {
    expect(each.events.map(({ event_seq: number }) => number)).toEqual(events.map((_event, index) => index + 1));
  }
  const changes = Map.groupBy(
    events.filter(({ type }) => type !== "reveal_seen" && type !== "disappearing"),
    ({ image_id: photo }) => photo,
  );
  for (const of of changes.values()) {
    expect(of.map(({ type }) => type)).toEqual(of.map((_event, index) => (index % 2 ? "unreveal" : "reveal")));
  }
  const settings = events.filter(({ type }) => type === "disappearing").map(({ seconds }) => seconds);
  expect(settings.every((seconds, index) => seconds !== (settings[index - 1] ?? 0))).toBe(true);
  const query =
    "SELECT event_seq, type, user_id, image_id, after_seq, created_at, seconds, is_hidden FROM chat_events WHERE connection_id = ? ORDER BY event_seq";
  expect((await env.DB.prepare(query).bind(world.connection).all()).results).toEqual(events);
}

/** Each photo is in one message, the same in the room, in D1 and in what devices received, and gone where nobody sees the message. */
async function expectPhotosEverywhere(world: World, log: LogRow[]): Promise<void> {
  const rows = await readRows(world, "SELECT seq, photos FROM message_photos ORDER BY seq");
  const query = "SELECT seq, photos FROM messages WHERE connection_id = ? AND photos IS NOT NULL ORDER BY seq";
  expect((await env.DB.prepare(query).bind(world.connection).all()).results).toEqual(rows);
  const idsIn = (json: unknown) => (JSON.parse(String(json)) as { id: string }[]).map(({ id }) => id);
  const all = rows.flatMap(({ photos }) => idsIn(photos));
  expect(new Set(all).size).toBe(all.length);
  const bySeq = new Map(rows.map(({ seq, photos }) => [seq, idsIn(photos)]));
  expect(log.filter(({ seq, content }) => content === "" && bySeq.has(seq))).toEqual([]);
  for (const { seq, photos } of world.devices.flatMap(({ received }) => received)) {
    if (photos && bySeq.has(seq)) expect(photos.map(({ id }) => id)).toEqual(bySeq.get(seq));
  }
}

/** Asserts that each device shows what the room says its user sees, that D1 has the very views, and that words nobody sees are nowhere. */
async function expectChangesEverywhere(world: World, log: LogRow[]): Promise<void> {
  const views = await readRows(world, "SELECT * FROM views ORDER BY viewer_id, seq");
  const viewOf = (viewer: UserId, seq: number) => views.find((view) => view.viewer_id === viewer && view.seq === seq);
  const isGone = (view: ReturnType<typeof viewOf>) => Boolean(view?.is_removed) || typeof view?.deleted_at === "number";
  for (const each of world.devices) {
    for (const [seq, shown] of each.shown) {
      if (log[seq - 1]?.content === null) continue;
      const view = viewOf(each.user, seq);
      const change = Number(view?.change_seq ?? 0);
      expect([seq, shown.change, shown.isGone]).toEqual([seq, change, isGone(view)]);
      if (!shown.isGone) expect(shown.content).toBe(log[seq - 1]?.content);
    }
  }
  for (const { seq, content, sender_id: sender, client_id: id } of log) {
    if (content === null) continue;
    const seen = world.members.map((member) => viewOf(member, seq));
    if (seen.every((view) => !view?.edited_at && !isGone(view)))
      expect([sender, content]).toEqual([sender, `${id} says`]);
    expect(content === "").toBe(seen.every(isGone));
  }
  const query = "SELECT * FROM message_views WHERE connection_id = ? ORDER BY viewer_id, seq";
  const { results } = await env.DB.prepare(query).bind(world.connection).all();
  expect(results).toEqual(views.map((view) => ({ connection_id: world.connection, ...view })));
}

async function expectProjectionEqualsLog(world: World, log: LogRow[]): Promise<void> {
  const { results: rows } = await env.DB.prepare(
    "SELECT seq, sender_id, content, expires_at FROM messages WHERE connection_id = ? ORDER BY seq",
  )
    .bind(world.connection)
    .all();
  const living = log.filter(({ content }) => content !== null);
  expect(rows).toEqual(living.map(({ client_id: _id, ...row }) => row));
  const replies = await readRows(world, "SELECT seq, reply_to FROM replies ORDER BY seq");
  const answered = "SELECT seq, reply_to FROM messages WHERE connection_id = ? AND reply_to IS NOT NULL ORDER BY seq";
  expect((await env.DB.prepare(answered).bind(world.connection).all()).results).toEqual(replies);
  const { marks } = await world.room().freshHistory({ viewer: world.members[0], before: 1, limit: 1 });
  for (const member of world.members) {
    const row = await env.DB.prepare(
      "SELECT delivered_seq, read_seq, last_seq, unread FROM chat_members WHERE connection_id = ? AND user_id = ?",
    )
      .bind(world.connection, member)
      .first();
    const { delivered, read } = marks[member] ?? { delivered: 0, read: 0 };
    for (const upTo of [delivered, read]) if (upTo > 0) expect(log[upTo - 1]?.sender_id).not.toBe(member);
    if (log.length === 0) continue;
    const unread = living.filter(({ seq, sender_id }) => seq > read && sender_id !== member).length;
    expect(row).toEqual({ delivered_seq: delivered, read_seq: read, last_seq: log.length, unread });
  }
}

test(`${histories} random histories of ${stepsOfHistory} steps lose, duplicate and reorder no acknowledged message, and D1 equals the log`, async () => {
  const counts = { messages: 0, evictions: 0 };
  const logged = vi.spyOn(console, "log").mockImplementation(() => undefined);
  const database = new Database();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: stepsOfHistory, maxLength: stepsOfHistory }), async (steps) => {
      const world = await makeWorld();
      await Promise.all(world.devices.map((each) => each.connect()));
      for (const next of steps) await perform(next, world, database);
      await heal(world, database);
      counts.messages += await expectNothingLost(world);
      counts.evictions += steps.filter(({ do: what }) => what === "evict").length;
      for (const each of world.devices) each.drop();
    }),
    { numRuns: histories, endOnFailure: true, ...(env.SEED && { seed: Number(env.SEED) }) },
  );
  const failures = logged.mock.calls.filter(([line]) => String(line).includes("copy_failed")).length;
  logged.mockRestore();
  console.log(
    `${histories} histories, ${histories * stepsOfHistory} steps, ${counts.messages} messages acknowledged, ${counts.evictions} evictions, ${failures} projections failed`,
  );
  expect(failures).toBeGreaterThan(0);
  expect(counts.messages).toBeGreaterThan(histories * 10);
});
