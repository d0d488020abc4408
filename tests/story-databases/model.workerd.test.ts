/**
 * Any order of writes, edits, deletions, moves, sweeps and crashes leaves what a simple model says, of texts and of photos' details,
 * and nothing beside it.
 */
import { env } from "cloudflare:test";
import { afterEach, beforeAll, expect, test } from "vitest";
import fc from "fast-check";
import type { PhotoId, StoryId, UserId } from "../../app/contract/ids";
import { FaceId } from "../../app/contract/second-look";
import { moveTexts } from "../../app/domain/maintenance/move-texts.server";
import type { Services } from "../../app/domain/ports";
import { connectDatabase } from "../../db/client";
import { detailsToText } from "../../db/queries/photo-details";
import { findPhoto, type PhotoRow } from "../../db/queries/photos";
import {
  deleteStory,
  findOwnStory,
  insertStory,
  listByAuthor,
  updateStory,
  type PhotoChange,
  type StoryRow,
} from "../../db/queries/stories";
import { deleteUnnamedTexts, removeDueTexts } from "../../db/queries/story-text-removals";
import { joinDetails, unnamedTextTtlMs } from "../../db/queries/story-texts";
import type { StoryStore } from "../../db/story-databases";
import { runs } from "../how-many";
import { newId } from "../world/ids";
import { newPerson } from "../world/people";
import { placed } from "../world/photos";
import { db, servicesAt } from "../world/services";
import { bindStoryDatabases, boundStore, detailsOf, lookedAtPhoto, migrateForStories, textsOf } from "./databases";
import { hooked } from "./hooked";

const histories = runs({ usual: 8, full: 40 });

beforeAll(migrateForStories);
afterEach(() => bindStoryDatabases(0));

let clock = Date.now();
const made = servicesAt(() => clock);

/** A step: what happens, to which author or story, and at which call of it the process ends, before or after its effect. */
const steps = fc.array(
  fc.record({
    act: fc.constantFrom(
      "write",
      "write",
      "edit",
      "edit",
      "retitle",
      "confirm",
      "add photo",
      "drop photo",
      "delete",
      "add database",
      "move",
      "move",
      "remove",
      "sweep",
    ),
    pick: fc.nat(99),
    crash: fc.option(fc.record({ call: fc.integer({ min: 1, max: 5 }), when: fc.constantFrom("before", "after") }), {
      freq: 2,
    }),
  }),
  { minLength: 8, maxLength: 24 },
);
type Step = typeof steps extends fc.Arbitrary<(infer Each)[]> ? Each : never;

/** The states that a story may have, as `stateOf` writes them: two after a crash, until it is read. Null: there is none. */
type Possible = (string | null)[];

/** Returns a story as a reader and its author have it: its text, and its photos in their order with their details. */
function stateOf(body: string, photos: readonly PhotoRow[]): string {
  return JSON.stringify([body, photos.map((photo) => [photo.id, detailsToText(photo)])]);
}

const bodyIn = (state: string) => (JSON.parse(state) as [string])[0];

/** Returns a story of an author with its text and details; null when there is none. */
async function readOwn(author: UserId, id: StoryId): Promise<StoryRow | null> {
  const store = boundStore();
  const found = await findOwnStory(store, author, id);
  return found && { ...found, photos: await joinDetails(store.storyDatabases, found.photos) };
}

/** A photo that stays as it is in its story. */
const staying = ({ id, alt }: PhotoRow) => ({ id, alt, cleared: null });

const crashed = new Error("D1_ERROR: The process ended.");

/** The store, of which every call counts towards the crash. Once that came, nothing answers any more. */
function crashing(store: StoryStore, crash: Step["crash"]): StoryStore {
  let calls = 0;
  const isOver = (when: string) =>
    crash !== null && (calls > crash.call || (calls === crash.call && crash.when === when));
  const hooks = {
    before: () => {
      calls += 1;
      if (isOver("before")) throw crashed;
    },
    after: () => {
      if (isOver("after")) throw crashed;
    },
  };
  const { storyDatabases } = store;
  const main = hooked(storyDatabases.main, hooks);
  const others = new Map([...storyDatabases.others].map(([place, each]) => [place, hooked(each, hooks)]));
  const db = connectDatabase(main);
  return { db, primaryDb: db, storyDatabases: { ...storyDatabases, main, others } };
}

class History {
  readonly #stories = new Map<StoryId, { author: UserId; possible: Possible }>();
  readonly #photos: PhotoId[] = [];
  #bound = 0;
  #texts = 0;

  constructor(readonly authors: readonly UserId[]) {}

