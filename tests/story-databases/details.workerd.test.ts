/** Details of photos in the databases of their authors' texts: written, read, replaced and deleted, whatever fails on the way. */
import { env } from "cloudflare:test";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { deletionGraceMs } from "../../app/contract/account";
import type { PhotoId, StoryId, UserId } from "../../app/contract/ids";
import { eraseAccount, erasureOf } from "../../app/domain/accounts/erasure.server";
import { exportStart, exportStep } from "../../app/domain/accounts/export.server";
import { moveTexts } from "../../app/domain/maintenance/move-texts.server";
import { sweep } from "../../app/domain/maintenance/sweep.server";
import type { Services } from "../../app/domain/ports";
import { processPhoto } from "../../app/domain/second-look/look.server";
import { changeStory, deleteStory, publishStory, readStory } from "../../app/domain/stories/stories.server";
import type { Viewer } from "../../app/domain/accounts/sessions.server";
import { connectDatabase } from "../../db/client";
import { detailsToText } from "../../db/queries/photo-details";
import { findPhoto, type PhotoRow } from "../../db/queries/photos";
import { scheduleDeletion } from "../../db/queries/scheduled-deletion";
import { insertStory } from "../../db/queries/stories";
import { homeOfAuthor, TextUnavailable } from "../../db/story-databases";
import { newId } from "../world/ids";
import { newPerson, newViewer } from "../world/people";
import { placed } from "../world/photos";
import { db, servicesAt } from "../world/services";
import {
  bindStoryDatabases,
  boundStore,
  detailsOf,
  emptyStoryDatabases,
  lookedAtPhoto,
  migrateForStories,
  textsOf,
} from "./databases";
import { hooked, unreachable } from "./hooked";

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;

beforeAll(migrateForStories);
beforeEach(async () => {
  clock = Date.now();
  await emptyStoryDatabases();
});
afterEach(() => bindStoryDatabases(0));

let clock = Date.now();
const made = servicesAt(() => clock);

/** The services with the databases that are bound now. */
function services(changes: Partial<Services> = {}): Services {
  return { ...made.services, ...boundStore(), ...changes };
}

/** The services with every database of texts replaced. */
function servicesWith(replaced: (database: D1Database) => D1Database): Services {
  const { storyDatabases } = boundStore();
  const others = new Map([...storyDatabases.others].map(([place, each]) => [place, replaced(each)]));
  return services({ storyDatabases: { ...storyDatabases, others } });
}

async function published(author: UserId, photos: readonly PhotoRow[], of = services()): Promise<StoryId> {
  const id = newId<StoryId>();
  const image_ids = photos.map((photo) => photo.id);
  const input = { body: "A text", image_ids, confirmed_image_ids: image_ids };
  expect(await publishStory(of, author, input, id)).toMatchObject({ kind: "published" });
  return id;
}

const bodiesOf = async (id: PhotoId) => (await detailsOf(id)).map(({ body }) => body);

/** Returns what an export says of a person's photos. */
async function exportedPhotos(viewer: Viewer, of = services()): Promise<object[]> {
  const at = { ...exportStart, section: 5 };
  const { parts } = await exportStep(of, { viewer, writeReadme: () => "" }, at);
  const text = parts.map((part) => (part.kind === "bytes" ? new TextDecoder().decode(part.bytes) : "")).join("");
  return JSON.parse(text) as object[];
}

test.each([0, 1, 2, 3])("with %i databases a published photo's details are in one, by its author", async (count) => {
  bindStoryDatabases(count);
  for (let n = 0; n < 4; n += 1) {
    const viewer = await newViewer(services());
    const author = viewer.account.id;
    const photos = [await lookedAtPhoto(author), await lookedAtPhoto(author)];
    const story = await published(author, photos);
    const place = homeOfAuthor(boundStore().storyDatabases, author);
    for (const photo of photos) {
      expect(await detailsOf(photo.id)).toEqual([
        { place, version: place === null ? null : expect.any(String), body: detailsToText(photo) },
      ]);
      expect(await processPhoto(services(), author, photo.id)).toMatchObject({
        kind: "processed",
        image: { faces: photo.personFaces, uncovered: photo.uncoveredFaces },
      });
    }
    expect(await readStory(services(), null, story)).toMatchObject({ images: photos.map(({ id }) => ({ id })) });
    expect(await exportedPhotos(viewer)).toMatchObject(
      photos.toReversed().map((photo) => ({
        covered_regions: photo.faceCoordinates,
        second_look: { faces: photo.personFaces, confirmed: photo.confirmedFaceIds },
      })),
    );
  }
});

