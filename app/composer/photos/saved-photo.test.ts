import { expect, test } from "vitest";
import { regionAt } from "~/composer/regions/regions";
import type { ComposedPhoto } from "./composed-photo";
import { photosReducer, type PhotosAction } from "./photos-reducer";
import { fromSavedPhoto, toSavedPhoto } from "./saved-photo";

const size = { width: 800, height: 600 };
const region = regionAt({ x: 200, y: 200 }, size, "face");

function photoAfter(...actions: PhotosAction[]): ComposedPhoto {
  const added: PhotosAction = {
    kind: "added",
    photos: [{ key: "a", file: new Blob(["a"]), name: "a.jpg", style: "soft" }],
  };
  const [photo] = [added, ...actions].reduce<readonly ComposedPhoto[]>(photosReducer, []);
  if (!photo) throw new Error("no photo");
  return photo;
}

const searched: PhotosAction[] = [
  {
    kind: "opened",
    key: "a",
    file: new Blob(["a"]),
    view: new Blob(["s"]),
    url: "blob:a",
    size,
    removed: ["the time"],
  },
  { kind: "searched", key: "a", regions: [region], note: null },
  { kind: "changed", key: "a", change: { alt: "A boat", style: "solid" } },
];

test("a searched photo comes back with its regions, to be reviewed again", () => {
  const restored = fromSavedPhoto(toSavedPhoto(photoAfter(...searched, { kind: "reviewed", key: "a" })), "blob:new");
  expect(restored).toMatchObject({ url: "blob:new", size, removed: ["the time"], alt: "A boat", style: "solid" });
  expect(restored).toMatchObject({ stage: { kind: "to_review" }, publicPhoto: { kind: "none" } });
  expect(restored.history).toEqual({ past: [], present: [region], future: [] });
});

test("a photo whose search had not finished is opened and searched again", () => {
  const progress: PhotosAction = { kind: "search_progressed", key: "a", done: 1, total: 3, regions: [] };
  for (const photo of [photoAfter(), photoAfter(progress)]) {
    expect(fromSavedPhoto(toSavedPhoto(photo), "blob:new").stage.kind).toBe("opening");
  }
});