  async step({ act, pick, crash }: Step): Promise<void> {
    const store = crashing(boundStore(), crash);
    const known = [...this.#stories];
    const chosen = known[pick % Math.max(1, known.length)];
    const at = { now: new Date(clock), dueLimit: 9 };
    if (act === "write") return this.#write(store, pick);
    if (act === "add database") {
      this.#bound = Math.min(3, this.#bound + 1);
      return bindStoryDatabases(this.#bound);
    }
    if (act === "move" || act === "remove" || act === "sweep") return this.#maintain(act, store);
    if (!chosen) return;
    const [id, story] = chosen;
    const key = { id, authorId: story.author };
    if (act === "delete") return this.#change(story, null, () => deleteStory(store, key, at));
    const before = await readOwn(story.author, id);
    if (!before) return;
    const { values, photos, after } = await this.#editOf(act, before);
    const { body, textVersion } = before.story;
    const update = () => updateStory(store, { ...key, body, textVersion }, { values, photos, ...at });
    return this.#change(story, after, update);
  }

  async #write(store: StoryStore, pick: number): Promise<void> {
    const [id, author, body] = [newId<StoryId>(), this.authors[pick % this.authors.length]!, `text ${++this.#texts}`];
    const photos: PhotoRow[] = [];
    while (photos.length < pick % 3) photos.push(await this.#newPhoto(author));
    const story = { possible: [null] as Possible, author };
    this.#stories.set(id, story);
    const values = { id, authorId: author, body, status: "published" as const };
    const times = { createdAt: new Date(clock), updatedAt: new Date(clock) };
    const kept = photos.map(placed);
    const write = () => insertStory(store, { ...values, ...times }, { kept, reports: [] });
    return this.#change(story, stateOf(body, photos), write);
  }

  async #newPhoto(author: UserId): Promise<PhotoRow> {
    const photo = await lookedAtPhoto(author);
    this.#photos.push(photo.id);
    return photo;
  }

  /** Returns a change of a story, and what it is afterwards. */
  async #editOf(
    act: "edit" | "retitle" | "confirm" | "add photo" | "drop photo",
    { story: { body, authorId }, photos }: StoryRow,
  ): Promise<{ values: { body?: string; title?: string }; photos: PhotoChange; after: string }> {
    const text = `text ${++this.#texts}`;
    const all: PhotoChange = { kept: photos.map(staying), removed: [], reports: [] };
    const [first, ...rest] = photos;
    if (act === "edit") return { values: { body: text }, photos: all, after: stateOf(text, photos) };
    if (act === "add photo") {
      const added = await this.#newPhoto(authorId);
      const kept = [...all.kept, placed(added)];
      return { values: {}, photos: { ...all, kept }, after: stateOf(body, [...photos, added]) };
    }
    if (act === "drop photo" && first)
      return { values: {}, photos: { ...all, kept: rest.map(staying), removed: [first] }, after: stateOf(body, rest) };
    if (act === "confirm" && first) {
      const confirmed = { ...first, confirmedFaceIds: [FaceId.parse(String(this.#texts).padStart(43, "0"))] };
      const kept = [placed(confirmed), ...rest.map(staying)];
      return { values: {}, photos: { ...all, kept }, after: stateOf(body, [confirmed, ...rest]) };
    }
    return { values: { title: text }, photos: all, after: stateOf(body, photos) };
  }

  /** After a crash it may be either. */
  async #change(story: { possible: Possible }, to: string | null, act: () => Promise<unknown>): Promise<void> {
    try {
      const result = await act();
      if (result !== null) story.possible = [to];
    } catch (error) {
      expectCrash(error);
      if (!story.possible.every((state) => state === null) || to !== null) story.possible = [...story.possible, to];
    }
  }

  async #maintain(act: "move" | "remove" | "sweep", store: StoryStore): Promise<void> {
    const services: Services = { ...made.services, ...store };
    try {
      if (act === "move") await moveTexts(services, { rows: 3, pages: 2, texts: 2, moves: 3 });
      else if (act === "remove") await removeDueTexts(store, new Date((clock += 90 * 60_000)), 5);
      else await this.sweep(store);
    } catch (error) {
      expectCrash(error);
    }
  }

  async sweep(store: StoryStore): Promise<void> {
    clock += unnamedTextTtlMs + 1;
    for (const place of store.storyDatabases.others.keys()) {
      await deleteUnnamedTexts(store, place, { now: clock, limit: 100 });
    }
  }

  /** Reads every story: each is one of what it may be, and from now on that. */
  async check(): Promise<void> {
    const store = boundStore();
    for (const [id, story] of this.#stories) {
      const read = await readOwn(story.author, id);
      const state = read && stateOf(read.story.body, read.photos);
      expect(story.possible).toContain(state);
      story.possible = [state];
    }
    for (const author of this.authors) {
      const { rows, failure } = await listByAuthor(store, author, { before: null, limit: 100 });
      const own = [...this.#stories.values()].filter((story) => story.author === author);
      const bodies = own.flatMap(({ possible: [state] }) => (state ? bodyIn(state) : []));
      expect(failure).toBeNull();
      expect(rows.map(({ story }) => story.body).toSorted()).toEqual(bodies.toSorted());
    }
  }

  /** Each story has one text and each photo its details once, and what is gone has none. */
  async checkEnd(): Promise<void> {
    const store = boundStore();
    for (let run = 0; run < 3; run += 1) {
      await removeDueTexts(store, new Date((clock += unnamedTextTtlMs)), 1_000);
      await this.sweep(store);
    }
    for (const [id, { possible }] of this.#stories) {
      const states = possible.filter((state) => state !== null);
      expect((await textsOf(id)).map(({ body }) => body)).toEqual(states.map(bodyIn));
    }
    for (const id of this.#photos) {
      const row = await findPhoto(db, id);
      const [photo] = row ? await joinDetails(store.storyDatabases, [row]) : [];
      expect((await detailsOf(id)).map(({ body }) => body)).toEqual(photo ? [detailsToText(photo)] : []);
    }
    expect(await env.DB.prepare("SELECT count(*) AS n FROM pending_text_removals").first("n")).toBe(0);
  }
}

function expectCrash(error: unknown): void {
  for (let cause = error; cause instanceof Error; cause = cause.cause) if (cause === crashed) return;
  throw error;
}

test(`each of ${histories} histories with crashes ends with each story's newest text and its photos' details, once`, async () => {
  let happened = 0;
  await fc.assert(
    fc.asyncProperty(steps, async (history) => {
      bindStoryDatabases(0);
      await env.DB.prepare("DELETE FROM text_moves").run();
      const all = new History(await Promise.all([newPerson(), newPerson(), newPerson()]));
      for (const step of history) {
        await all.step(step);
        await all.check();
      }
      await all.checkEnd();
      happened += history.length;
    }),
    { numRuns: histories },
  );
  console.log(`${histories} histories, ${happened} steps`);
});
