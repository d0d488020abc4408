import { beforeEach, expect, test } from "vitest";
import type { PictureToKeep } from "~/domain/ports";
import { pictureCacheAt } from "./picture-cache.server";

const path = "/images/0198c0de-0000-7000-8000-000000000001.jpg";
const story = "story-0198c0de-0000-7000-8000-00000000000a" as const;
const person = "person-0198c0de-0000-7000-8000-00000000000b" as const;

let clockMs: number;
let stored: Map<string, { body: ArrayBuffer; headers: Headers }>;
let faults: unknown[];

beforeEach(() => {
  clockMs = 1_000_000;
  stored = new Map();
  faults = [];
});

/** Keeps for good: what the platform forgets by age is not what these tests rely on. */
const storage = {
  match: (key: string) => {
    const found = stored.get(key);
    return Promise.resolve(found && new Response(found.body, found));
  },
  put: async (key: string, response: Response) => {
    stored.set(key, { body: await response.arrayBuffer(), headers: response.headers });
  },
  delete: (key: string) => Promise.resolve(stored.delete(key)),
};

type Storage = Parameters<typeof pictureCacheAt>[0];

function cacheOver(over: object = storage, origin: string | null = "https://heartfelt.example") {
  const now = () => new Date(clockMs);
  return pictureCacheAt(over as Storage, { origin, now, onFault: (error) => void faults.push(error) });
}

function picture(askedAt = clockMs): PictureToKeep {
  const body = new Blob(["pixels"]).stream();
  return { body, type: "image/jpeg", size: 6, etag: '"e"', partOf: [story, person], askedAt: new Date(askedAt) };
}

test("a picture is found as it was kept, for what remains of five minutes", async () => {
  const cache = cacheOver();
  expect(await cache.find(path)).toBeNull();
  await cache.keep(path, picture());
  for (const [passedMs, restSeconds] of [
    [0, 300],
    [173_500, 126],
    [298_999, 1],
  ]) {
    clockMs = 1_000_000 + passedMs!;
    const found = await cache.find(path);
    expect(found).toMatchObject({ type: "image/jpeg", size: 6, etag: '"e"', restSeconds });
    expect(await new Response(found?.body).text()).toBe("pixels");
  }
});

test("after five minutes it is gone, whatever the platform keeps", async () => {
  const cache = cacheOver();
  await cache.keep(path, picture());
  clockMs += 299_001;
  expect(await cache.find(path)).toBeNull();
  expect(stored.size).toBe(0);
});

test.each([story, person])("it is gone as soon as %s is forgotten, and is kept again afterwards", async (whole) => {
  const cache = cacheOver();
  await cache.keep(path, picture());
  clockMs += 60_000;
  await cache.forget(whole);
  expect(await cache.find(path)).toBeNull();
  expect([...stored.keys()]).toEqual([expect.stringContaining("/images/forgotten/")]);
  clockMs += 10_000;
  await cache.keep(path, picture());
  expect(await cache.find(path)).toMatchObject({ restSeconds: 300 });
});

test("one that was asked for before it was forgotten is gone, though it is stored after", async () => {
  const cache = cacheOver();
  const asked = picture();
  clockMs += 20;
  await cache.forget(story);
  clockMs += 20;
  await cache.keep(path, asked);
  expect(await cache.find(path)).toBeNull();
});

test("what is forgotten of others changes nothing", async () => {
  const cache = cacheOver();
  await cache.keep(path, picture());
  await cache.forget("story-0198c0de-0000-7000-8000-00000000000c");
  expect(await cache.find(path)).not.toBeNull();
});

test("a cache that fails is as an empty one, and is logged", async () => {
  const fails = () => Promise.reject(new Error("no cache"));
  const cache = cacheOver({ match: fails, put: fails, delete: fails });
  await cache.keep(path, picture());
  await cache.forget(story);
  expect(await cache.find(path)).toBeNull();
  expect(faults).toHaveLength(3);
});

test("where nobody asked for an address nothing is kept", async () => {
  const cache = cacheOver(storage, null);
  await cache.keep(path, picture());
  await cache.forget(story);
  expect([await cache.find(path), stored.size]).toEqual([null, 0]);
});
