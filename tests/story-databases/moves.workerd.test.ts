/** Texts of stories and details of photos that move to another database while people write: nothing is lost, nothing is doubled, nothing is stale. */
import { env } from "cloudflare:test";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { StoryId, UserId } from "../../app/contract/ids";
import { moveTexts } from "../../app/domain/maintenance/move-texts.server";
import { sweep } from "../../app/domain/maintenance/sweep.server";
import type { Services } from "../../app/domain/ports";
import { changeStory, deleteStory, listFeed, publishStory, readStory } from "../../app/domain/stories/stories.server";
import { placeOf } from "../../db/placement";
import { detailsToText } from "../../db/queries/photo-details";
import type { PhotoRow } from "../../db/queries/photos";
import { homeOfAuthor } from "../../db/story-databases";
import { runs } from "../how-many";
import { newId } from "../world/ids";
import { newPerson } from "../world/people";
import { servicesAt } from "../world/services";
import {
  bindStoryDatabases,
  boundStore,
  detailsOf,
  emptyStoryDatabases,
  lookedAtPhoto,
  migrateForStories,
  textsOf,
} from "./databases";
import { hooked, unreachable } from "./hooked";

const hourMs = 60 * 60 * 1000;

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

async function published(author: UserId, body: string, photos: readonly PhotoRow[] = []): Promise<StoryId> {
  const id = newId<StoryId>();
  const result = await publishStory(services(), author, { body, image_ids: photos.map((photo) => photo.id) }, id);
  if (result.kind !== "published") throw new Error(result.kind);
  return id;
}

const bodyOf = async (id: StoryId) => (await readStory(services(), null, id))?.body ?? null;

const movesOf = () =>
  env.DB.prepare("SELECT checked, moved, left, is_done FROM text_moves").first<Record<string, number>>();

/** Lets the times pass after which old and unnamed versions are deleted: each database has its turn in three hours. */
async function settle(): Promise<void> {
  for (const hours of [25, 1, 1]) {
    clock += hours * hourMs;
    await sweep(services());
  }
}

test.each([
  [0, 1],
  [1, 2],
  [2, 3],
])(
  "from %i to %i databases the share of the new one moves, while people write, edit and delete",
  async (before, after) => {
    bindStoryDatabases(before);
    const authors = await Promise.all(Array.from({ length: runs({ usual: 15, full: 30 }) }, newPerson));
    const expected = new Map<StoryId, string>();
    const authorOf = new Map<StoryId, UserId>();
    const photoOf = new Map<StoryId, PhotoRow>();
    const publish = async (author: UserId, body: string) => {
      const photo = await lookedAtPhoto(author);
      const id = await published(author, body, [photo]);
      expected.set(id, body);
      authorOf.set(id, author);
      photoOf.set(id, photo);
    };
    for (const author of authors) for (const n of [1, 2]) await publish(author, `text ${n} of ${author}`);
    const removed = new Set<StoryId>();
    const ids = [...expected.keys()];
    const belonged = new Map(ids.map((id) => [id, homeOfAuthor(boundStore().storyDatabases, authorOf.get(id)!)]));
    bindStoryDatabases(after);
    const homes = new Map(ids.map((id) => [id, homeOfAuthor(boundStore().storyDatabases, authorOf.get(id)!)]));
    const movers = ids.filter((id) => homes.get(id) !== belonged.get(id)).length;
    const writing = (async () => {
      for (const [index, id] of ids.entries()) {
        const author = authorOf.get(id)!;
        if (index % 3 === 0) {
          await changeStory(services(), author, id, { body: `edited ${id}` });
          expected.set(id, `edited ${id}`);
        } else if (index % 7 === 1) {
          await deleteStory(services(), author, id);
          expected.delete(id);
        } else if (index % 5 === 2) {
          await publish(author, `added beside ${id}`);
        } else if (index % 11 === 4) {
          await changeStory(services(), author, id, { image_ids: [] });
          removed.add(id);
        }
      }
    })();
    const reading = (async () => {
      let reads = 0;
      for (let n = 0; n < 12; n += 1) {
        const page = await listFeed(services(), null, { before: null, limit: 50 });
        expect(page).not.toHaveProperty("is_incomplete");
        expect(page.stories.every(({ body }) => body.length > 0)).toBe(true);
        reads += page.stories.length;
      }
      return reads;
    })();
    for (let run = 0; run < 40; run += 1) await moveTexts(services(), { rows: 10, pages: 1, texts: 3, moves: 4 });
    await writing;
    const reads = await reading;
    for (let run = 0; run < 40; run += 1) await moveTexts(services(), { rows: 10, pages: 1, texts: 3, moves: 4 });
    await made.settle();
    expect(await movesOf()).toMatchObject({ is_done: 1, left: 0 });
    for (const [id, body] of expected) expect(await bodyOf(id)).toBe(body);
    await settle();
    let [lost, doubled, stale] = [0, 0, 0];
    const compare = (stored: Awaited<ReturnType<typeof textsOf>>, body: string | undefined, author: UserId) => {
      if (body === undefined) doubled += stored.length;
      else if (stored.length === 0) lost += 1;
      else if (stored.length > 1) doubled += 1;
      else if (stored[0]?.body !== body) stale += 1;
      if (body !== undefined) expect(stored[0]?.place).toBe(homeOfAuthor(boundStore().storyDatabases, author));
    };
    for (const [id, author] of authorOf) {
      compare(await textsOf(id), expected.get(id), author);
      const photo = photoOf.get(id)!;
      const isThere = expected.has(id) && !removed.has(id);
      compare(await detailsOf(photo.id), isThere ? detailsToText(photo) : undefined, author);
    }
    console.log(
      `${before} -> ${after} databases: ${movers} of ${ids.length} texts and as many photos' details belong elsewhere, ${(await movesOf())?.moved} moved, ${expected.size} stories in the end, ${reads} read meanwhile; ${lost} lost, ${doubled} doubled, ${stale} stale`,
    );
    expect([lost, doubled, stale]).toEqual([0, 0, 0]);
  },
);

