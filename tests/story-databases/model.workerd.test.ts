/** Any order of writes, edits, deletions, moves, sweeps and crashes leaves what a simple model says, and no text beside it. */
import { env } from "cloudflare:test";
import { afterEach, beforeAll, expect, test } from "vitest";
import fc from "fast-check";
import type { StoryId, UserId } from "../../app/contract/ids";
import { moveTexts } from "../../app/domain/maintenance/move-texts.server";
import type { Services } from "../../app/domain/ports";
import { connectDatabase } from "../../db/client";
import { deleteStory, findOwnStory, insertStory, listByAuthor, updateStory } from "../../db/queries/stories";
import { deleteUnnamedTexts, removeDueTexts } from "../../db/queries/story-text-removals";
import { unnamedTextTtlMs } from "../../db/queries/story-texts";
import type { StoryStore } from "../../db/story-databases";
import { runs } from "../how-many";
import { newId } from "../world/ids";
import { newPerson } from "../world/people";
import { servicesAt } from "../world/services";
import { bindStoryDatabases, boundStore, migrateForStories, textsOf } from "./databases";
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
      "delete",
      "add",
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

/** What a story may be: two after a crash, until it is read. Null: there is none. */
type Possible = (string | null)[];

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
  #bound = 0;
  #texts = 0;

  constructor(readonly authors: readonly UserId[]) {}

  async step({ act, pick, crash }: Step): Promise<void> {
    const store = crashing(boundStore(), crash);
    const known = [...this.#stories];
    const chosen = known[pick % Math.max(1, known.length)];
    const at = { now: new Date(clock), dueLimit: 9 };
    const photos = { kept: [], removed: [], reports: [] };
    if (act === "write") {
      const [id, author, body] = [newId<StoryId>(), this.authors[pick % this.authors.length]!, `text ${++this.#texts}`];
      const story = { possible: [null] as Possible, author };
      this.#stories.set(id, story);
      const times = { createdAt: at.now, updatedAt: at.now };
      const write = () => insertStory(store, { id, authorId: author, body, status: "published", ...times });
      return this.#change(story, body, write);
    }
    if (act === "add") {
      this.#bound = Math.min(3, this.#bound + 1);
      return bindStoryDatabases(this.#bound);
    }
    if (act === "move" || act === "remove" || act === "sweep") return this.#maintain(act, store);
    if (!chosen) return;
    const [id, story] = chosen;
    const key = { id, authorId: story.author };
    const body = `text ${++this.#texts}`;
    if (act === "edit")
      return this.#change(story, body, () => updateStory(store, key, { values: { body }, photos, ...at }));
    if (act === "retitle") {
      await updateStory(store, key, { values: { title: body }, photos, ...at }).catch(expectCrash);
      return;
    }
    return this.#change(story, null, () => deleteStory(store, key, at));
  }

  /** After a crash it may be either. */
  async #change(story: { possible: Possible }, to: string | null, act: () => Promise<unknown>): Promise<void> {
    try {
      const result = await act();
      if (result !== null) story.possible = [to];
    } catch (error) {
      expectCrash(error);
      if (!story.possible.every((body) => body === null) || to !== null) story.possible = [...story.possible, to];
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
      const body = (await findOwnStory(store, story.author, id))?.story.body ?? null;
      expect(story.possible).toContain(body);
      story.possible = [body];
    }
    for (const author of this.authors) {
      const { rows, failure } = await listByAuthor(store, author, { before: null, limit: 100 });
      const own = [...this.#stories.values()].filter((story) => story.author === author);
      const bodies = own.flatMap(({ possible: [body] }) => body ?? []);
      expect(failure).toBeNull();
      expect(rows.map(({ story }) => story.body).toSorted()).toEqual(bodies.toSorted());
    }
  }

  /** Each story has one text, and what is gone none. */
  async checkEnd(): Promise<void> {
    const store = boundStore();
    for (let run = 0; run < 3; run += 1) {
      await removeDueTexts(store, new Date((clock += unnamedTextTtlMs)), 1_000);
      await this.sweep(store);
    }
    for (const [id, { possible }] of this.#stories) {
      expect((await textsOf(id)).map(({ body }) => body)).toEqual(possible.filter((body) => body !== null));
    }
    expect(await env.DB.prepare("SELECT count(*) AS n FROM pending_text_removals").first("n")).toBe(0);
  }
}

function expectCrash(error: unknown): void {
  for (let cause = error; cause instanceof Error; cause = cause.cause) if (cause === crashed) return;
  throw error;
}

test(`each of ${histories} histories with crashes ends with each story's newest text, once`, async () => {
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
