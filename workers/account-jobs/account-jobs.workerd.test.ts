/** The jobs as they are deployed: an object per person, whose alarms ring by themselves. */
import { env, runInDurableObject } from "cloudflare:test";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { SessionId, StoryId, UserId } from "../../app/contract/ids";
import { eraseAccount, startDueErasures, stepsPerRun } from "../../app/domain/accounts/erasure.server";
import { connectDatabase } from "../../db/client";
import { findUser } from "../../db/queries/accounts";
import { scheduleDeletion } from "../../db/queries/scheduled-deletion";
import { writeTexts } from "../../db/queries/story-texts";
import { recorded } from "../../tests/d1-costs/recorded";
import { bindStoryDatabases, boundStore, migrateForStories, textsOf } from "../../tests/story-databases/databases";
import { runs } from "../../tests/how-many";
import { makeWorld, rowsOf, storageOf, tablesWith } from "../../tests/world/everything";
import { newId } from "../../tests/world/ids";
import { newPerson } from "../../tests/world/people";
import { db, servicesAt } from "../../tests/world/services";
import { until } from "../chat-room/testing/test-room";

beforeAll(async () => {
  await migrateForStories();
  bindStoryDatabases(1);
});
afterAll(() => bindStoryDatabases(0));

const { services } = servicesAt(() => Date.now());
const { accountJobs } = services;

const aMomentAgo = () => new Date(Date.now() - 1_000);

const isGone = async (id: UserId) => (await findUser(db, id)) === null;

test("an export is made by alarms, and its file is where the job says", async () => {
  const { people, photos } = await makeWorld();
  expect(await accountJobs.findExport(people.ana)).toBeNull();
  await accountJobs.startExport({ userId: people.ana, sessionId: "session" as SessionId });
  await until(async () => (await accountJobs.findExport(people.ana))?.job.status === "ready");
  const { job, key } = (await accountJobs.findExport(people.ana))!;
  const file = await services.photoStorage.exports.get(key);
  const bytes = await file!.bytes();
  expect(bytes.length).toBe(job.bytes);
  expect(Object.keys(unzipSync(bytes)).filter((name) => name.startsWith("photos/")).length).toBe(photos.length);
  await accountJobs.cancelExport(people.ana);
  expect(await accountJobs.findExport(people.ana)).toBeNull();
});

test("an account that is due is erased by alarms with its rooms, and the object forgets it", async () => {
  const { people, traces } = await makeWorld();
  const unnamed = { id: newId<StoryId>(), authorId: people.ana };
  await writeTexts(boundStore().storyDatabases, unnamed, { body: "Never published.", now: new Date() });
  expect(await textsOf(unnamed.id)).toHaveLength(1);
  await accountJobs.startExport({ userId: people.ana, sessionId: "session" as SessionId });
  await scheduleDeletion(db, people.ana, aMomentAgo());
  await startDueErasures(services);
  await until(() => isGone(people.ana));
  expect(await storageOf(people)).toEqual({ rows: 0, alarm: null });
  const object = env.ACCOUNT_JOBS.getByName(people.ana);
  await until(async () => (await runInDurableObject(object, (_job, { storage }) => storage.list())).size === 0);
  expect((await tablesWith(traces)).filter((table) => table !== "pending_removals")).toEqual([]);
  expect(await textsOf(unnamed.id)).toEqual([]);
  expect(await accountJobs.findExport(people.ana)).toBeNull();
});

test("an account that is not due is left alone, whoever asks", async () => {
  const { people } = await makeWorld();
  await scheduleDeletion(db, people.ana, new Date(Date.now() + 60_000));
  await accountJobs.startErasure({ userId: people.ana, bucketKeys: [] });
  const object = env.ACCOUNT_JOBS.getByName(people.ana);
  await until(
    async () => (await runInDurableObject(object, (_job, { storage }) => storage.get("erasure"))) === undefined,
  );
  expect(await isGone(people.ana)).toBe(false);
});

async function connect(userId: UserId, count: number): Promise<void> {
  await env.DB.batch([
    env.DB.prepare(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
       INSERT INTO users (id, email, display_name, password_hash, created_at)
       SELECT ?1 || '-' || i, ?1 || i || '@example.org', 'A Name', 'none', 0 FROM n`,
    ).bind(userId),
    env.DB.prepare(
      `INSERT INTO connections (id, asker_id, author_id, status, created_at, updated_at)
       SELECT 'with ' || id, ?1, id, 'accepted', 0, 0 FROM users WHERE id GLOB ?1 || '-*'`,
    ).bind(userId),
  ]);
}

/** Six runs of an erasure at least: a run that did more than its share would show. */
const connections = runs({ usual: 600, full: 2_400 });

test(`an account with ${connections} connections is erased in bounded runs, and keeps nobody else waiting`, async () => {
  const [popular, other] = [await newPerson(), await newPerson()];
  await connect(popular, connections);
  for (const id of [popular, other]) await scheduleDeletion(db, id, aMomentAgo());
  const { database, asked } = recorded(env.DB);
  let erased = 0;
  const rooms = { ...services.rooms, erase: async () => void (erased += 1) };
  const erasing = { ...services, db: connectDatabase(database), rooms };
  const perRun: number[] = [];
  for (let result = "more"; result === "more";) {
    [asked.length, erased] = [0, 0];
    result = await eraseAccount(erasing, { userId: popular, bucketKeys: [] });
    perRun.push(asked.length + erased);
    if (perRun.length === 1) {
      await accountJobs.startErasure({ userId: other, bucketKeys: [] });
      await until(() => isGone(other));
    }
  }
  expect(Math.max(...perRun)).toBeLessThanOrEqual(stepsPerRun * 3 + 20);
  expect(perRun.length).toBeLessThanOrEqual(connections / (stepsPerRun - 5) + 1);
  expect((await rowsOf("connections")).filter((row) => row.asker_id === popular)).toEqual([]);
  expect(await isGone(popular)).toBe(true);
});
