import { expect, test } from "vitest";
import { startHistory, step } from "~/composer/regions/history";
import { regionAt } from "~/composer/regions/regions";
import { maxPhotosPerStory } from "~/contract/limits";
import type { FaceId } from "~/contract/second-look";
import {
  areAllReviewed,
  nextToReview,
  openQuestionOf,
  type ComposedPhoto,
  type FoundFace,
  type PublicPhotoState,
} from "./composed-photo";
import { photosReducer, type PhotosAction } from "./photos-reducer";

const size = { width: 800, height: 600 };
const box = { x: 500, y: 300, width: 40, height: 50 };
const face = regionAt({ x: 200, y: 200 }, size, "face");
const publicPhoto: PublicPhotoState & { kind: "ready" } = {
  kind: "ready",
  blob: new Blob(["public"]),
  size,
  regions: [],
  style: "soft",
};

function after(...actions: PhotosAction[]): readonly ComposedPhoto[] {
  return actions.reduce(photosReducer, []);
}

function added(...keys: string[]): PhotosAction {
  return {
    kind: "added",
    photos: keys.map((key) => ({ key, file: new Blob([key]), name: `${key}.jpg`, style: "soft" })),
  };
}

/** The actions of one photo from the file to the review. */
const reviewed: PhotosAction[] = [
  added("a"),
  { kind: "opened", key: "a", file: new Blob(["a"]), view: new Blob(["s"]), url: "blob:a", size, removed: [] },
  { kind: "searched", key: "a", regions: [face], note: null },
  { kind: "public_photo_made", key: "a", publicPhoto, url: "blob:public" },
  { kind: "reviewed", key: "a" },
];

test("a story takes no more photos than it may have", () => {
  expect(after(added("a", "b", "c", "d"), added("e", "f", "g"))).toHaveLength(maxPhotosPerStory);
});

test("photos are ready once each was reviewed together with its public photo", () => {
  expect(areAllReviewed(after(...reviewed))).toBe(true);
  expect(areAllReviewed(after(...reviewed, added("b")))).toBe(false);
  expect(areAllReviewed(after(...reviewed.slice(0, -1)))).toBe(false);
});

test("a changed region needs a new public photo, review and upload, and keeps the old preview in sight", () => {
  const before = after(...reviewed, { kind: "upload_changed", key: "a", upload: { kind: "stored", imageId: "1" } });
  const history = step(before[0]?.history ?? startHistory([]), []);
  const [photo] = photosReducer(before, { kind: "regions_changed", key: "a", history });
  expect(photo).toMatchObject({
    stage: { kind: "to_review" },
    publicPhoto: { kind: "none" },
    upload: { kind: "none" },
    previewUrl: "blob:public",
  });
});

test("another style needs another review, another description does not", () => {
  const [styled] = after(...reviewed, { kind: "changed", key: "a", change: { style: "solid" } });
  expect(styled?.stage.kind).toBe("to_review");
  const [described] = after(...reviewed, { kind: "changed", key: "a", change: { alt: "A boat" } });
  expect(described?.stage.kind).toBe("reviewed");
});

test("faces of the second look wait for their author, and what was uploaded stays until a region changes", () => {
  const found: FoundFace[] = [
    { ...box, id: "one" as FaceId, answer: null },
    { ...box, id: "two" as FaceId, answer: null },
  ];
  const look: PhotosAction = { kind: "second_look_found", key: "a", faces: found, note: "Look." };
  const [photo] = after(...reviewed, look, { kind: "face_answered", key: "a", id: "one", answer: "left" });
  expect(photo?.stage).toEqual({ kind: "to_review", note: "Look." });
  expect(photo?.publicPhoto.kind).toBe("ready");
  expect(photo?.found.map(({ answer }) => answer)).toEqual(["left", null]);
  expect(photo && openQuestionOf(photo)).toMatchObject({ number: 2, face: { id: "two" } });
});

