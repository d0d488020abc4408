/** The rules when R2, D1 or the AI fails halfway, and when a clock steps: on a real D1, R2 and room. */
import encodeJpeg, { init as initJpeg } from "@jsquash/jpeg/encode";
import encoderModule from "@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm";
import { env } from "cloudflare:test";
import { uuidv7 } from "uuidv7";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { messagesPerMinute } from "../../app/contract/chat";
import type { PhotoId, SessionId, StoryId, UserId } from "../../app/contract/ids";
import { processPhoto } from "../../app/domain/second-look/look.server";
import { takeRate } from "../../app/domain/limits/rate-limits.server";
import type { Services } from "../../app/domain/ports";
import { deleteStory, publishStory } from "../../app/domain/stories/stories.server";
import { sweep } from "../../app/domain/maintenance/sweep.server";
import { personFinder } from "../../app/adapters/ai.server";
import { photoStorageIn } from "../../app/adapters/photo-storage.server";
import { createRoomFixture, until } from "../../workers/chat-room/testing/test-room";
import { newPerson } from "../world/people";
import { servicesAt } from "../world/services";
import { start } from "../world/start";
import { uploadWhole } from "../world/upload";

const hour = 60 * 60 * 1000;

let clock = start;
let jpeg: Uint8Array;

const { services } = servicesAt(() => clock);

beforeAll(async () => {
  await initJpeg(encoderModule);
  const grey = {
    width: 16,
    height: 16,
    data: new Uint8ClampedArray(16 * 16 * 4).fill(160),
    colorSpace: "srgb" as const,
  };
  jpeg = new Uint8Array(await encodeJpeg(grey));
});

afterEach(() => {
  vi.useRealTimers();
});

/** R2, whose calls to one method fail from the given one on, as R2 says it. */
function failingBucket(method: "put" | "delete", from: number): R2Bucket {
  let calls = 0;
  return new Proxy(env.R2_BUCKET, {
    get(bucket, name: keyof R2Bucket) {
      const real = bucket[name].bind(bucket) as (...given: unknown[]) => Promise<unknown>;
      if (name !== method) return real;
      return (...given: unknown[]) => {
        calls += 1;
        return calls < from ? real(...given) : Promise.reject(new Error(`${method}: internal error (10001)`));
      };
    },
  });
}

const upload = (with_: Services, owner: UserId) =>
  uploadWhole(with_, owner, { publicCopy: jpeg, original: jpeg, regions: [] }, uuidv7() as PhotoId);

async function photoOf(owner: UserId) {
  const stored = await upload(services, owner);
  if (stored.kind !== "stored") throw new Error(`Expected a photo, not ${stored.kind}.`);
  return stored.image.image_id;
}

async function storyOf(author: UserId): Promise<StoryId> {
  const input = { title: "", body: "It happened.", image_ids: [await photoOf(author)] };
  const published = await publishStory(services, author, input, uuidv7() as StoryId);
  if (published.kind !== "published") throw new Error(`Expected a story, not ${published.kind}.`);
  return published.story.id;
}

async function keys(): Promise<string[]> {
  return (await env.R2_BUCKET.list()).objects.map(({ key }) => key);
}

async function countRows(table: "story_images" | "stories" | "pending_removals"): Promise<number> {
  return (await env.DB.prepare(`SELECT count(*) AS n FROM ${table}`).first<number>("n")) ?? 0;
}

/** Of the three public files, and of an original of any type. */
const scheduledFor = { upload: 6 };

test.each([
  ["first", 1],
  ["second", 2],
  ["third", 3],
  ["fourth", 4],
] as const)(
  "an upload whose %s object R2 does not take leaves no row and no object, and its removals go with a sweep",
  async (_which, from) => {
    const owner = await newPerson();
    const [rows, before] = [await countRows("story_images"), await keys()];
    const failing = { ...services, photoStorage: photoStorageIn(failingBucket("put", from)) };
    await expect(upload(failing, owner)).rejects.toThrow("put:");
    expect(await countRows("story_images")).toBe(rows);
    expect(await keys()).toEqual(before);
    expect(await countRows("pending_removals")).toBe(scheduledFor.upload);
    clock += 2 * hour;
    await sweep(services);
    expect(await keys()).toEqual(before);
    expect(await countRows("pending_removals")).toBe(0);
  },
);

test("an upload whose row D1 does not take leaves no row, and its objects go with a sweep", async () => {
  const owner = await newPerson();
  const before = await keys();
  await env.DB.prepare("ALTER TABLE story_images RENAME TO story_images_away").run();
  await expect(upload(services, owner)).rejects.toThrow();
  await env.DB.prepare("ALTER TABLE story_images_away RENAME TO story_images").run();
  expect(await keys()).toHaveLength(before.length + 4);
  clock += 2 * hour;
  await sweep(services);
  expect(await keys()).toEqual(before);
});

