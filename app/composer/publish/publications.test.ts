import { beforeEach, expect, test, vi } from "vitest";
import type { Publication, StoryKey } from "./publication";
import type { PublicationStore } from "./publication-storage";
import { publishedEnds } from "./published-ends";
import { Publications, type PublicationParts } from "./publications";
import type { PublishResult } from "./publish";

const story = { title: "", body: "A Sunday.", storyId: null, existing: [] };

function publicationOf(draftKey: string, change: Partial<Publication> = {}): Publication {
  return { draftKey, author: "ann", story, photos: [], secondLook: "asked", storyKey: null, ...change };
}

/** The tab's storage, which survives a reload. */
beforeEach(() => {
  const items = new Map<string, string>();
  vi.stubGlobal("sessionStorage", {
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => void items.set(name, value),
    removeItem: (name: string) => void items.delete(name),
  });
});

/** A device with its store, on which each publication ends as it is told to. */
function newDevice() {
  const kept = new Map<string, Publication>();
  const keys = new Map<string, StoryKey>();
  const finished: string[] = [];
  const store: PublicationStore = {
    keep: (publication) => {
      kept.set(publication.draftKey, publication);
      if (publication.storyKey) keys.set(publication.draftKey, publication.storyKey);
      return Promise.resolve();
    },
    release: ({ draftKey }) => Promise.resolve(void kept.delete(draftKey)),
    finish: ({ draftKey }) => {
      kept.delete(draftKey);
      keys.delete(draftKey);
      finished.push(draftKey);
      return Promise.resolve();
    },
    readStoryKey: (draftKey) => Promise.resolve(keys.get(draftKey) ?? null),
    readUnfinished: (author) => Promise.resolve([...kept.values()].filter((each) => each.author === author)),
  };
  return { store, kept, finished };
}

type Publish = PublicationParts["publish"];

/**
 * A tab of the device: its publications, and the keys of the stories that it sent.
 * @param others the drafts that other tabs have in hand, and when they let go
 */
function newTab(store: PublicationStore, publish: Publish, others: ReadonlyMap<string, Promise<void>> = new Map()) {
  const sent: { key: string; publication: Publication }[] = [];
  let ids = 0;
  const activity: boolean[] = [];
  let left = true;
  const tab = new Publications({
    store,
    publish: async (publication, context) => {
      sent.push({ key: await context.keyOf(publication.story.body), publication });
      return publish(publication, context);
    },
    runAlone: async (draftKey, when, work) => {
      const other = others.get(draftKey);
      if (other && when === "now") return false;
      await other;
      await work();
      return true;
    },
    ends: publishedEnds,
    newId: () => `id-${++ids}`,
    onActive: (isActive) => activity.push(isActive),
    onNothingLeft: () => (left = false),
  });
  return { tab, sent, activity, isNothingLeft: () => !left };
}

const live: PublishResult = { kind: "published", storyId: "s1", isLive: true };
const succeed: Publish = () => Promise.resolve(live);
const fail: Publish = () => Promise.resolve({ kind: "failed", why: "No answer came." });
const never: Publish = () => new Promise(() => undefined);

test("a published story goes from the store with its draft, and its author is told until they have seen it", async () => {
  const { store, kept, finished } = newDevice();
  const { tab } = newTab(store, succeed);
  const published: string[] = [];
  tab.reportTo("ann/new", { onUpload: () => undefined, onPublished: (id) => published.push(id) });
  await tab.start(publicationOf("ann/new"));
  expect({ kept: kept.size, finished, published }).toEqual({ kept: 0, finished: ["ann/new"], published: ["s1"] });
  const [state] = tab.states();
  expect(state?.phase).toEqual({ kind: "ended", result: live });
  tab.dismiss(state!.draftKey);
  expect(tab.states()).toEqual([]);
});