test("another look keeps the answers to the one before, and asks its own questions", () => {
  const look = (id: string): PhotosAction => ({
    kind: "second_look_found",
    key: "a",
    faces: [{ ...box, id: id as FaceId, answer: null }],
    note: "Look.",
  });
  const answer: PhotosAction = { kind: "face_answered", key: "a", id: "one", answer: "left" };
  const [photo] = after(...reviewed, look("one"), answer, look("unanswered"), look("two"));
  expect(photo?.found.map(({ id }) => id)).toEqual(["one", "two"]);
});

test("a choice about originals uploads again what was stored, without another review", () => {
  const stored: PhotosAction = { kind: "upload_changed", key: "a", upload: { kind: "stored", imageId: "1" } };
  const [photo] = after(...reviewed, stored, { kind: "originals_changed" });
  expect(photo?.upload.kind).toBe("none");
  expect(photo?.stage.kind).toBe("reviewed");
});

test("a photo moves within the list only", () => {
  const keys = (action: PhotosAction) => after(added("a", "b", "c"), action).map(({ key }) => key);
  expect(keys({ kind: "moved", key: "a", to: 2 })).toEqual(["b", "c", "a"]);
  expect(keys({ kind: "moved", key: "a", to: -1 })).toEqual(["a", "b", "c"]);
  expect(keys({ kind: "moved", key: "c", to: 3 })).toEqual(["a", "b", "c"]);
});

test("a removed photo leaves the others as they are, and clearing leaves none", () => {
  expect(after(added("a", "b"), { kind: "removed", key: "a" }).map(({ key }) => key)).toEqual(["b"]);
  expect(after(added("a", "b"), { kind: "cleared" })).toEqual([]);
});

test("a retry starts where the photo failed: at opening, or at its public photo", () => {
  const [refused] = after(
    added("a"),
    { kind: "refused", key: "a", why: "No.", canRetry: true, url: null },
    { kind: "retried", key: "a" },
  );
  expect(refused?.stage.kind).toBe("opening");
  const [failed] = after(
    ...reviewed.slice(0, 3),
    { kind: "public_photo_failed", key: "a" },
    { kind: "retried", key: "a" },
  );
  expect(failed).toMatchObject({ stage: { kind: "to_review" }, publicPhoto: { kind: "none" } });
});

test("a doubt that is decided changes no public photo and needs no other review", () => {
  const doubtful = { ...face, isDoubtful: true };
  const reviewed = after(
    added("a"),
    { kind: "opened", key: "a", file: new Blob(["a"]), view: new Blob(["s"]), url: "blob:a", size, removed: [] },
    { kind: "searched", key: "a", regions: [doubtful], note: null },
    { kind: "public_photo_made", key: "a", publicPhoto, url: "blob:public" },
    { kind: "reviewed", key: "a" },
  );
  const change = (regions: (typeof face)[]): PhotosAction => ({
    ...{ kind: "regions_changed", key: "a" },
    history: step(startHistory([doubtful]), regions),
  });
  expect(photosReducer(reviewed, change([face]))).toMatchObject([
    { stage: { kind: "reviewed" }, publicPhoto: { kind: "ready" } },
  ]);
  expect(photosReducer(reviewed, change([{ ...face, x: face.x + 1 }]))).toMatchObject([
    { stage: { kind: "to_review" }, publicPhoto: { kind: "none" } },
  ]);
});

test("after a photo comes the next that waits for its review, from the start after the last", () => {
  const waits = (key: string): PhotosAction => ({ kind: "searched", key, regions: [], note: null });
  const photos = after(added("a", "b", "c"), waits("a"), waits("b"), waits("c"), { kind: "reviewed", key: "c" });
  expect([0, 1, 2].map((index) => nextToReview(photos, index)?.key)).toEqual(["b", "a", "a"]);
  expect(nextToReview(after(added("a"), waits("a")), 0)).toBeNull();
});