test("a story that R2 does not delete is gone for people at once; a failing sweep forgets nothing, the next one ends it", async () => {
  const author = await newPerson();
  const before = await keys();
  const story = await storyOf(author);
  const failing = { ...services, photoStorage: photoStorageIn(failingBucket("delete", 1)) };
  expect(await deleteStory(failing, author, story)).toBe(true);
  expect(await countRows("stories")).toBe(0);
  expect(await countRows("pending_removals")).toBe(4);
  await expect(sweep(failing)).rejects.toThrow("delete:");
  expect(await keys()).toHaveLength(before.length + 4);
  await sweep(services);
  expect(await keys()).toEqual(before);
  expect(await countRows("pending_removals")).toBe(0);
});

test("a story whose row D1 takes but whose photos it does not is not written at all", async () => {
  const author = await newPerson();
  const image = await photoOf(author);
  await env.DB.prepare(
    "CREATE TRIGGER no_photo BEFORE UPDATE ON story_images BEGIN SELECT RAISE(ABORT, 'disk full'); END",
  ).run();
  const input = { title: "", body: "It happened.", image_ids: [image] };
  await expect(publishStory(services, author, input, uuidv7() as StoryId)).rejects.toThrow();
  await env.DB.prepare("DROP TRIGGER no_photo").run();
  expect(await countRows("stories")).toBe(0);
  expect(await publishStory(services, author, input, uuidv7() as StoryId)).toMatchObject({ kind: "published" });
});

test("a second look that does not answer ends after 20 s and says that it could not look; nothing is written as seen", async () => {
  const owner = await newPerson();
  const image = await photoOf(owner);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const asked = vi.fn();
  const silent = personFinder({
    run: () => {
      asked();
      return new Promise(() => undefined);
    },
  });
  const looking = processPhoto({ ...services, personFinder: silent }, owner, image);
  while (asked.mock.calls.length === 0)
    await new Promise((resolve) => queueMicrotask(() => resolve(scheduler.wait(1))));
  vi.advanceTimersByTime(20_000);
  expect(await looking).toEqual({ kind: "unavailable", reason: "no_answer_in_time" });
  const row = await env.DB.prepare("SELECT checked_at FROM story_images WHERE id = ?").bind(image).first();
  expect(row).toEqual({ checked_at: null });
});

test("a limit goes on after the server's clock stepped back by hours, and gives nobody a second burst", async () => {
  const person = uuidv7();
  const take = () => takeRate(services, "export", person);
  for (let taken = 0; taken < 5; taken++) expect(await take()).toEqual({ kind: "allowed" });
  expect(await take()).toMatchObject({ kind: "limited" });
  clock -= 5 * hour;
  expect(await take()).toEqual({ kind: "allowed" });
  expect(await take()).toEqual({ kind: "limited", retryAfterSeconds: 12 * 60 });
  clock += 12 * 60_000;
  expect(await take()).toEqual({ kind: "allowed" });
});

test("a token's time is the server's own with no leeway: good to its last second, however wrong a client's clock", async () => {
  const subject = { userId: uuidv7() as UserId, sessionId: uuidv7() as SessionId };
  const issuedAt = clock;
  const { token } = await services.tokens.issue(subject, "heartfelt-api");
  const at = async (milliseconds: number) => {
    clock = issuedAt + milliseconds;
    return (await services.tokens.verify(token, "heartfelt-api")).kind;
  };
  expect([await at(15 * 60_000 - 1_000), await at(15 * 60_000)]).toEqual(["valid", "expired"]);
  // The clock of the server that signed was ahead, or this one's stepped back: the token is still its bearer's.
  expect(await at(-5 * hour)).toBe("valid");
  clock = issuedAt;
});

test("a room's messages keep their order and times through a server's clock that steps back, and so does its limit", async () => {
  const people = await createRoomFixture();
  const expires = Date.now() + 10 * hour;
  const ana = await people.openSocket(people.ana, { expires });
  const ben = await people.openSocket(people.ben, { expires });
  ana.say("first");
  await until(() => ben.messages().length === 1);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() - 3 * hour });
  for (let said = 1; said < messagesPerMinute + 5; said++) ana.say(`message ${said}`);
  await until(() => ana.of("error").length > 0);
  expect(ana.of("error")[0]).toMatchObject({ code: "rate_limited" });
  const got = ben.messages();
  expect(got.map(({ seq }) => seq)).toEqual(got.map((_frame, index) => index + 1));
  const times = got.map(({ created_at: at }) => at);
  expect(times).toEqual(times.toSorted());
});
