/** Rooms that move to another message database while people talk: nothing is lost, nothing is doubled, and order stays. */
import { abortAllDurableObjects, env, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { uuidv7 } from "uuidv7";
import { messageId } from "../../app/contract/chat";
import { homeIn, homeOf, type MessagePlace } from "../../db/message-databases";
import { readConversations } from "../../db/queries/conversations";
import { readHistory } from "../../app/domain/chat/conversations.server";
import { oldPlaceTtlMs } from "../../workers/chat-room/projection/placement";
import { maxRetryDelayMs } from "../../workers/chat-room/projection/batch";
import type { MoveProgress } from "../../workers/chat-room/projection/move-sweep";
import { monitorName } from "../../workers/chat-room/projection/projection-monitor";
import { createRoomFixture, until, type RoomFixture, type TestClient } from "../../workers/chat-room/testing/test-room";
import { runs } from "../how-many";
import { servicesAt } from "../world/services";
import { bindMessageDatabases, boundDatabases, migrateForMessages, seqsByPlace } from "./databases";

beforeAll(migrateForMessages);

beforeEach(async () => {
  await env.DB.prepare("DELETE FROM connections").run();
});

afterEach(async () => {
  vi.useRealTimers();
  bindMessageDatabases(0);
  await abortAllDurableObjects();
});

/** Binds another number of databases, as a deployment does: rooms begin anew with what they stored. */
async function deployWith(count: number): Promise<void> {
  bindMessageDatabases(count);
  await abortAllDurableObjects();
}

async function say(people: RoomFixture, count: number, text = "said"): Promise<void> {
  await sayOver(await people.openSocket(people.ana), count, text);
}

async function sayOver(ana: TestClient, count: number, text: string): Promise<void> {
  for (let n = 0; n < count; n += 1) ana.say(`${text} ${n}`);
  await until(() => ana.acknowledged().length === count);
}

const history = async (people: RoomFixture) => {
  const services = { ...servicesAt(Date.now).services, messageDatabases: boundDatabases() };
  const page = await readHistory(services, people.ben, { room: people.connection, before: null, limit: 200 });
  return page.kind === "page" ? page.messages.map(({ seq }) => seq) : page.kind;
};

/** Lets the time pass after which the old rows are deleted. */
async function settle(people: RoomFixture): Promise<void> {
  // A projection is made a retry's delay later than it is.
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + oldPlaceTtlMs + maxRetryDelayMs + 1_000 });
  await runInDurableObject(people.room, (room) => room.alarm());
  vi.useRealTimers();
}

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

/** Returns a fixture whose room belongs to one place with `before` databases, and to another with `after`. */
async function fixtureThatMoves(before: number, after: number): Promise<RoomFixture> {
  for (;;) {
    const people = await createRoomFixture();
    const [from, to] = [before, after].map((count) =>
      homeOf(
        people.connection,
        upTo(count).map((n) => n - 1),
      ),
    );
    if (from !== to) return people;
  }
}

test.each([0, 1, 2, 3])("with %i message databases each message is in one, and read from there", async (count) => {
  await deployWith(count);
  const places = new Set<MessagePlace>();
  for (let room = 0; room < 6; room += 1) {
    const people = await createRoomFixture();
    await say(people, 5);
    await people.project();
    const found = await seqsByPlace(people.connection);
    expect([...found]).toEqual([[homeIn(boundDatabases(), people.connection), upTo(5)]]);
    expect(await history(people)).toEqual(upTo(5));
    const [row] = await readConversations(boundDatabases(), people.ben, { previewLength: 9, now: Date.now() });
    expect([row?.last_seq, row?.last_content]).toEqual([5, "said 4"]);
    for (const place of found.keys()) places.add(place);
  }
  expect(places.size).toBe(count < 2 ? 1 : places.size);
});

test.each([
  [0, 1],
  [1, 2],
  [2, 3],
])("from %i to %i databases a room moves with its next message", async (before, after) => {
  await deployWith(before);
  const people = await fixtureThatMoves(before, after);
  await say(people, 20);
  await people.project();
  await deployWith(after);
  expect(await history(people)).toEqual(upTo(20));
  await say(people, 3, "more");
  expect(await history(people)).toEqual(upTo(23));
  await people.project();
  expect(await history(people)).toEqual(upTo(23));
  await settle(people);
  expect([...(await seqsByPlace(people.connection))]).toEqual([
    [homeIn(boundDatabases(), people.connection), upTo(23)],
  ]);
  expect(await history(people)).toEqual(upTo(23));
});

