import { expect, test } from "vitest";
import { maxPhotosPerStory } from "~/contract/limits";
import { startHistory, step, undo } from "~/composer/review/history";
import { markAt } from "~/composer/review/marks";
import { areAllReviewed, photosAfter, type ComposedPhoto, type CopyState, type PhotosEvent } from "./photos";

const size = { width: 800, height: 600 };
const face = markAt({ x: 200, y: 200 }, size, "face");
const copy: CopyState & { kind: "ready" } = { kind: "ready", blob: new Blob(["copy"]), size, regions: [] };

function after(...events: PhotosEvent[]): readonly ComposedPhoto[] {
  return events.reduce(photosAfter, []);
}

function added(...keys: string[]): PhotosEvent {
  return { kind: "added", photos: keys.map((key) => ({ key, file: new Blob([key]), url: `blob:${key}` })) };
}

/** A photo on its way to being looked at. */
const looked: PhotosEvent[] = [
  added("a"),
  { kind: "opened", key: "a", size, removed: [] },
  { kind: "searched", key: "a", marks: [face], note: null },
  { kind: "copied", key: "a", copy, url: "blob:copy" },
  { kind: "reviewed", key: "a" },
];

test("a story takes no more photos than it may have", () => {
  expect(after(added("a", "b", "c", "d"), added("e", "f", "g"))).toHaveLength(maxPhotosPerStory);
});

test("photos are ready when each was looked at together with its copy", () => {
  expect(areAllReviewed(after(...looked))).toBe(true);
  expect(areAllReviewed(after(...looked, added("b")))).toBe(false);
  expect(areAllReviewed(after(...looked.slice(0, -1)))).toBe(false);
});

test("a changed mark asks for a new copy, a new look and a new upload, and keeps the old copy in sight", () => {
  const before = after(...looked, { kind: "uploading", key: "a", upload: { kind: "stored", imageId: "1" } });
  const history = step(before[0]?.history ?? startHistory([]), []);
  const [photo] = photosAfter(before, { kind: "marked", key: "a", history });
  expect(photo).toMatchObject({
    stage: { kind: "to_review" },
    copy: { kind: "none" },
    upload: { kind: "none" },
    shownUrl: "blob:copy",
  });
});

test("another style asks for a new look, another description does not", () => {
  const [styled] = after(...looked, { kind: "changed", key: "a", change: { style: "solid" } });
  expect(styled?.stage.kind).toBe("to_review");
  const [described] = after(...looked, { kind: "changed", key: "a", change: { alt: "A boat" } });
  expect(described?.stage.kind).toBe("reviewed");
});

test("what the second look finds is a step of its own that can be undone", () => {
  const doubt = markAt({ x: 500, y: 300 }, size, "second-look 1");
  const [photo] = after(...looked, { kind: "doubted", key: "a", marks: [doubt], note: "Look." });
  expect(photo?.stage).toEqual({ kind: "to_review", note: "Look." });
  expect(photo?.history.present).toEqual([face, doubt]);
  expect(photo && undo(photo.history).present).toEqual([face]);
});

test("a choice about originals uploads what was stored anew", () => {
  const stored: PhotosEvent = { kind: "uploading", key: "a", upload: { kind: "stored", imageId: "1" } };
  const [photo] = after(...looked, stored, { kind: "originals_changed" });
  expect(photo?.upload.kind).toBe("none");
  expect(photo?.stage.kind).toBe("reviewed");
});

test("photos are moved within their list only", () => {
  const keys = (event: PhotosEvent) => after(added("a", "b", "c"), event).map(({ key }) => key);
  expect(keys({ kind: "moved", key: "a", to: 2 })).toEqual(["b", "c", "a"]);
  expect(keys({ kind: "moved", key: "a", to: -1 })).toEqual(["a", "b", "c"]);
  expect(keys({ kind: "moved", key: "c", to: 3 })).toEqual(["a", "b", "c"]);
});

test("trying again starts where it failed", () => {
  const [refused] = after(added("a"), { kind: "refused", key: "a", why: "No." }, { kind: "tried_again", key: "a" });
  expect(refused?.stage.kind).toBe("opening");
  const [uncopied] = after(...looked.slice(0, 3), { kind: "not_copied", key: "a" }, { kind: "tried_again", key: "a" });
  expect(uncopied).toMatchObject({ stage: { kind: "to_review" }, copy: { kind: "none" } });
});
