import { expect, test } from "vitest";
import type { ComposedPhoto } from "~/composer/photos/composed-photo";
import { photosReducer, type PhotosAction } from "~/composer/photos/photos-reducer";
import type { FaceId } from "~/contract/second-look";
import { photoToPublish, type Publication, type StoryToPublish } from "./publication";
import { publish, type PublishServer } from "./publish";
import type { StoryBody } from "./story-api";
import { UploadError } from "./upload-error";

const size = { width: 800, height: 600 };
const face = { id: "face-1" as FaceId, x: 100, y: 100, width: 80, height: 100 };
const story: StoryToPublish = { title: "A day", body: "Sun.", storyId: null, existing: [] };

/** Photos that were reviewed, one for each key. */
function reviewed(...keys: string[]): readonly ComposedPhoto[] {
  const added: PhotosAction = {
    kind: "added",
    photos: keys.map((key) => ({ key, file: new Blob([`original ${key}`]), name: `${key}.jpg`, style: "soft" })),
  };
  const actions = keys.flatMap((key): PhotosAction[] => [
    {
      kind: "opened",
      key,
      file: new Blob([`original ${key}`]),
      view: new Blob(),
      url: `blob:${key}`,
      size,
      removed: [],
    },
    { kind: "searched", key, regions: [], note: null },
    {
      kind: "public_photo_made",
      key,
      publicPhoto: { kind: "ready", blob: new Blob([key]), size, regions: [], style: "soft" },
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
      return Promise.resolve({ id: "story" as never, status: "published" });
    },
    updateStory: (id, body) => {
      calls.push(`update ${id}`);
      bodies.push(body);
      return Promise.resolve({ id: id as never, status: "unpublished" });
    },
  };
  const waits: number[] = [];
  const dispatch = (action: PhotosAction) => void (photos = photosReducer(photos, action));
  const change = { keepsOriginals: true, secondLook: "asked" as Publication["secondLook"] };
  return {
    server,
    calls,
    bodies,
    storyKeys,
    abort,
    waits,
    dispatch,
    photos: () => photos,
    /** Publishes with the photos as they are, as the composer does. */
    publish: (changed: Partial<StoryToPublish & typeof change> = {}) => {
      const { keepsOriginals, secondLook, ...words } = { ...change, ...changed };
      const publication: Publication = {
        ...{ draftKey: "author/new", author: "author", secondLook, storyKey: null },
        story: { ...story, ...words },
        photos: photos.map((photo) => photoToPublish(photo, { keepsOriginals })),
      };
      return publish(publication, {
        server,
        patience: {
          wait: (delayMs) => Promise.resolve(void waits.push(delayMs)),
          onWait: (reason) => calls.push(reason === null ? "goes on" : `waits for the ${reason}`),
          random: () => 0,
        },
        onStep: (step) => calls.push(step.kind === "uploading" ? `uploading ${step.number} of ${step.of}` : step.kind),
        onUpload: (key, upload) => dispatch({ kind: "upload_changed", key, upload }),
        signal: abort.signal,
        keyOf: (json) => Promise.resolve(`key of ${json}`),
      });
    },
  };
}

test("photos are uploaded in their order, then looked at again, and then the story is written", async () => {
  const bench = newBench("a", "b");
  expect(await bench.publish()).toEqual({ kind: "published", storyId: "story", isLive: true });
  expect(bench.calls).toEqual([
    "uploading 1 of 2",
    "upload a",
    "uploading 2 of 2",
    "upload b",
    "checking",
    "look at image-1",
    "look at image-2",
    "writing",
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

test("a lost connection is waited for, and publishing goes on where it stopped", async () => {
  const bench = newBench("a", "b");
  const { uploadPhoto, createStory } = bench.server;
  let failures = 3;
  bench.server.uploadPhoto = async (photo, options) => {
    if ((await photo.publicPhoto.text()) === "b" && failures-- > 0) throw new UploadError("No answer came.", 0);
    return uploadPhoto(photo, options);
  };
  let isFirst = true;
  bench.server.createStory = (...parameters) => {
    const isLost = isFirst;
    isFirst = false;
    return isLost ? Promise.reject(new UploadError("Restarting.", 503, "unavailable")) : createStory(...parameters);
  };
  expect(await bench.publish()).toMatchObject({ kind: "published" });
  expect(bench.calls.filter((call) => call.startsWith("upload "))).toEqual(["upload a", "upload b"]);
  expect(bench.waits).toEqual([500, 1_000, 2_000, 500]);
  expect(bench.calls.filter((call) => call.startsWith("waits"))).toEqual([
    ...["waits for the network", "waits for the network", "waits for the network"],
    "waits for the server",
  ]);
});

test("a retry after a failed upload sends only what is not stored yet", async () => {
  const bench = newBench("a", "b");
  const { uploadPhoto } = bench.server;
  bench.server.uploadPhoto = async (photo, options) => {
    if ((await photo.publicPhoto.text()) === "b") throw new UploadError("Slow down.", 429, "rate_limited");
    return uploadPhoto(photo, options);
  };
  expect(await bench.publish()).toEqual({ kind: "failed", why: "Slow down." });
  expect(bench.photos().map(({ upload }) => upload)).toEqual([
    { kind: "stored", imageId: "image-1" },
    { kind: "failed", why: "Slow down." },
  ]);
  bench.server.uploadPhoto = uploadPhoto;
  bench.calls.length = 0;
  expect(await bench.publish()).toMatchObject({ kind: "published" });
  expect(bench.calls.filter((call) => call.startsWith("upload "))).toEqual(["upload b"]);
});

test("what the server refuses for good is not tried again", async () => {
  const bench = newBench("a");
  bench.server.uploadPhoto = () => Promise.reject(new UploadError("A face is not redacted.", 422, "not_redacted"));
  expect(await bench.publish()).toEqual({ kind: "refused", why: "A face is not redacted." });
  expect(bench.waits).toEqual([]);
});

test("a retry after a lost answer creates the story with the same key, changed words with another", async () => {
  const bench = newBench("a");
  const { createStory } = bench.server;
  bench.server.createStory = async (...parameters) => {
    bench.server.createStory = createStory;
    await createStory(...parameters);
    throw new UploadError("No answer came.", 0);
  };
  expect(await bench.publish()).toMatchObject({ kind: "published" });
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
  expect(await bench.publish()).toEqual({ kind: "cancelled", mayBeWritten: false });
  expect(bench.photos()[0]?.upload).toEqual({ kind: "none" });
  expect(bench.calls).not.toContain("create");
});

test("a publication that is cancelled while the story is on its way says that it may have arrived", async () => {
  const bench = newBench();
  bench.server.createStory = () => {
    bench.abort.abort(new Error("cancelled"));
    return Promise.reject(new Error("cancelled"));
  };
  expect(await bench.publish()).toEqual({ kind: "cancelled", mayBeWritten: true });
});

test("faces that the second look finds go to their author one by one, and nothing is written", async () => {
  const bench = newBench("a", "b");
  bench.server.lookAgain = (imageId) => findsFaceIn(imageId, "image-2");
  expect(await bench.publish()).toMatchObject({
    kind: "doubts",
    photos: [{ key: "b", faces: [{ id: "face-1", answer: null }] }],
  });
  expect(bench.bodies).toEqual([]);
  expect(bench.photos()[1]?.upload).toEqual({ kind: "stored", imageId: "image-2" });
});

test("a face that its author leaves as it is is confirmed by its id, and not asked about again", async () => {
  const bench = newBench("a");
  bench.server.lookAgain = (imageId) => findsFaceIn(imageId, imageId);
  const doubts = await bench.publish();
  if (doubts.kind !== "doubts") throw new Error("no doubts");
  bench.dispatch({ kind: "second_look_found", key: "a", faces: doubts.photos[0]?.faces ?? [], note: "" });
  bench.dispatch({ kind: "face_answered", key: "a", id: "face-1", answer: "left" });
  bench.dispatch({ kind: "reviewed", key: "a" });
  expect(await bench.publish()).toMatchObject({ kind: "published" });
  expect(bench.bodies[0]).toMatchObject({ confirmed_face_ids: ["face-1"], confirmed_image_ids: [] });
});

test("without the second look the author is asked, and may say that they have checked the photos", async () => {
  const bench = newBench("a");
  bench.server.lookAgain = () => Promise.reject(new UploadError("Not now.", 503, "ai_unavailable"));
  expect(await bench.publish()).toEqual({ kind: "no_second_look" });
  expect(await bench.publish({ secondLook: "skipped" })).toMatchObject({ kind: "published" });
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
  const doubts = await bench.publish({ secondLook: "skipped" });
  if (doubts.kind !== "doubts") throw new Error("no doubts");
  bench.dispatch({ kind: "second_look_found", key: "a", faces: doubts.photos[0]?.faces ?? [], note: "" });
  bench.dispatch({ kind: "face_answered", key: "a", id: "face-1", answer: "left" });
  expect(await bench.publish({ secondLook: "skipped" })).toMatchObject({ kind: "published" });
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
  expect(result).toEqual({ kind: "published", storyId: "old", isLive: false });
  expect(bench.calls.at(-1)).toBe("update old");
  expect(bench.bodies[0]).toMatchObject({
    image_ids: ["kept", "image-1"],
    image_alts: { kept: "Kept", "image-1": "Photo a" },
  });
});

test("a photo without its public photo is never published", () => {
  const [photo] = reviewed("a");
  const withoutCopy = { ...photo!, publicPhoto: { kind: "none" } } as const;
  expect(() => photoToPublish(withoutCopy, { keepsOriginals: true })).toThrow("public photo");
});