/** Rooms that a sweep looks at, and those of them whose members talk meanwhile. */
const rooms = runs({ usual: 9, full: 24 });
const talkingRooms = runs({ usual: 3, full: 6 });

const monitor = () => env.COPY_MONITOR.getByName(monitorName);

/** Has all rooms looked at, again while some are left. Returns the progress. */
async function sweepRooms(): Promise<MoveProgress> {
  let progress: MoveProgress = await monitor().startMoves();
  await until(async () => (progress = await monitor().startMoves()).isDone);
  return progress;
}

test.each([
  [0, 1],
  [1, 2],
  [2, 3],
])("from %i to %i databases a sweep moves the share of the new one, asleep or talking", async (before, after) => {
  await deployWith(before);
  const all = await Promise.all(Array.from({ length: rooms }, () => createRoomFixture()));
  for (const people of all) {
    await say(people, 4);
    await people.project();
  }
  const belonged = all.map(({ connection }) => homeIn(boundDatabases(), connection));
  await deployWith(after);
  const homes = all.map(({ connection }) => homeIn(boundDatabases(), connection));
  const movers = homes.filter((home, index) => home !== belonged[index]).length;
  const talking = all.slice(0, talkingRooms).map((people) => say(people, 10, "while it moves"));
  const progress = await sweepRooms();
  await Promise.all(talking);
  for (const people of all.slice(0, talkingRooms)) await people.project();
  for (const people of all) await settle(people);
  const found = await Promise.all(all.map(({ connection }) => seqsByPlace(connection)));
  const messages = found.flatMap((places) => [...places.values()].flat()).length;
  const expected = all.map((_, index) => [[homes[index], upTo(index < talkingRooms ? 14 : 4)]]);
  console.log(
    `${before} -> ${after} databases: ${movers} of ${all.length} rooms belong to the new one, the sweep moved ${progress.moved}; ${messages} messages, 0 lost, 0 doubled`,
  );
  expect(found.map((places) => [...places])).toEqual(expected);
  expect(progress).toMatchObject({ isDone: true, left: 0, checked: rooms });
  for (const [index, people] of all.entries())
    expect(await history(people)).toEqual(upTo(index < talkingRooms ? 14 : 4));
});

/** Makes a database fail: it lacks the table. Returns how to heal it. */
async function failDatabase(database: D1Database, table = "messages"): Promise<() => Promise<void>> {
  await database.prepare(`ALTER TABLE ${table} RENAME TO away`).run();
  return async () => void (await database.prepare(`ALTER TABLE away RENAME TO ${table}`).run());
}

const change = (people: RoomFixture, seq: number) => ({ id: messageId(people.connection, seq), client_id: uuidv7() });

test("while the new database fails, the room writes to the old one, and moves what changed meanwhile once it is back", async () => {
  await deployWith(1);
  const people = await fixtureThatMoves(1, 2);
  await say(people, 8);
  await people.project();
  await deployWith(2);
  const heal = await failDatabase(env.SPARE_DB_1, "chat_events"); // messages are copied, then it fails
  await say(people, 2, "meanwhile");
  await people.project();
  expect((await seqsByPlace(people.connection)).get(0)).toEqual(upTo(10));
  expect(await history(people)).toEqual(upTo(10));
  const ana = await people.openSocket(people.ana);
  ana.send({ type: "edit", ...change(people, 3), content: "edited while it fails" });
  ana.send({ type: "delete", ...change(people, 5), for: "both" });
  await until(() => ana.of("edit").length + ana.of("delete").length === 2);
  await people.project();
  await heal();
  await deployWith(2);
  expect((await sweepRooms()).left).toBe(0);
  await settle(people);
  await settle(people);
  expect([...(await seqsByPlace(people.connection))]).toEqual([[1, upTo(10)]]);
  const services = { ...servicesAt(Date.now).services, messageDatabases: boundDatabases() };
  const page = await readHistory(services, people.ben, { room: people.connection, before: null, limit: 50 });
  const shown = page.kind === "page" ? page.messages.map(({ content, deleted_at: gone }) => gone ?? content) : [];
  expect(shown[2]).toBe("edited while it fails");
  expect(new Date(shown[4] ?? "").getTime()).toBeGreaterThan(0);
});

