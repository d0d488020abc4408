/** Messages that disappear, in the room's own SQLite, in D1 and on the pages of a history. */
import { abortAllDurableObjects, env, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { messageId } from "../../app/contract/chat";
import type { PhotoId } from "../../app/contract/ids";
import { connectDatabase } from "../../db/client";
import { deleteExpiredMessages, readMessagesBefore, readUnreadCounts } from "../../db/queries/messages";
import { findVisiblePhoto } from "../../db/queries/photos";
import { MessageLog } from "./message-log";
import { createRoomFixture, until, type RoomFixture, type TestClient } from "./testing/test-room";
import { keyOf, originalOf, upload } from "./testing/upload-photo";

const dayMs = 86_400_000;

let people: RoomFixture;
let ana: TestClient;
let ben: TestClient;

/** One message that stays, then three that go after a day: one with an answer to it, one edited, one with a reaction. */
beforeEach(async () => {
  people = await createRoomFixture();
  [ana, ben] = await people.openBoth();
  ana.say("this stays");
  ana.send({ type: "disappearing", after: 86_400, client_id: "set" });
  for (const text of ["secret one", "secret two", "secret three"]) ana.say(text, text.slice(7));
  await until(() => ben.messages().length === 4);
  ana.send({ type: "edit", id: id(2), content: "secret edit", client_id: "edit" });
  ben.send({ type: "reaction", id: id(3), emoji: "👍", client_id: "react" });
  const has = (type: string) => ana.frames.some((frame) => frame.type === type);
  await until(() => has("edit") && has("reaction"));
});

afterEach(() => void vi.useRealTimers());

const id = (seq: number) => messageId(people.connection, seq);

function pass(durationMs: number): void {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + durationMs });
}

/** Everything that the room's own database holds, as text. */
const stored = () =>
  runInDurableObject(people.room, (_room, { storage }) => {
    const tables = storage.sql.exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'").toArray();
    const names = tables.map(({ name }) => name).filter((name) => !name.startsWith("_cf"));
    return JSON.stringify(names.map((name) => storage.sql.exec(`SELECT * FROM "${name}"`).toArray()));
  });

const inD1 = async () => {
  const query = (table: string) => `SELECT * FROM ${table} WHERE connection_id = ?`;
  const rows = await Promise.all(
    ["messages", "message_views"].map((table) => env.DB.prepare(query(table)).bind(people.connection).all()),
  );
  return JSON.stringify(rows.map(({ results }) => results));
};

const pageAt = (now: number) =>
  readMessagesBefore(env.DB, people.connection, { viewer: people.ben, before: 1_000, limit: 50, now });

test("the alarm deletes them from the room and from D1, also after the room was killed, and what stays stays", async () => {
  await people.project();
  expect(await inD1()).toContain("secret");
  await abortAllDurableObjects();
  pass(dayMs);
  await runDurableObjectAlarm(people.room);
  expect(await stored()).not.toContain("secret");
  pass(120_000);
  await runDurableObjectAlarm(people.room);
  expect(await inD1()).not.toMatch(/secret|👍/);
  expect(await inD1()).toContain("this stays");
  expect(await readUnreadCounts(env.DB, people.ben)).toEqual(new Map([[people.connection, 1]]));
});

test("what was never in D1 does not come there when it is gone", async () => {
  pass(dayMs);
  await runDurableObjectAlarm(people.room);
  pass(120_000);
  await runDurableObjectAlarm(people.room);
  expect(await inD1()).toContain("this stays");
  expect(await inD1()).not.toContain("secret");
});

test("a page read at the very time has none of them, though neither the alarm has rung nor D1 been told", async () => {
  await people.project();
  const [expiry] = (await pageAt(0)).flatMap(({ expires_at }) => expires_at ?? []).toSorted((a, b) => a - b);
  expect((await pageAt(expiry! - 1)).length).toBe(4);
  expect((await pageAt(expiry! + 60_000)).map(({ seq }) => seq)).toEqual([1]);
  pass(dayMs);
  const { messages, checkpoint } = await people.room.freshHistory({ viewer: people.ben, before: 1_000, limit: 50 });
  expect([messages, checkpoint]).toEqual([[], 1]);
});

