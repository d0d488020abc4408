/** Texts of stories in databases of their own: written, read, replaced and deleted, whatever fails on the way. */
import { env } from "cloudflare:test";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { deletionGraceMs } from "../../app/contract/account";
import type { StoryId, UserId } from "../../app/contract/ids";
import { eraseAccount, erasureOf } from "../../app/domain/accounts/erasure.server";
import { exportStart, exportStep } from "../../app/domain/accounts/export.server";
import { sweep } from "../../app/domain/maintenance/sweep.server";
import type { Services } from "../../app/domain/ports";
import { report } from "../../app/domain/safety/reports.server";
import {
  changeStory,
  deleteStory,
  listFeed,
  listOwnStories,
  publishStory,
  readStory,
} from "../../app/domain/stories/stories.server";
import { connectDatabase } from "../../db/client";
import { placeOf } from "../../db/placement";
import { scheduleDeletion } from "../../db/queries/scheduled-deletion";
import { insertStory } from "../../db/queries/stories";
import { homeOfAuthor, TextUnavailable } from "../../db/story-databases";
import { newId } from "../world/ids";
import { newPerson, newViewer } from "../world/people";
import { db, servicesAt } from "../world/services";
import { bindStoryDatabases, boundStore, emptyStoryDatabases, migrateForStories, textsOf } from "./databases";
import { hooked, unreachable } from "./hooked";

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;

beforeAll(migrateForStories);
beforeEach(async () => {
  clock = Date.now();
  await emptyStoryDatabases();
});
afterEach(() => bindStoryDatabases(0));

let clock = Date.now();
const made = servicesAt(() => clock);

/** The services with the databases that are bound now. */
function services(changes: Partial<Services> = {}): Services {
  return { ...made.services, ...boundStore(), ...changes };
}

/** The services with one database of texts in place of another. */
function servicesWith(place: number, replaced: (database: D1Database) => D1Database): Services {
  const { storyDatabases } = boundStore();
  const others = new Map(storyDatabases.others);
  others.set(place, replaced(others.get(place)!));
  return services({ storyDatabases: { ...storyDatabases, others } });
}

async function published(author: UserId, body: string): Promise<StoryId> {
  const id = newId<StoryId>();
  const input = { title: `Of ${body}`, body, image_ids: [] };
  expect(await publishStory(services(), author, input, id)).toMatchObject({ kind: "published", story: { body } });
  return id;
}

/** Returns a person whose texts belong to one of two databases. */
async function authorAt(place: number): Promise<UserId> {
  for (;;) {
    const author = await newPerson();
    if (placeOf("STORIES_DB", author, [0, 1]) === place) return author;
  }
}

const feed = (of = services()) => listFeed(of, null, { before: null, limit: 20 });

test.each([0, 1, 2, 3])("with %i databases each text is in one, by its author, and read from there", async (count) => {
  bindStoryDatabases(count);
  for (let n = 0; n < 6; n += 1) {
    const author = await newPerson();
    const id = await published(author, `text ${n}`);
    const home = homeOfAuthor(boundStore().storyDatabases, author);
    expect(await textsOf(id)).toEqual([expect.objectContaining({ place: home, body: `text ${n}` })]);
    expect(await readStory(services(), null, id)).toMatchObject({ body: `text ${n}`, title: `Of text ${n}` });
    expect((await listOwnStories(services(), author, { before: null, limit: 5 })).stories).toHaveLength(1);
  }
  const page = await feed();
  expect(page.stories.map(({ body }) => body)).toEqual([5, 4, 3, 2, 1, 0].map((n) => `text ${n}`));
  expect(page).not.toHaveProperty("is_incomplete");
});

test("a feed page asks each database of texts once, all at the same time", async () => {
  bindStoryDatabases(2);
  const authors = [await authorAt(0), await authorAt(1)];
  for (let n = 0; n < 6; n += 1) await published(authors[n % 2]!, `text ${n}`);
  let [asked, atOnce, most] = [0, 0, 0];
  const { storyDatabases } = boundStore();
  const counting = (database: D1Database) =>
    hooked(database, {
      before: async () => {
        asked += 1;
        most = Math.max(most, (atOnce += 1));
        await scheduler.wait(20);
      },
      after: () => void (atOnce -= 1),
    });
  const others = new Map([...storyDatabases.others].map(([place, database]) => [place, counting(database)]));
  const page = await feed(services({ storyDatabases: { ...storyDatabases, others } }));
  expect(page.stories).toHaveLength(6);
  expect([asked, most]).toEqual([2, 2]);
});

