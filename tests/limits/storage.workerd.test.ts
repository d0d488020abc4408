/** The room that a person's photos may take: exact, whatever comes together and whatever frees it. */
import { expect, test } from "vitest";
import type { StoryId, UserId } from "../../app/contract/ids";
import { storedBytesOf } from "../../app/domain/photos/photos.server";
import { deletePhotos, scheduleRemoval, findOwnPhoto, insertPhoto, listDueRemovals } from "../../db/queries/photos";
import { deleteStory, insertStory } from "../../db/queries/stories";
import { db, storyStore } from "../world/services";
import { start } from "../world/start";
import { newId } from "../world/ids";
import { newPerson } from "../world/people";
import { photoRowOf, placed } from "../world/photos";

const stored = (owner: UserId) => storedBytesOf({ db }, owner);

test("photos that come at the same moment do not get past the quota together", async () => {
  const owner = await newPerson();
  const written = await Promise.all(
    Array.from({ length: 12 }, () => insertPhoto(db, photoRowOf(owner), { quota: 50 })),
  );
  expect(written.filter(Boolean).length).toBe(5);
  expect(await stored(owner)).toBe(50);
});

test("the files of a photo that did not fit stay on the list of what must go, those of one that did leave it", async () => {
  const owner = await newPerson();
  const [fits, fitsNot] = [photoRowOf(owner), photoRowOf(owner)];
  for (const { publicKey, originalKey } of [fits, fitsNot])
    await scheduleRemoval(db, [publicKey, originalKey!], new Date(start));
  expect([await insertPhoto(db, fits, { quota: 10 }), await insertPhoto(db, fitsNot, { quota: 10 })]).toEqual([
    true,
    false,
  ]);
  const due = await listDueRemovals(db, new Date(start), 1_000);
  expect(due).toEqual(expect.arrayContaining([fitsNot.publicKey, fitsNot.originalKey]));
  expect(due).not.toContain(fits.publicKey);
  expect(due).not.toContain(fits.originalKey);
});

test("what is deleted frees its room, alone or with its story", async () => {
  const owner = await newPerson();
  const [alone, inStory] = [photoRowOf(owner), photoRowOf(owner)];
  for (const photo of [alone, inStory]) await insertPhoto(db, photo, { quota: 20 });
  const id = newId<StoryId>();
  const at = { createdAt: new Date(start), updatedAt: new Date(start) };
  await insertStory(
    storyStore,
    { id, authorId: owner, body: "It happened.", status: "published", ...at },
    {
      kept: [placed(inStory)],
      reports: [],
    },
  );
  expect(await insertPhoto(db, photoRowOf(owner), { quota: 20 })).toBe(false);
  await deletePhotos(db, [alone], new Date(start));
  expect(await stored(owner)).toBe(10);
  await deleteStory(storyStore, { id, authorId: owner }, { now: new Date(start), dueLimit: 90 });
  expect(await stored(owner)).toBe(0);
  expect(await insertPhoto(db, photoRowOf(owner), { quota: 20 })).toBe(true);
});

test("a photo is written as it was given", async () => {
  const photo = photoRowOf(await newPerson());
  await insertPhoto(db, photo, { quota: 10 });
  expect(await findOwnPhoto(db, photo.ownerId, photo.id)).toEqual(photo);
});
