/** Account erasure: all data of a deleted account goes from D1, R2 and the rooms, whatever fails on the way; others keep theirs. */
import { env } from "cloudflare:test";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { deletionGraceMs } from "../../app/contract/account";
import { sweep } from "../../app/domain/maintenance/sweep.server";
import { findUserByEmail } from "../../db/queries/accounts";
import { cancelDeletion, scheduleDeletion } from "../../db/queries/scheduled-deletion";
import { insertChallenge } from "../../db/queries/passkeys";
import { until } from "../../workers/chat-room/testing/test-room";
import { photoStorageIn } from "../../app/adapters/photo-storage.server";
import { eraseDueOnce, erasingAtOnce } from "../world/jobs";
import { db, servicesAt } from "../world/services";
import { start } from "../world/start";
import { bindStoryDatabases, migrateForStories } from "../story-databases/databases";
import {
  inboxRowsOf,
  makeWorld,
  objects,
  objectsOf,
  photoOf,
  rowsOf,
  storageOf,
  tables,
  tablesWith,
} from "../world/everything";

bindStoryDatabases(1);
beforeAll(migrateForStories);
afterAll(() => bindStoryDatabases(0));

let clock = start;
const { services: withJobs, log } = servicesAt(() => clock);
const services = erasingAtOnce(withJobs);
const leavesAt = new Date(start + deletionGraceMs);

beforeEach(async () => {
  clock = leavesAt.getTime();
  await sweep(services); // accounts that an earlier test left scheduled for deletion
  clock = start;
});

/** Tables of numbers alone. */
const ofNobody = new Set(["text_moves"]);

/** Columns named like a person's id that hold another id. */
const otherIds = /^(id|story_id|photo_id|connection_id|session_id|image_id|report_id|subject_id|object_id)$/;

test("the fixture covers every table and every column that can hold a person's id", async () => {
  const { people, traces } = await makeWorld();
  expect(await tablesWith(traces)).toEqual((await tables()).filter((table) => !ofNobody.has(table)));
  const unnamed: string[] = [];
  for (const table of await tables()) {
    const rows = await rowsOf(table);
    const columns = Object.keys(rows[0] ?? {}).filter((name) => /(_id|_by)$/.test(name) && !otherIds.test(name));
    unnamed.push(
      ...columns.filter((name) => !rows.some((row) => row[name] === people.ana)).map((c) => `${table}.${c}`),
    );
  }
  expect(unnamed).toEqual([]);
});

test("every foreign key to a person cascades or is set to null", async () => {
  const stuck: string[] = [];
  for (const table of await tables()) {
    const { results } = await env.DB.prepare("SELECT * FROM pragma_foreign_key_list(?)")
      .bind(table)
      .all<{ table: string; from: string; on_delete: string }>();
    const toPeople = results.filter((key) => key.table === "users");
    stuck.push(
      ...toPeople
        .filter((key) => !["CASCADE", "SET NULL"].includes(key.on_delete))
        .map(({ from }) => `${table}.${from}`),
    );
  }
  expect(stuck).toEqual([]);
});

test("nothing is erased before the deletion is due; then no row, object or room holds their data, and others keep theirs", async () => {
  const world = await makeWorld();
  const { people, traces, others } = world;
  await scheduleDeletion(db, people.ana, leavesAt);
  clock = leavesAt.getTime() - 1;
  expect(await eraseDueOnce(services)).toBe(0);
  expect(await objects()).toEqual(expect.arrayContaining(world.objects));
  expect((await storageOf(people)).rows).toBeGreaterThan(30);
  await services.inboxes.refresh([people.ana]);
  expect(await inboxRowsOf(people.ana)).toBeGreaterThan(1);
  clock += 1;
  await sweep(services);
  expect(log.at(-1)).toMatchObject({ event: "swept", accounts: 1 });
  expect(await tablesWith(traces)).toEqual([]);
  expect((await objects()).filter((key) => world.objects.includes(key))).toEqual([]);
  expect(await storageOf(people)).toEqual({ rows: 0, alarm: null });
  expect(await inboxRowsOf(people.ana)).toBe(0);
  expect(await tablesWith([people.ben])).toEqual(expect.arrayContaining(["users", "stories", "story_images"]));
  expect(await tablesWith([others.story])).toEqual(["stories", "story_images"]);
  expect(await objects()).toEqual(expect.arrayContaining(others.objects));
  await sweep(services);
  expect(log.at(-1)).toMatchObject({ event: "swept", accounts: 0, objects: 0 });
});

test("an erasure that fails halfway is resumed: the room is out of reach, then R2 fails, then the next sweep completes it", async () => {
  const { people, traces, objects: theirs } = await makeWorld();
  await scheduleDeletion(db, people.ana, leavesAt);
  clock = leavesAt.getTime();
  const outOfReach = { ...services.rooms, erase: () => Promise.reject(new Error("The room does not answer.")) };
  const failing = new Proxy(env.R2_BUCKET, {
    get: (bucket, name) =>
      name === "delete" ? () => Promise.reject(new Error("R2 fails.")) : Reflect.get(bucket, name, bucket),
  });
  const withoutR2 = { ...services, photoStorage: photoStorageIn(failing) };
  await expect(sweep(erasingAtOnce({ ...withoutR2, rooms: outOfReach }))).rejects.toThrow("R2 fails.");
  expect(await tablesWith([people.ana])).toEqual(expect.arrayContaining(["users", "connections", "messages"]));
  expect((await objects()).filter((key) => theirs.includes(key))).toHaveLength(theirs.length);
  await expect(sweep(withoutR2)).rejects.toThrow("R2 fails.");
  expect(await tablesWith([people.ana])).toEqual([]);
  expect(await tablesWith(theirs)).toEqual(["pending_removals"]);
  await sweep(services);
  expect(await tablesWith(traces)).toEqual([]);
  expect((await objects()).filter((key) => theirs.includes(key))).toEqual([]);
  expect(await storageOf(people)).toEqual({ rows: 0, alarm: null });
});