test("a new text replaces the old one at once, which is deleted an hour later", async () => {
  bindStoryDatabases(2);
  const author = await newPerson();
  const id = await published(author, "first");
  const changed = await changeStory(services(), author, id, { body: "second", title: null });
  expect(changed).toMatchObject({ kind: "changed", story: { body: "second", title: null } });
  expect(await readStory(services(), null, id)).toMatchObject({ body: "second", title: null });
  expect((await textsOf(id)).map(({ body }) => body).toSorted()).toEqual(["first", "second"]);
  clock += hourMs + 60_000;
  await sweep(services());
  expect((await textsOf(id)).map(({ body }) => body)).toEqual(["second"]);
});

test("a change of the title alone writes no text, and answers with the text", async () => {
  bindStoryDatabases(1);
  const author = await newPerson();
  const id = await published(author, "it stays");
  const changed = await changeStory(services(), author, id, { title: "Another" });
  expect(changed).toMatchObject({ kind: "changed", story: { body: "it stays", title: "Another" } });
  expect(await textsOf(id)).toHaveLength(1);
});

test("a story whose text cannot be written is not published, and nothing of it is seen", async () => {
  bindStoryDatabases(1);
  const author = await newPerson();
  const id = newId<StoryId>();
  const input = { body: "It happened.", image_ids: [] };
  await expect(publishStory(servicesWith(0, unreachable), author, input, id)).rejects.toThrow("D1_ERROR");
  expect(await readStory(services(), author, id)).toBeNull();
  expect((await feed()).stories).toEqual([]);
});

test("a text whose story is not published after all is deleted after a day, and no other", async () => {
  bindStoryDatabases(1);
  const author = await newPerson();
  const kept = await published(author, "kept");
  const id = newId<StoryId>();
  const broken = connectDatabase(unreachable(env.DB));
  const at = { createdAt: new Date(clock), updatedAt: new Date(clock) };
  const row = { id, authorId: author, body: "lost", status: "published" as const, ...at };
  await expect(insertStory({ ...boundStore(), db: broken }, row)).rejects.toThrow();
  expect(await textsOf(id)).toHaveLength(1);
  clock += dayMs - hourMs;
  await sweep(services());
  expect(await textsOf(id)).toHaveLength(1);
  clock += 2 * hourMs;
  await sweep(services());
  expect(await textsOf(id)).toEqual([]);
  expect(await readStory(services(), null, kept)).toMatchObject({ body: "kept" });
  const due = await env.SPARE_DB_0.prepare("SELECT count(*) AS n FROM story_texts WHERE due_at IS NOT NULL").first("n");
  expect(due).toBe(0);
});

test("a deleted story takes all versions of its text along", async () => {
  bindStoryDatabases(2);
  const author = await newPerson();
  const id = await published(author, "first");
  await changeStory(services(), author, id, { body: "second" });
  expect(await deleteStory(services(), author, id)).toBe(true);
  await made.settle();
  expect(await textsOf(id)).toEqual([]);
  expect(await env.DB.prepare("SELECT count(*) AS n FROM pending_text_removals").first("n")).toBe(0);
});

test("a text whose database does not answer as its story is deleted goes with a later sweep", async () => {
  bindStoryDatabases(2);
  const author = await authorAt(1);
  const id = await published(author, "it goes");
  expect(await deleteStory(servicesWith(1, unreachable), author, id)).toBe(true);
  await made.settle();
  expect(await readStory(services(), author, id)).toBeNull();
  expect(await textsOf(id)).toHaveLength(1);
  clock += 2 * hourMs;
  await expect(sweep(servicesWith(1, unreachable))).rejects.toThrow("D1_ERROR");
  expect(await textsOf(id)).toHaveLength(1);
  clock += 2 * hourMs;
  await sweep(services());
  expect(await textsOf(id)).toEqual([]);
});