test("a reload after the story went live, before its page opened, still says so, once", async () => {
  const { store } = newDevice();
  await newTab(store, succeed).tab.start(publicationOf("ann/new"));
  const reloaded = newTab(store, never).tab;
  await reloaded.resume("ann");
  expect(reloaded.states()).toMatchObject([{ storyId: null, phase: { kind: "ended", result: live } }]);
  reloaded.dismiss(reloaded.states()[0]!.draftKey);
  expect(reloaded.states()).toEqual([]);
  const again = newTab(store, never).tab;
  await again.resume("ann");
  expect(again.states()).toEqual([]);
});

test("that a story is live is told to nobody else, nor to its author twice", async () => {
  const { store } = newDevice();
  const { tab } = newTab(store, succeed);
  await tab.start(publicationOf("ann/new"));
  await tab.resume("ann");
  expect(tab.states()).toHaveLength(1);
  await tab.start(publicationOf("ann/new"));
  const other = newTab(store, never).tab;
  await other.resume("ben");
  expect(other.states()).toEqual([]);
});

test("once a story is live its draft is free for the next one", async () => {
  const { tab, sent } = newTab(newDevice().store, succeed);
  await tab.start(publicationOf("ann/new"));
  await tab.start(publicationOf("ann/new", { story: { ...story, body: "A Monday." } }));
  expect(sent.map(({ publication }) => publication.story.body)).toEqual(["A Sunday.", "A Monday."]);
});

test("a reload while the story is on its way sends it again with the same key, a text-only story too", async () => {
  const { store } = newDevice();
  const before = newTab(store, never);
  void before.tab.start(publicationOf("ann/new"));
  await expect.poll(() => before.sent.length).toBe(1);
  const after = newTab(store, succeed);
  await after.tab.resume("ann");
  expect(after.sent.map(({ key }) => key)).toEqual(before.sent.map(({ key }) => key));
  expect(after.tab.states()[0]?.phase).toEqual({ kind: "ended", result: live });
});

test("photos that were uploaded before a reload are not sent again", async () => {
  const { store } = newDevice();
  const photo = { key: "a", imageId: null } as Publication["photos"][number];
  const before = newTab(store, (_, { onUpload }) => {
    onUpload("a", { kind: "stored", imageId: "image-1" });
    return new Promise(() => undefined);
  });
  void before.tab.start(publicationOf("ann/new", { photos: [photo] }));
  await expect.poll(() => before.sent.length).toBe(1);
  const after = newTab(store, succeed);
  await after.tab.resume("ann");
  expect(after.sent[0]?.publication.photos).toMatchObject([{ key: "a", imageId: "image-1" }]);
});

test("another account on the same device publishes nothing of the first one's", async () => {
  const { store } = newDevice();
  void newTab(store, never).tab.start(publicationOf("ann/new"));
  const other = newTab(store, succeed);
  await other.tab.resume("ben");
  expect(other.sent).toEqual([]);
  expect(other.isNothingLeft()).toBe(true);
});

test("a story that another tab publishes is left to it, and taken up when that tab goes before it is done", async () => {
  for (const isFinished of [true, false]) {
    const { store } = newDevice();
    const publication = publicationOf("ann/new");
    await store.keep(publication);
    let letGo = () => undefined as void;
    const other = new Promise<void>((resolve) => (letGo = resolve));
    const { tab, sent } = newTab(store, succeed, new Map([["ann/new", other]]));
    const resumed = tab.resume("ann");
    await expect.poll(() => sent.length).toBe(0);
    if (isFinished) await store.finish(publication);
    letGo();
    await resumed;
    expect(sent).toHaveLength(isFinished ? 0 : 1);
  }
});

test("an author who publishes what another tab is publishing is told so", async () => {
  const { tab, sent } = newTab(newDevice().store, succeed, new Map([["ann/new", new Promise(() => undefined)]]));
  await tab.start(publicationOf("ann/new"));
  expect(sent).toEqual([]);
  expect(tab.states()[0]?.phase).toEqual({ kind: "ended", result: { kind: "in_other_tab" } });
});