test("a story's text and the details of its photos are written in one statement", async () => {
  bindStoryDatabases(2);
  const author = await newPerson();
  const photos = [await lookedAtPhoto(author), await lookedAtPhoto(author), await lookedAtPhoto(author)];
  let calls = 0;
  const counting = servicesWith((database) =>
    hooked(database, { before: () => void (calls += 1), after: () => undefined }),
  );
  await published(author, photos, counting);
  expect(calls).toBe(1);
});

test("a file's whole key stays in the photo's row", async () => {
  bindStoryDatabases(1);
  const author = await newPerson();
  const photo = await lookedAtPhoto(author, {
    smallKey: "public/images/x/960.jpg",
    thumbKey: "public/images/x/480.jpg",
  });
  await published(author, [photo]);
  const { publicKey, originalKey, smallKey, thumbKey } = photo;
  expect(await findPhoto(db, photo.id)).toMatchObject({ publicKey, originalKey, smallKey, thumbKey });
});

test("a photo that nobody has looked at keeps its details in its row, and moves after its look", async () => {
  bindStoryDatabases(1);
  const author = await newPerson();
  const photo = await lookedAtPhoto(author, {
    ...{ checkedAt: null, personFaces: null, uncoveredFaces: null, confirmedFaceIds: [] },
  });
  const finderIsDown = () => Promise.resolve({ kind: "unavailable", reason: "failed" } as const);
  await env.R2_BUCKET.put(photo.publicKey, new Uint8Array([1, 2, 3, 4]));
  const small = { smallKey: `public/images/${photo.id}/960.jpg`, thumbKey: `public/images/${photo.id}/480.jpg` };
  for (const key of Object.values(small)) await env.R2_BUCKET.put(key, new Uint8Array([5]));
  await env.DB.prepare("UPDATE story_images SET small_key = ?1, small_bytes = 1, thumb_key = ?2, thumb_bytes = 1")
    .bind(small.smallKey, small.thumbKey)
    .run();
  await published(author, [photo], services({ personFinder: finderIsDown }));
  expect(await detailsOf(photo.id)).toMatchObject([{ place: null }]);
  await moveTexts(services());
  expect(await detailsOf(photo.id)).toMatchObject([{ place: null }]);
  await sweep(services());
  const looked = (await findPhoto(db, photo.id))!;
  expect(looked).toMatchObject({ personFaces: [], faceCoordinates: photo.faceCoordinates, unverified: false });
  bindStoryDatabases(2);
  await moveTexts(services());
  const place = homeOfAuthor(boundStore().storyDatabases, author);
  expect(await detailsOf(photo.id)).toMatchObject([{ place, body: detailsToText(looked) }]);
});

test("a story that is published again needs no confirmation twice, and writes no details", async () => {
  bindStoryDatabases(2);
  const author = await newPerson();
  const photo = await lookedAtPhoto(author);
  const story = await published(author, [photo]);
  const before = await detailsOf(photo.id);
  await changeStory(services(), author, story, { status: "unpublished" });
  expect(await changeStory(services(), author, story, { status: "published" })).toMatchObject({ kind: "changed" });
  expect(await detailsOf(photo.id)).toEqual(before);
});

test("a face that a late look found is asked about from where the details are, and a confirmation replaces them", async () => {
  bindStoryDatabases(1);
  const author = await newPerson();
  const story = await published(author, []);
  const photo = await lookedAtPhoto(author, { storyId: story, confirmedFaceIds: [] });
  await moveTexts(services());
  expect(await detailsOf(photo.id)).toMatchObject([{ place: 0, body: detailsToText(photo) }]);
  await changeStory(services(), author, story, { status: "unpublished" });
  const refused = await changeStory(services(), author, story, { status: "published" });
  expect(refused).toEqual({
    kind: "uncovered_people",
    photos: [{ image_id: photo.id, faces: photo.uncoveredFaces }],
  });
  const confirmed = photo.uncoveredFaces!.map(({ id }) => id);
  const again = { status: "published", confirmed_face_ids: confirmed } as const;
  expect(await changeStory(services(), author, story, again)).toMatchObject({ kind: "changed" });
  const after = detailsToText({ ...photo, confirmedFaceIds: confirmed });
  expect((await bodiesOf(photo.id)).toSorted()).toEqual([after, detailsToText(photo)].toSorted());
  clock += hourMs + 60_000;
  await sweep(services());
  expect(await bodiesOf(photo.id)).toEqual([after]);
});

test("the details of photos move also where an earlier release has moved all texts", async () => {
  const author = await newPerson();
  const photo = await lookedAtPhoto(author);
  await published(author, [photo]);
  bindStoryDatabases(1);
  await env.DB.prepare("INSERT INTO text_moves VALUES (1, '0', 1, 1, 1, 0, 1)").run();
  await moveTexts(services());
  expect(await detailsOf(photo.id)).toMatchObject([{ place: 0 }]);
  expect(made.log.at(-1)).toMatchObject({ event: "stories_moved", databases: "0", moved: 2, is_done: "yes" });
  await env.DB.prepare("UPDATE text_moves SET moved = 7").run();
  await moveTexts(services());
  expect(await env.DB.prepare("SELECT moved FROM text_moves").first("moved")).toBe(7);
});