test("a move that is cut off after its first page goes on where it was", async () => {
  await deployWith(1);
  const people = await fixtureThatMoves(1, 2);
  await say(people, 8);
  await people.project();
  const more = upTo(1_500)
    .slice(8)
    .map((seq) => [seq, people.ana, "long ago", 1]);
  await env.SPARE_DB_0.prepare(
    "INSERT INTO messages (connection_id, seq, sender_id, content, created_at) SELECT ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?2)",
  )
    .bind(people.connection, JSON.stringify(more))
    .run();
  await deployWith(2);
  const cutAfter = 2;
  let pages = 0;
  const whole = env.SPARE_DB_0.prepare.bind(env.SPARE_DB_0);
  const reading = vi.spyOn(env.SPARE_DB_0, "prepare").mockImplementation((sql) => {
    if (sql.includes("json_array") && ++pages > cutAfter) throw new Error("cut off");
    return whole(sql);
  });
  expect(await runInDurableObject(people.room, (room) => room.moveMessages(people.connection, 0))).toBe("waiting");
  reading.mockRestore();
  expect((await seqsByPlace(people.connection)).get(1)).toEqual(upTo(1_000));
  await abortAllDurableObjects();
  const inserted = vi.spyOn(env.SPARE_DB_1, "prepare");
  expect(await runInDurableObject(people.room, (room) => room.moveMessages(people.connection, 0))).toBe("moved");
  expect(inserted.mock.calls.filter(([sql]) => sql.includes("INSERT INTO messages"))).toHaveLength(1);
  inserted.mockRestore();
  await settle(people);
  expect([...(await seqsByPlace(people.connection))]).toEqual([[1, upTo(1_500)]]);
});

test("a batch of which the main database took nothing is written again, and nothing is doubled", async () => {
  await deployWith(1);
  const people = await createRoomFixture();
  const ana = await people.openSocket(people.ana);
  const heal = await failDatabase(env.DB, "chat_members");
  await sayOver(ana, 3, "said");
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 5_000 });
  await runDurableObjectAlarm(people.room);
  vi.useRealTimers();
  expect((await seqsByPlace(people.connection)).get(0) ?? []).toEqual(upTo(3));
  await heal();
  await people.project();
  expect([...(await seqsByPlace(people.connection))]).toEqual([[0, upTo(3)]]);
  const { results } = await env.DB.prepare("SELECT last_seq, unread, messages_db FROM chat_members WHERE user_id = ?1")
    .bind(people.ben)
    .all();
  expect(results).toEqual([{ last_seq: 3, unread: 3, messages_db: 0 }]);
});

test("a room that lost its storage finds its log in the database that has it, moved or not", async () => {
  for (const count of [1, 2]) {
    await deployWith(1);
    const people = await fixtureThatMoves(1, 2);
    await say(people, 4);
    await people.project();
    await deployWith(count);
    await runInDurableObject(people.room, async (_room, { storage }) => {
      await storage.deleteAlarm();
      await storage.deleteAll();
    });
    await abortAllDurableObjects();
    expect(await history(people)).toEqual(upTo(4));
    await say(people, 1, "after the loss");
    await people.project();
    expect(await history(people)).toEqual(upTo(5));
  }
});

test("an erased room leaves nothing in any database", async () => {
  await deployWith(2);
  const people = await fixtureThatMoves(1, 2);
  await say(people, 4);
  await people.project();
  await deployWith(3);
  await servicesAt(Date.now).services.rooms.erase(people.connection);
  expect([...(await seqsByPlace(people.connection))]).toEqual([]);
});

test("the tables of a message database are those of the main one", async () => {
  for (const table of ["messages", "message_views", "chat_events", "chat_members"]) {
    const columns = async (database: D1Database) =>
      (await database.prepare(`SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_info('${table}')`).all())
        .results;
    expect(await columns(env.SPARE_DB_0)).toEqual(await columns(env.DB));
  }
});