test("another database moves nothing between the others, and a second sweep nothing at all", async () => {
  bindStoryDatabases(2);
  const authors = await Promise.all(Array.from({ length: 20 }, newPerson));
  const ids = await Promise.all(authors.map((author) => published(author, `of ${author}`)));
  const versions = async () => (await Promise.all(ids.map(textsOf))).map((texts) => texts[0]?.place);
  const before = await versions();
  bindStoryDatabases(3);
  await moveTexts(services());
  await settle();
  for (const [index, place] of (await versions()).entries()) {
    expect(place === before[index] || place === 2).toBe(true);
  }
  const movedOnce = await movesOf();
  await moveTexts(services());
  expect(await movesOf()).toEqual(movedOnce);
});

/** Returns a person whose texts move from the first database to the second once that is there. */
async function mover(): Promise<UserId> {
  for (;;) {
    const author = await newPerson();
    if (placeOf("STORIES_DB", author, [0, 1]) === 1) return author;
  }
}

/** Moves while something happens before a call to a database of texts: after the copy was read, or before the row names it. */
async function moveWhile(call: number, act: () => Promise<unknown>): Promise<void> {
  const { storyDatabases } = boundStore();
  let calls = 0;
  const wrap = (database: D1Database) =>
    hooked(database, {
      before: async () => {
        if (++calls === call) await act();
      },
      after: () => undefined,
    });
  const others = new Map([...storyDatabases.others].map(([place, database]) => [place, wrap(database)]));
  await moveTexts(services({ storyDatabases: { ...storyDatabases, main: wrap(storyDatabases.main), others } }));
}

test.each([
  ["from the main database", 0, 1],
  ["from the main database", 0, 2],
  ["from the main database", 0, 3],
  ["between two", 1, 1],
  ["between two", 1, 2],
  ["between two", 1, 3],
  ["between two and from the main database", 1, 5],
  ["between two and from the main database", 1, 6],
])(
  "an edit, a confirmation and a deletion in the middle of a move %s win (%i databases before, call %i)",
  async (_way, before, call) => {
    bindStoryDatabases(before);
    const author = await mover();
    const photo = await lookedAtPhoto(author);
    const [edited, deleted] = [await published(author, "before"), await published(author, "it goes", [photo])];
    // As a look leaves it that finished after the story was published.
    const late = await lookedAtPhoto(author, { storyId: edited, confirmedFaceIds: [] });
    const confirmed = (late.uncoveredFaces ?? []).map(({ id }) => id);
    bindStoryDatabases(2);
    await moveWhile(call, async () => {
      await changeStory(services(), author, edited, { body: "after", status: "unpublished" });
      const again = { status: "published", confirmed_face_ids: confirmed } as const;
      expect(await changeStory(services(), author, edited, again)).toMatchObject({ kind: "changed" });
      await deleteStory(services(), author, deleted);
    });
    expect([await bodyOf(edited), await bodyOf(deleted)]).toEqual(["after", null]);
    await settle();
    const body = detailsToText({ ...late, confirmedFaceIds: confirmed });
    expect(await detailsOf(late.id)).toEqual([{ place: 1, version: expect.any(String), body }]);
    expect(await detailsOf(photo.id)).toEqual([]);
    expect(await textsOf(edited)).toEqual([{ place: 1, version: expect.any(String), body: "after" }]);
    expect(await textsOf(deleted)).toEqual([]);
  },
);

test("while the new database fails the texts stay where they are, and move once it is back", async () => {
  bindStoryDatabases(1);
  const author = await mover();
  const id = await published(author, "it waits");
  bindStoryDatabases(2);
  const { storyDatabases } = boundStore();
  const others = new Map(storyDatabases.others).set(1, unreachable(env.SPARE_DB_1));
  await moveTexts(services({ storyDatabases: { ...storyDatabases, others } }));
  expect(await movesOf()).toMatchObject({ is_done: 1, moved: 0, left: 1 });
  expect(await bodyOf(id)).toBe("it waits");
  await moveTexts(services());
  expect(await movesOf()).toMatchObject({ is_done: 1, moved: 1, left: 0 });
  await settle();
  expect(await textsOf(id)).toEqual([{ place: 1, version: expect.any(String), body: "it waits" }]);
});

test("a deployment that lacks the newest database moves nothing back", async () => {
  bindStoryDatabases(2);
  const id = await published(await mover(), "it stays");
  bindStoryDatabases(1);
  await moveTexts(services());
  bindStoryDatabases(2);
  expect(await textsOf(id)).toMatchObject([{ place: 1 }]);
  expect(await bodyOf(id)).toBe("it stays");
});

test("texts of any length move, as many at once as one statement takes", async () => {
  const author = await mover();
  const long = Array.from({ length: 30 }, (_, n) => `${n} ${"“\n\\é".repeat(4_900)}`);
  const ids: StoryId[] = [];
  for (const body of long) ids.push(await published(author, body));
  bindStoryDatabases(2);
  await moveTexts(services());
  expect(await movesOf()).toMatchObject({ is_done: 1, moved: 30, left: 0 });
  expect(await Promise.all(ids.map(bodyOf))).toEqual(long);
});