test("a database that does not answer leaves its stories out of lists, which say so, and the others stay", async () => {
  bindStoryDatabases(2);
  const [here, away] = [await authorAt(0), await authorAt(1)];
  const [shown, missing] = [await published(here, "shown"), await published(away, "missing")];
  const failing = servicesWith(1, unreachable);
  const page = await feed(failing);
  expect(page.stories.map(({ body }) => body)).toEqual(["shown"]);
  expect(page.is_incomplete).toBe(true);
  const own = await listOwnStories(failing, away, { before: null, limit: 5 });
  expect(own).toEqual({ stories: [], next_cursor: null, is_incomplete: true });
  const first = await listFeed(failing, null, { before: null, limit: 1 });
  expect(first).toMatchObject({ stories: [], next_cursor: missing, is_incomplete: true });
  expect(await readStory(failing, null, shown)).toMatchObject({ body: "shown" });
  const error: unknown = await readStory(failing, null, missing).catch((fault: unknown) => fault);
  expect(error).toBeInstanceOf(TextUnavailable);
  expect(failing.classifyFault(error)).toMatchObject({ outage: "database" });
});

test("an export and a report wait for a text that cannot be read, instead of going without it", async () => {
  bindStoryDatabases(2);
  const viewer = await newViewer(services());
  const author = viewer.account.id;
  const id = await published(author, "mine");
  const failing = servicesWith(placeOf("STORIES_DB", author, [0, 1])!, unreachable);
  const at = { ...exportStart, section: 4 };
  const about = { viewer, writeReadme: () => "" };
  await expect(exportStep(failing, about, at)).rejects.toThrow(TextUnavailable);
  const { parts } = await exportStep(services(), about, at);
  const text = parts.map((part) => (part.kind === "bytes" ? new TextDecoder().decode(part.bytes) : "")).join("");
  expect(JSON.parse(text)).toMatchObject([{ id, body: "mine" }]);
  const input = { subject: { kind: "story", id }, reason: "spam", note: "" } as const;
  const reader = await newPerson();
  await expect(report(failing, reader, input)).rejects.toThrow(TextUnavailable);
  expect(await report(services(), reader, input)).toMatchObject({ kind: "reported" });
  const evidence = await env.DB.prepare("SELECT evidence FROM reports WHERE subject_id = ?1")
    .bind(id)
    .first("evidence");
  expect(JSON.parse(String(evidence))).toMatchObject({ body: "mine" });
});

test("a database that is in use and not bound is as one that does not answer", async () => {
  bindStoryDatabases(1);
  const id = await published(await newPerson(), "it waits");
  bindStoryDatabases(0);
  await expect(readStory(services(), null, id)).rejects.toThrow(TextUnavailable);
  expect(await feed()).toMatchObject({ stories: [], is_incomplete: true });
  bindStoryDatabases(1);
  expect(await readStory(services(), null, id)).toMatchObject({ body: "it waits" });
});

test("a text that is gone when it is asked for is looked up in the primary: its story was deleted, or is shown", async () => {
  bindStoryDatabases(1);
  const author = await newPerson();
  const [goes, stays] = [await published(author, "goes"), await published(author, "stays")];
  let isFirst = true;
  const deletedMeanwhile = servicesWith(0, (database) =>
    hooked(database, {
      before: async () => {
        if (!isFirst) return;
        isFirst = false;
        await deleteStory(services(), author, goes);
        await made.settle();
      },
      after: () => undefined,
    }),
  );
  const page = await feed(deletedMeanwhile);
  expect(page.stories.map(({ id }) => id)).toEqual([stays]);
  expect(page).not.toHaveProperty("is_incomplete");
});

test("an erased account leaves no text in any database, also none that no story ever named", async () => {
  bindStoryDatabases(2);
  const author = await newPerson();
  const id = await published(author, "first");
  await changeStory(services(), author, id, { body: "second" });
  const broken = connectDatabase(unreachable(env.DB));
  const at = { createdAt: new Date(clock), updatedAt: new Date(clock) };
  const row = { id: newId<StoryId>(), authorId: author, body: "lost", status: "published" as const, ...at };
  await expect(insertStory({ ...boundStore(), db: broken }, row)).rejects.toThrow();
  const other = await published(await newPerson(), "another's");
  await scheduleDeletion(db, author, new Date(clock + deletionGraceMs));
  clock += deletionGraceMs;
  const erasure = await erasureOf(services(), { id: author, email: `${author}@example.org` });
  await expect(eraseAccount(servicesWith(1, unreachable), erasure)).rejects.toThrow("D1_ERROR");
  expect(await eraseAccount(services(), erasure)).toBe("erased");
  expect([...(await textsOf(id)), ...(await textsOf(row.id))]).toEqual([]);
  expect(await env.DB.prepare("SELECT count(*) AS n FROM pending_text_removals").first("n")).toBe(0);
  expect(await readStory(services(), null, other)).toMatchObject({ body: "another's" });
});