test("a failure pauses the story, and a retry goes on with the same key", async () => {
  const { store, kept } = newDevice();
  let publish = fail;
  const { tab, sent } = newTab(store, (...parameters) => publish(...parameters));
  await tab.start(publicationOf("ann/new"));
  expect(tab.states()[0]?.phase).toEqual({ kind: "paused", why: { kind: "failed", why: "No answer came." } });
  expect(kept.size).toBe(1);
  publish = succeed;
  await tab.retry("ann/new");
  expect(sent[1]?.key).toBe(sent[0]?.key);
  expect(tab.states()[0]?.phase.kind).toBe("ended");
});

test("without the second look the author's word is passed on", async () => {
  const { store } = newDevice();
  const { tab, sent } = newTab(store, ({ secondLook }) =>
    Promise.resolve(secondLook === "asked" ? { kind: "no_second_look" } : live),
  );
  await tab.start(publicationOf("ann/new"));
  await tab.retry("ann/new", { secondLook: "skipped" });
  expect(sent.map(({ publication }) => publication.secondLook)).toEqual(["asked", "skipped"]);
});

test("a paused story goes back to its author, and the same words published again have the same key", async () => {
  const { store, kept } = newDevice();
  const { tab, sent } = newTab(store, fail);
  await tab.start(publicationOf("ann/new"));
  await tab.cancel("ann/new");
  expect(tab.states()).toEqual([]);
  expect(kept.size).toBe(0);
  await tab.start(publicationOf("ann/new"));
  await tab.cancel("ann/new");
  await tab.start(publicationOf("ann/new", { story: { ...story, body: "A Monday." } }));
  const [first, second, third] = sent.map(({ key }) => key);
  expect(second).toBe(first);
  expect(third).not.toBe(first);
});

test("a running publication is cancelled by its signal", async () => {
  const { store, kept } = newDevice();
  const { tab, sent } = newTab(
    store,
    (_, { signal }) =>
      new Promise((resolve) =>
        signal.addEventListener("abort", () => resolve({ kind: "cancelled", mayBeWritten: false })),
      ),
  );
  const started = tab.start(publicationOf("ann/new"));
  await expect.poll(() => sent.length).toBe(1);
  await tab.cancel("ann/new");
  await started;
  expect(tab.states()[0]?.phase).toEqual({ kind: "ended", result: { kind: "cancelled", mayBeWritten: false } });
  expect(kept.size).toBe(0);
});

test("waiting, its steps and its progress are told, and the author can end the wait", async () => {
  const { store } = newDevice();
  const { tab } = newTab(store, async (_, { onStep, onUpload, onWait, untilWoken }) => {
    onStep({ kind: "uploading", number: 1, of: 2 });
    onUpload("a", { kind: "sending", share: 0.5 });
    onWait("network");
    await untilWoken();
    return live;
  });
  const started = tab.start(publicationOf("ann/new"));
  await expect
    .poll(() => tab.states()[0]?.phase)
    .toEqual({
      kind: "running",
      step: { kind: "uploading", number: 1, of: 2 },
      share: 0.5,
      waitsFor: "network",
    });
  await tab.retry("ann/new");
  await started;
  expect(tab.states()[0]?.phase.kind).toBe("ended");
});

test("a browser that can keep nothing publishes all the same", async () => {
  const none = () => Promise.reject(new Error("private window"));
  const store: PublicationStore = {
    keep: none,
    release: none,
    finish: none,
    readStoryKey: none,
    readUnfinished: none,
  };
  const { tab, sent } = newTab(store, succeed);
  await tab.resume("ann");
  await tab.start(publicationOf("ann/new"));
  expect(tab.states()[0]?.phase).toEqual({ kind: "ended", result: live });
  expect(sent[0]?.key).toBe("id-1");
});
