import { expect, test } from "vitest";
import type { ComposedPhoto } from "~/composer/photos/composed-photo";
import { photosReducer, type PhotosAction } from "~/composer/photos/photos-reducer";
import type { FaceId } from "~/contract/second-look";
import { composerText } from "~/text/composer";
import { publish, type PublishContext, type PublishServer, type StoryToPublish } from "./publish";
import type { StoryBody } from "./story-api";
import { UploadError } from "./upload-error";

const size = { width: 800, height: 600 };
const face = { id: "face-1" as FaceId, x: 100, y: 100, width: 80, height: 100 };
const story: StoryToPublish = { title: "A day", body: "Sun.", keepsOriginals: true, storyId: null, existing: [] };

/** Photos that were reviewed, one for each key. */
function reviewed(...keys: string[]): readonly ComposedPhoto[] {
  const added: PhotosAction = {
    kind: "added",
    photos: keys.map((key) => ({ key, file: new Blob([`original ${key}`]), url: `blob:${key}` })),
  };
  const actions = keys.flatMap((key): PhotosAction[] => [
    { kind: "opened", key, size, removed: [] },
    { kind: "searched", key, regions: [], note: null },
    {
      kind: "public_photo_made",
      key,
      publicPhoto: { kind: "ready", blob: new Blob([key]), size, regions: [] },
      url: `blob:public ${key}`,
    },
    { kind: "changed", key, change: { alt: `Photo ${key}` } },
    { kind: "reviewed", key },
  ]);
  return [added, ...actions].reduce<readonly ComposedPhoto[]>(photosReducer, []);
}

/** The look at a photo, which finds a face in one of them. */
function findsFaceIn(imageId: string, where: string) {
  return Promise.resolve({ image_id: imageId as never, uncovered: imageId === where ? [face] : [] });
}

/** A composer in which a story is published, with a server that notes what it is asked. */
function newBench(...keys: string[]) {
  let photos = reviewed(...keys);
  const calls: string[] = [];
  const bodies: StoryBody[] = [];
  const storyKeys: string[] = [];
  const abort = new AbortController();
  let images = 0;
  const server: PublishServer = {
    uploadPhoto: async ({ publicPhoto, original }, { onProgress }) => {
      calls.push(`upload ${await publicPhoto.text()}${original ? "" : " without its original"}`);
      onProgress(0.5);
      return { image_id: `image-${++images}` as never };
    },
    lookAgain: (imageId) => {
      calls.push(`look at ${imageId}`);
      return Promise.resolve({ image_id: imageId as never, uncovered: [] });
    },
    createStory: (body, key) => {
      calls.push("create");
      bodies.push(body);
      storyKeys.push(key);
      return Promise.resolve({ id: "story" as never });
    },
    updateStory: (id, body) => {
      calls.push(`update ${id}`);
      bodies.push(body);
      return Promise.resolve({ id: id as never });
    },
  };
  const keyOf = (json: string) => `key of ${json}`;
  const context: PublishContext = {
    server,
    dispatch: (action) => (photos = photosReducer(photos, action)),
    onStep: (step) => calls.push(step.kind === "checking" ? "checking" : `uploading ${step.number} of ${step.of}`),
    signal: abort.signal,
    secondLook: "asked",
    keyOf,
  };
  return {
    server,
    calls,
    bodies,
    storyKeys,
    abort,
    photos: () => photos,
    dispatch: context.dispatch,
    publish: (changed: Partial<StoryToPublish> = {}, more: Partial<PublishContext> = {}) =>
      publish({ ...story, ...changed }, photos, { ...context, ...more }),
  };
}

test("photos are uploaded in their order, then looked at again, and then the story is written", async () => {
  const bench = newBench("a", "b");
  expect(await bench.publish()).toEqual({ kind: "published", storyId: "story" });
  expect(bench.calls).toEqual([
    "uploading 1 of 2",
    "upload a",
    "uploading 2 of 2",
    "upload b",
    "checking",
    "look at image-1",
    "look at image-2",
    "create",
  ]);
  expect(bench.bodies).toEqual([
    {
      title: "A day",
      body: "Sun.",
      image_ids: ["image-1", "image-2"],
      image_alts: { "image-1": "Photo a", "image-2": "Photo b" },
      confirmed_face_ids: [],
      confirmed_image_ids: [],
    },
  ]);
});

test("a retry after a failed upload sends only what is not stored yet", async () => {
  const bench = newBench("a", "b");
  const { uploadPhoto } = bench.server;
  bench.server.uploadPhoto = async (photo, options) => {
    if ((await photo.publicPhoto.text()) === "b") throw new UploadError("No answer came.", 0);
    return uploadPhoto(photo, options);
  };
  expect(await bench.publish()).toEqual({ kind: "failed", why: "No answer came." });
  expect(bench.photos().map(({ upload }) => upload)).toEqual([
    { kind: "stored", imageId: "image-1" },
    { kind: "failed", why: "No answer came." },
  ]);
  bench.server.uploadPhoto = uploadPhoto;
  bench.calls.length = 0;
  expect(await bench.publish()).toMatchObject({ kind: "published" });
  expect(bench.calls.filter((call) => call.startsWith("upload "))).toEqual(["upload b"]);
});

