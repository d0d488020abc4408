/** Two changes of one story that come between each other's steps: whichever is last, nothing is left behind. */
import type { StoryId } from "../../app/contract/ids";
import { beforeEach, expect, test } from "vitest";
import { insertPhoto, findOwnPhoto, listDueRemovals } from "../../db/queries/photos";
import { deleteStory, findOwnStory, insertStory, updateStory } from "../../db/queries/stories";
import { newId } from "../world/ids";
import { newPerson } from "../world/people";
import { photoRowOf, placed } from "../world/photos";
import { db, storyStore } from "../world/services";
import { start } from "../world/start";

const now = new Date(start);
const roomy = 1_000_000;

const dueLimit = 90;
let author: Awaited<ReturnType<typeof newPerson>>;
let story: StoryId;
beforeEach(async () => {
  author = await newPerson();
  story = newId();
  const row = { id: story, authorId: author, body: "It happened.", createdAt: now, updatedAt: now };
  await insertStory(storyStore, { ...row, status: "published" });
});

test("a photo that comes into a story a moment before it is deleted goes with it, both its files", async () => {
  const photo = photoRowOf(author);
  await insertPhoto(db, photo, { quota: roomy });
  const photos = { kept: [placed(photo)], removed: [], reports: [] };
  expect(
    await updateStory(storyStore, { id: story, authorId: author }, { values: {}, photos, now, dueLimit }),
  ).not.toBeNull();
  await deleteStory(storyStore, { id: story, authorId: author }, { now, dueLimit });
  expect(await findOwnPhoto(db, author, photo.id)).toBeNull();
  expect(await listDueRemovals(db, now, 1_000)).toEqual(expect.arrayContaining([photo.publicKey, photo.originalKey]));
});

test("a photo that comes too late stays its author's, in no story", async () => {
  const photo = photoRowOf(author);
  await insertPhoto(db, photo, { quota: roomy });
  await deleteStory(storyStore, { id: story, authorId: author }, { now, dueLimit });
  const late = {
    values: { body: "Too late." },
    photos: { kept: [placed(photo)], removed: [], reports: [] },
    now,
    dueLimit,
  };
  expect(await updateStory(storyStore, { id: story, authorId: author }, late)).toBeNull();
  expect(await findOwnStory(storyStore, author, story)).toBeNull();
  expect((await findOwnPhoto(db, author, photo.id))?.storyId).toBeNull();
});