test("each run erases a bounded batch and the next continues, until many photos and messages are gone", async () => {
  const { people, traces } = await makeWorld();
  for (let n = 0; n < 100; n++) await photoOf(people.ana, null);
  await env.DB.prepare(
    `WITH RECURSIVE n(seq) AS (SELECT 31 UNION ALL SELECT seq + 1 FROM n WHERE seq < 3500)
     INSERT INTO messages (connection_id, seq, sender_id, content, created_at) SELECT ?1, seq, ?2, 'hello', 0 FROM n`,
  )
    .bind(people.connection, people.ana)
    .run();
  await scheduleDeletion(db, people.ana, leavesAt);
  clock = leavesAt.getTime();
  let runs = 1;
  while ((await eraseDueOnce(services, 2)) === 0) {
    runs += 1;
    expect(runs).toBeLessThan(20);
  }
  expect(runs).toBeGreaterThan(3);
  expect((await tablesWith(traces)).filter((table) => table !== "pending_removals")).toEqual([]);
});

test("one sweep deletes a full batch of photos without a story, each with its original", async () => {
  const { people } = await makeWorld();
  for (let n = 0; n < 60; n++) await photoOf(people.ben, null);
  clock = start + deletionGraceMs;
  await sweep(services);
  await sweep(services);
  const rows = await rowsOf("story_images");
  const isOfNothing = (row: (typeof rows)[number]) => row.story_id === null && row.message_seq === null;
  expect(rows.filter((row) => isOfNothing(row) && row.owner_id === people.ben)).toEqual([]);
});

test("a photo uploaded during the erasure keeps the account's row until its files are scheduled for removal", async () => {
  const { people } = await makeWorld();
  await scheduleDeletion(db, people.ana, leavesAt);
  clock = leavesAt.getTime();
  let late: string[] = [];
  const rooms = {
    ...services.rooms,
    erase: async (room: Parameters<typeof services.rooms.erase>[0]) => {
      late = objectsOf(await photoOf(people.ana, null));
      await services.rooms.erase(room);
    },
  };
  expect(await eraseDueOnce({ ...services, rooms })).toBe(0);
  await sweep(services);
  expect(await tablesWith([people.ana, ...late])).toEqual([]);
  expect((await objects()).filter((key) => late.includes(key))).toEqual([]);
});

test("a cancelled deletion leaves every row as it was; a due one can no longer be cancelled, and sign-in fails", async () => {
  const { people } = await makeWorld();
  const everything = async () =>
    Object.fromEntries(await Promise.all((await tables()).map(async (t) => [t, await rowsOf(t)])));
  const before = await everything();
  await scheduleDeletion(db, people.ana, leavesAt);
  expect(await scheduleDeletion(db, people.ana, new Date(0))).toMatchObject({ leavingAt: leavesAt });
  const email = `${people.ana}@example.org`;
  expect(await findUserByEmail(db, email, new Date(leavesAt.getTime() - 1))).not.toBeNull();
  expect(await cancelDeletion(db, people.ana, new Date(leavesAt.getTime() - 1))).toMatchObject({ leavingAt: null });
  expect(await everything()).toEqual(before);
  await scheduleDeletion(db, people.ana, leavesAt);
  expect(await cancelDeletion(db, people.ana, leavesAt)).toMatchObject({ leavingAt: leavesAt });
  expect(await findUserByEmail(db, email, leavesAt)).toBeNull();
});

test("a conversation stays closed while either account is scheduled for deletion", async () => {
  const { people } = await makeWorld();
  const ofPair = async () =>
    (await rowsOf("chat_members")).filter((row) => row.connection_id === people.connection).map((row) => row.is_closed);
  await scheduleDeletion(db, people.ana, leavesAt);
  await scheduleDeletion(db, people.ben, leavesAt);
  await cancelDeletion(db, people.ana, new Date(start));
  expect(await ofPair()).toEqual([1, 1]);
  await cancelDeletion(db, people.ben, new Date(start));
  expect(await ofPair()).toEqual([0, 0]);
});

test("open sockets are closed when an account is erased", async () => {
  const { people } = await makeWorld();
  const ben = await people.openSocket(people.ben);
  await scheduleDeletion(db, people.ana, leavesAt);
  clock = leavesAt.getTime();
  expect(await eraseDueOnce(services)).toBe(1);
  await until(() => ben.closed === 4403);
});

test("the sweep deletes expired challenges and keeps the others", async () => {
  const challengeAt = (challenge: string, time: number) =>
    insertChallenge(db, { challenge, purpose: "sign_in", userId: null, expiresAt: new Date(time) });
  await challengeAt("old", clock);
  await challengeAt("new", clock + 1);
  await sweep(services);
  expect((await rowsOf("passkey_challenges")).map(({ challenge }) => challenge)).toEqual(["new"]);
});