test("a retry after a lost answer creates the story with the same key, changed words with another", async () => {
  const bench = newBench("a");
  const { createStory } = bench.server;
  bench.server.createStory = async (...parameters) => {
    await createStory(...parameters);
    throw new UploadError("No answer came.", 0);
  };
  expect(await bench.publish()).toMatchObject({ kind: "failed" });
  bench.server.createStory = createStory;
  await bench.publish();
  await bench.publish({ body: "Rain." });
  const [first, second, third] = bench.storyKeys;
  expect(second).toBe(first);
  expect(third).not.toBe(first);
});

test("a cancelled upload publishes nothing and can be started again", async () => {
  const bench = newBench("a");
  bench.server.uploadPhoto = () => {
    bench.abort.abort(new Error("cancelled"));
    return Promise.reject(new Error("cancelled"));
  };
  expect(await bench.publish()).toEqual({ kind: "cancelled" });
  expect(bench.photos()[0]?.upload).toEqual({ kind: "none" });
  expect(bench.calls).not.toContain("create");
});

test("faces that the second look finds go to their author one by one, and nothing is written", async () => {
  const bench = newBench("a", "b");
  bench.server.lookAgain = (imageId) => findsFaceIn(imageId, "image-2");
  expect(await bench.publish()).toEqual({ kind: "doubts", count: 1, key: "b" });
  expect(bench.bodies).toEqual([]);
  const [a, b] = bench.photos();
  expect(a?.stage.kind).toBe("reviewed");
  expect(b?.stage).toEqual({ kind: "to_review", note: composerText.doubts(1) });
  expect(b?.found).toMatchObject([{ id: "face-1", answer: null }]);
  expect(b?.upload).toEqual({ kind: "stored", imageId: "image-2" });
});

test("a face that its author leaves as it is is confirmed by its id, and not asked about again", async () => {
  const bench = newBench("a");
  bench.server.lookAgain = (imageId) => findsFaceIn(imageId, imageId);
  await bench.publish();
  bench.dispatch({ kind: "face_answered", key: "a", id: "face-1", answer: "left" });
  bench.dispatch({ kind: "reviewed", key: "a" });
  expect(await bench.publish()).toMatchObject({ kind: "published" });
  expect(bench.bodies[0]).toMatchObject({ confirmed_face_ids: ["face-1"], confirmed_image_ids: [] });
});

test("without the second look the author is asked, and may say that they have checked the photos", async () => {
  const bench = newBench("a");
  bench.server.lookAgain = () => Promise.reject(new UploadError("Not now.", 503, "ai_unavailable"));
  expect(await bench.publish()).toEqual({ kind: "no_second_look" });
  expect(await bench.publish({}, { secondLook: "skipped" })).toMatchObject({ kind: "published" });
  expect(bench.bodies[0]).toMatchObject({ confirmed_image_ids: ["image-1"] });
});

test("faces that the server finds when the story is written are asked about too", async () => {
  const bench = newBench("a");
  const { createStory } = bench.server;
  const uncovered = [{ image_id: "image-1" as never, faces: [face] }];
  bench.server.createStory = (body, ...more) =>
    body.confirmed_face_ids.includes(face.id)
      ? createStory(body, ...more)
      : Promise.reject(new UploadError("Somebody is uncovered.", 409, "uncovered_people", uncovered));
  expect(await bench.publish({}, { secondLook: "skipped" })).toEqual({ kind: "doubts", count: 1, key: "a" });
  bench.dispatch({ kind: "face_answered", key: "a", id: "face-1", answer: "left" });
  expect(await bench.publish({}, { secondLook: "skipped" })).toMatchObject({ kind: "published" });
});

test("a session that ended is told apart from a failure", async () => {
  const bench = newBench("a");
  bench.server.createStory = () => Promise.reject(new UploadError("Signed out.", 401, "not_signed_in"));
  expect(await bench.publish()).toEqual({ kind: "signed_out" });
});

test("an original that stays on the device is not uploaded", async () => {
  const bench = newBench("a");
  await bench.publish({ keepsOriginals: false });
  expect(bench.calls).toContain("upload a without its original");
});

test("an edited story is updated, its existing photos before the new ones", async () => {
  const bench = newBench("a");
  const result = await bench.publish({ storyId: "old", existing: [{ id: "kept", alt: "Kept" }] });
  expect(result).toEqual({ kind: "published", storyId: "old" });
  expect(bench.calls.at(-1)).toBe("update old");
  expect(bench.bodies[0]).toMatchObject({
    image_ids: ["kept", "image-1"],
    image_alts: { kept: "Kept", "image-1": "Photo a" },
  });
});

test("a photo without its public photo is never uploaded", async () => {
  const bench = newBench();
  const [photo] = reviewed("a");
  const result = await publish(story, [{ ...photo!, publicPhoto: { kind: "none" } }], {
    server: bench.server,
    dispatch: () => undefined,
    onStep: () => undefined,
    signal: new AbortController().signal,
    secondLook: "asked",
    keyOf: () => "key",
  });
  expect(result.kind).toBe("failed");
  expect(bench.calls).toEqual([]);
});