test("a photo that is taken out of its story takes its details along, and so does a story that is deleted", async () => {
  bindStoryDatabases(2);
  const author = await newPerson();
  const [removed, kept] = [await lookedAtPhoto(author), await lookedAtPhoto(author)];
  const story = await published(author, [removed, kept]);
  await changeStory(services(), author, story, { image_ids: [kept.id] });
  await made.settle();
  expect(await detailsOf(removed.id)).toEqual([]);
  expect(await detailsOf(kept.id)).toHaveLength(1);
  await deleteStory(services(), author, story);
  await made.settle();
  expect(await detailsOf(kept.id)).toEqual([]);
  expect(await env.DB.prepare("SELECT count(*) AS n FROM pending_text_removals").first("n")).toBe(0);
});

test("details whose database does not answer as their photo is deleted go with a later sweep", async () => {
  bindStoryDatabases(1);
  const author = await newPerson();
  const photo = await lookedAtPhoto(author);
  const story = await published(author, [photo]);
  expect(await deleteStory(servicesWith(unreachable), author, story)).toBe(true);
  await made.settle();
  expect(await detailsOf(photo.id)).toHaveLength(1);
  clock += 2 * hourMs;
  await sweep(services());
  expect(await detailsOf(photo.id)).toEqual([]);
});

test("details whose story is not published after all are deleted after a day, and no others", async () => {
  bindStoryDatabases(1);
  const author = await newPerson();
  const [kept, lost] = [await lookedAtPhoto(author), await lookedAtPhoto(author)];
  await published(author, [kept]);
  const at = { createdAt: new Date(clock), updatedAt: new Date(clock) };
  const row = { id: newId<StoryId>(), authorId: author, body: "lost", status: "published" as const, ...at };
  const store = { ...boundStore(), db: connectDatabase(unreachable(env.DB)) };
  await expect(insertStory(store, row, { kept: [placed(lost)], reports: [] })).rejects.toThrow();
  expect((await detailsOf(lost.id)).map(({ place }) => place)).toEqual([null, 0]);
  clock += dayMs + hourMs;
  // Its photo is in no story: the row itself goes after a day, too.
  await sweep(services());
  expect(await detailsOf(lost.id)).toEqual([]);
  expect(await bodiesOf(kept.id)).toEqual([detailsToText(kept)]);
  const due = await env.SPARE_DB_0.prepare("SELECT count(*) AS n FROM story_texts WHERE due_at IS NOT NULL").first("n");
  expect(due).toBe(0);
});

test("an export, a look and a second publication wait for details that cannot be read", async () => {
  bindStoryDatabases(1);
  const viewer = await newViewer(services());
  const author = viewer.account.id;
  const photo = await lookedAtPhoto(author);
  const story = await published(author, [photo]);
  const failing = servicesWith(unreachable);
  await expect(exportedPhotos(viewer, failing)).rejects.toThrow(TextUnavailable);
  await expect(processPhoto(failing, author, photo.id)).rejects.toThrow(TextUnavailable);
  await changeStory(services(), author, story, { status: "unpublished" });
  await expect(changeStory(failing, author, story, { status: "published" })).rejects.toThrow(TextUnavailable);
  bindStoryDatabases(0);
  await expect(exportedPhotos(viewer)).rejects.toThrow(TextUnavailable);
  bindStoryDatabases(1);
  expect(await exportedPhotos(viewer)).toMatchObject([{ id: photo.id, covered_regions: photo.faceCoordinates }]);
});

test("an erased account leaves no details in any database, and others keep theirs", async () => {
  bindStoryDatabases(2);
  const [author, other] = [await newPerson(), await newPerson()];
  const [theirs, others] = [await lookedAtPhoto(author), await lookedAtPhoto(other)];
  const story = await published(author, [theirs]);
  await published(other, [others]);
  await scheduleDeletion(db, author, new Date(clock + deletionGraceMs));
  clock += deletionGraceMs;
  const erasure = await erasureOf(services(), { id: author, email: `${author}@example.org` });
  await expect(eraseAccount(servicesWith(unreachable), erasure)).rejects.toThrow("D1_ERROR");
  expect(await eraseAccount(services(), erasure)).toBe("erased");
  expect([...(await detailsOf(theirs.id)), ...(await textsOf(story))]).toEqual([]);
  expect(await env.DB.prepare("SELECT count(*) AS n FROM pending_text_removals").first("n")).toBe(0);
  expect(await bodiesOf(others.id)).toEqual([detailsToText(others)]);
});
