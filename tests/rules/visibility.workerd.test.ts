/** Who is shown, page by page, and which files go: the WHEREs and the sweep's part on a real D1 and R2. */
import { env } from "cloudflare:test";
import { and, desc, eq, inArray } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import type { StoryId, UserId } from "../../app/contract/ids";
import { removeDue } from "../../app/domain/photos/removal.server";
import { isBelow } from "../../db/queries/page";
import { listDueRemovals, scheduleRemoval } from "../../db/queries/photos";
import { hasNoScheduledDeletion, isDeletionNotDue, isHeldBefore, isShownToAll } from "../../db/queries/visibility";
import { stories, users } from "../../db/schema";
import { newPerson, newStory } from "../world/people";
import { db, servicesAt } from "../world/services";
import { start } from "../world/start";

interface Told {
  author: UserId;
  story: StoryId;
}

/** Stories by what hides them. */
let told: Record<"shown" | "unpublished" | "held" | "suspended" | "leaving", Told>;

async function tell(): Promise<Told> {
  const author = await newPerson();
  return { author, story: await newStory(author) };
}

beforeAll(async () => {
  const at = new Date(start);
  told = {
    shown: await tell(),
    unpublished: await tell(),
    held: await tell(),
    suspended: await tell(),
    leaving: await tell(),
  };
  await db.update(stories).set({ status: "unpublished" }).where(eq(stories.id, told.unpublished.story));
  await db.update(stories).set({ heldAt: at, heldReason: "Asked to." }).where(eq(stories.id, told.held.story));
  await db.update(users).set({ suspendedAt: at }).where(eq(users.id, told.suspended.author));
  await db.update(users).set({ leavingAt: at }).where(eq(users.id, told.leaving.author));
});

/** Returns what hides each of the stories that a WHERE lets through. */
async function through(where: ReturnType<typeof isShownToAll>): Promise<string[]> {
  const ids = Object.values(told).map(({ story }) => story);
  const rows = await db
    .select({ id: stories.id })
    .from(stories)
    .innerJoin(users, eq(users.id, stories.authorId))
    .where(and(inArray(stories.id, ids), where));
  const found = new Set(rows.map(({ id }) => id));
  return Object.entries(told).flatMap(([name, { story }]) => (found.has(story) ? [name] : []));
}

test("all see a story that is published, not held, and whose author is neither suspended nor leaving", async () => {
  expect(await through(isShownToAll())).toEqual(["shown"]);
});

test("a held story is shown to staff, and to nobody else by this", async () => {
  const [staff, member] = [await newPerson(), await newPerson()];
  await db.update(users).set({ role: "staff" }).where(eq(users.id, staff));
  expect(await through(isHeldBefore(db, staff))).toEqual(["held"]);
  expect(await through(isHeldBefore(db, member))).toEqual([]);
});

test("a person who leaves is hidden at once, and may sign in until the deletion is due, to the millisecond", async () => {
  expect(await through(hasNoScheduledDeletion(db, stories.authorId))).not.toContain("leaving");
  expect(await through(isDeletionNotDue(new Date(start - 1)))).toContain("leaving");
  expect(await through(isDeletionNotDue(new Date(start)))).not.toContain("leaving");
});

test("a list goes on below its cursor, so that pages share no row and leave none out", async () => {
  const author = await newPerson();
  const all: StoryId[] = [];
  for (let n = 0; n < 5; n++) all.push(await newStory(author));
  const pages: StoryId[][] = [];
  for (let cursor: StoryId | null = null; ;) {
    const mine = and(eq(stories.authorId, author), isBelow(stories.id, cursor));
    const rows = await db.select({ id: stories.id }).from(stories).where(mine).orderBy(desc(stories.id)).limit(2);
    pages.push(rows.map(({ id }) => id));
    cursor = rows.at(-1)?.id ?? null;
    if (rows.length < 2 || cursor === null) break;
  }
  expect(pages.map(({ length }) => length)).toEqual([2, 2, 1]);
  expect(pages.flat()).toEqual(all.toReversed());
});

test("files whose removal is due go, the longest due first and at most so many at a time; the others stay", async () => {
  const { services } = servicesAt(() => start);
  const limit = 4;
  const keys = Array.from({ length: limit + 2 }, (_none, n) => `public/images/due-${n}.jpg`);
  for (const [n, key] of keys.entries()) await scheduleRemoval(db, [key], new Date(start - 1_000 + n));
  await scheduleRemoval(db, ["public/images/later.jpg"], new Date(start + 1));
  for (const key of [...keys, "public/images/later.jpg"]) await env.R2_BUCKET.put(key, "x");
  expect(await removeDue(services, limit)).toBe(limit);
  expect(await listDueRemovals(db, new Date(start), 10)).toEqual(keys.slice(limit));
  expect([await removeDue(services, limit), await removeDue(services, limit)]).toEqual([2, 0]);
  const left = (await env.R2_BUCKET.list({ prefix: "public/images/" })).objects.map(({ key }) => key);
  expect(left.filter((key) => keys.includes(key))).toEqual([]);
  expect(left).toContain("public/images/later.jpg");
});

test("a file that R2 could not delete stays on the list", async () => {
  const { services } = servicesAt(() => start);
  await scheduleRemoval(db, ["public/images/stuck.jpg"], new Date(start));
  const photoStorage = { ...services.photoStorage, delete: () => Promise.reject(new Error("R2 fails.")) };
  await expect(removeDue({ ...services, photoStorage }, 90)).rejects.toThrow("R2 fails.");
  expect(await listDueRemovals(db, new Date(start), 10)).toEqual(["public/images/stuck.jpg"]);
});