test("a search at the very time finds none of them, and nothing of their words is left in its index", async () => {
  const find = async () =>
    (await people.room.search({ viewer: people.ben, words: ["secret"], before: 1_000, limit: 9 })).hits;
  const found = await find();
  expect(found.length).toBeGreaterThan(0);
  pass(dayMs);
  expect(await find()).toEqual([]);
  const index = await runInDurableObject(people.room, (_room, { storage }) =>
    storage.sql.exec<{ hex: string }>("SELECT hex(block) AS hex FROM words_data").toArray(),
  );
  const word = [...new TextEncoder().encode("secret")].map((byte) => byte.toString(16)).join("");
  expect(index.map(({ hex }) => hex.toLowerCase()).join(" ")).not.toContain(word);
  expect(await stored()).not.toContain("secret");
});

test("no number is given twice, in the room and in one whose storage was lost", async () => {
  pass(dayMs);
  await runDurableObjectAlarm(people.room);
  const late = await people.openSocket(people.ana);
  late.say("resent", "one");
  late.say("new", "new");
  await until(() => late.acknowledged().length === 2);
  expect(late.acknowledged().map(({ id: of }) => of)).toEqual([id(2), id(5)]);
  expect(Date.parse(late.acknowledged()[0]!.expires_at!)).toBeLessThanOrEqual(Date.now());
  pass(dayMs);
  await runDurableObjectAlarm(people.room);
  pass(120_000);
  await runDurableObjectAlarm(people.room);
  await runInDurableObject(people.room, (room) => room.erase());
  const again = await people.openSocket(people.ana, { after: 0, events_after: 0 });
  again.say("after the loss");
  await until(() => again.acknowledged().length === 1);
  expect(again.acknowledged()[0]!.id).toBe(id(6));
  expect(again.of("room_clock")[0]).toMatchObject({ disappear_after: 86_400 });
  expect(again.of("disappearing")).toMatchObject([{ user_id: people.ana, after: 86_400 }]);
  expect(again.acknowledged()[0]!.expires_at).toBeDefined();
});

test("a page that was away and comes back is not sent what is gone, and counts it as unread no more", async () => {
  pass(dayMs);
  const back = await people.openSocket(people.ben, { after: 0, events_after: 0, changes_after: 0 });
  await until(() => back.of("presence").length === 1);
  expect(back.messages().map(({ content }) => content)).toEqual(["this stays"]);
  expect(JSON.stringify(back.frames)).not.toContain("secret");
  await runInDurableObject(people.room, (_room, { storage }) => {
    expect(new MessageLog(storage.sql).countFrom(people.ana, 0)).toBe(1);
  });
});

test("words that a late batch brought to D1 again are swept", async () => {
  await people.project();
  await deleteExpiredMessages(env.DB, Date.now(), 10);
  expect(await inD1()).toContain("secret edit");
  const later = Date.now() + dayMs + 60_000;
  while ((await deleteExpiredMessages(env.DB, later, 2)) > 0) expect(await inD1()).toContain("this stays");
  expect(await inD1()).not.toMatch(/secret|👍/);
  expect(await inD1()).toContain("this stays");
});

test("photos go with their message: from the room, from D1, and their files are due for removal", async () => {
  const [inLog, inD1Too] = [await upload(people), await upload(people)];
  const send = async (photo: PhotoId) => {
    ana.send({ type: "chat_message", content: "", client_id: photo, photos: [photo] });
    await until(() => ana.acknowledged().some(({ client_id: clientId }) => clientId === photo));
  };
  await send(inD1Too);
  await people.project();
  await send(inLog);
  await people.room.recordReveals(people.connection, {
    type: "reveal",
    by: people.ana,
    other: people.ben,
    imageIds: [inD1Too],
  });
  const visible = async (now: Date) =>
    (await findVisiblePhoto(connectDatabase(env.DB), people.ben, { id: inD1Too, now })) !== null;
  expect(await visible(new Date())).toBe(true);
  expect(await visible(new Date(Date.now() + dayMs + 60_000))).toBe(false);
  pass(dayMs);
  expect(await people.room.placeOfPhoto(inLog)).toBeNull();
  await until(() => ben.of("unreveal").length === 1);
  expect(await stored()).not.toContain(`/images/${inLog}`);
  pass(120_000);
  await runDurableObjectAlarm(people.room);
  const rows = env.DB.prepare("SELECT id FROM story_images WHERE connection_id = ?").bind(people.connection);
  expect((await rows.all()).results).toEqual([]);
  const due = await env.DB.prepare("SELECT object_key FROM pending_removals").all<{ object_key: string }>();
  const keys = due.results.map(({ object_key: key }) => key);
  for (const id of [inLog, inD1Too]) {
    expect(keys).toEqual(expect.arrayContaining([keyOf(id), originalOf(id)]));
  }
});
