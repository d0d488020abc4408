/** No photo becomes public before the server's own look at it: whatever a client says, in whatever order. */
import { env } from "cloudflare:test";
import { expect, test } from "vitest";
import type { PhotoId, StoryId, UserId } from "../../app/contract/ids";
import { smallCopySidePx } from "../../app/contract/photo";
import { lateLookHoldReason, type FaceId } from "../../app/contract/second-look";
import type { NewStory, StoryChange } from "../../app/contract/story";
import { takeRate } from "../../app/domain/limits/rate-limits.server";
import { sweep } from "../../app/domain/maintenance/sweep.server";
import { readPublicPhoto } from "../../app/domain/photos/photos.server";
import { processPhoto } from "../../app/domain/second-look/look.server";
import type { PeopleFound, PersonFinder, Services } from "../../app/domain/ports";
import { listReports, readReport } from "../../app/domain/safety/moderation.server";
import { changeStory, publishStory, readStory } from "../../app/domain/stories/stories.server";
import { encodeJpeg } from "../../app/imaging/formats/encode-jpeg";
import { inspect } from "../../app/imaging/formats/inspect";
import { findPhoto, type PhotoRow } from "../../db/queries/photos";
import { insertStory } from "../../db/queries/stories";
import { noise, plain } from "../pixels";
import { newId } from "../world/ids";
import { newPerson } from "../world/people";
import { placed } from "../world/photos";
import { uploadWhole } from "../world/upload";
import { db, findsNobody, servicesAt, storyStore } from "../world/services";
import { start } from "../world/start";

let clock = start;
const { services } = servicesAt(() => clock);
const visitor = null;

/** A person whose head is at the top left of the picture that is searched. */
const person = (score: number, xmin = 10): PeopleFound => ({
  kind: "found",
  detections: [{ score, label: "person", box: { xmin, ymin: 10, xmax: xmin + 60, ymax: 200 } }],
});

const finds =
  (found: PeopleFound): PersonFinder =>
  () =>
    Promise.resolve(found);

const seesSomebody: Services = { ...services, personFinder: finds(person(0.95)) };
const finderIsDown: Services = {
  ...services,
  personFinder: finds({ kind: "unavailable", reason: "no_answer_in_time" }),
};

/** The services with pauses that end at once, and the clock as much later. */
const waitingByTheClock = (by: Services): Services => ({
  ...by,
  pause: (milliseconds) => {
    clock += milliseconds;
    return Promise.resolve();
  },
});

async function uploaded(owner: UserId, original: Uint8Array | null = null): Promise<PhotoId> {
  const publicCopy = encodeJpeg(noise({ width: 400, height: 300 }, 7), 90);
  const stored = await uploadWhole(services, owner, { publicCopy, original, regions: [] }, newId<PhotoId>());
  if (stored.kind !== "stored") throw new Error(`Expected a photo, not ${stored.kind}.`);
  return stored.image.image_id;
}

function publish(by: Services, author: UserId, story: Partial<NewStory>) {
  return publishStory(by, author, { body: "It happened.", image_ids: [], ...story }, newId<StoryId>());
}

async function published(by: Services, author: UserId, story: Partial<NewStory>): Promise<StoryId> {
  const result = await publish(by, author, story);
  if (result.kind !== "published") throw new Error(`Expected a story, not ${result.kind}.`);
  return result.story.id;
}

const change = (by: Services, author: UserId, id: StoryId, what: StoryChange) => changeStory(by, author, id, what);

async function uncoveredIn(by: Services, author: UserId, photo: PhotoId): Promise<FaceId[]> {
  const result = await processPhoto(by, author, photo);
  if (result.kind !== "processed") throw new Error(`Expected a look, not ${result.kind}.`);
  return result.image.uncovered.map(({ id }) => id);
}

/** No photo of an earlier test waits for the sweep. */
const nothingWaits = () => env.DB.prepare("UPDATE story_images SET unverified = 0").run();

const isPublic = async (photo: PhotoId) =>
  (await readPublicPhoto(services, visitor, { fileName: `${photo}.jpg` })) !== null;
const rowOf = async (photo: PhotoId) => (await findPhoto(db, photo)) as PhotoRow; // of a photo that is there

async function openReportsOf(photo: PhotoId) {
  const { results } = await env.DB.prepare("SELECT id FROM reports WHERE subject_id = ? AND status = 'open'")
    .bind(photo)
    .all<{ id: string }>();
  return results.map(({ id }) => id as Parameters<typeof readReport>[1]);
}

test("a photo with a face and no regions is not published: its boxes come back, each with an id", async () => {
  const author = await newPerson();
  const photo = await uploaded(author);
  const result = await publish(seesSomebody, author, { image_ids: [photo] });
  expect(result).toMatchObject({
    kind: "uncovered_people",
    photos: [{ image_id: photo, faces: [{ confidence: 0.95, id: expect.stringMatching(/^[\w-]{43}$/) as string }] }],
  });
  expect(await isPublic(photo)).toBe(false);
  expect((await rowOf(photo)).storyId).toBeNull();
});

test("saying that one has checked the photo lets nobody pass whom the look found", async () => {
  const author = await newPerson();
  const photo = await uploaded(author);
  const story = { image_ids: [photo], confirmed_image_ids: [photo] };
  expect(await publish(seesSomebody, author, story)).toMatchObject({ kind: "uncovered_people" });
  // Also when it is said while the finder is down again.
  expect(await publish(finderIsDown, author, story)).toMatchObject({ kind: "uncovered_people" });
  expect(await isPublic(photo)).toBe(false);
});

test("the public copy is what is searched, at most 960 px long, whatever original comes with it", async () => {
  const author = await newPerson();
  const publicCopy = encodeJpeg(plain({ width: 2048, height: 1024 }, 200), 90);
  const original = encodeJpeg(plain({ width: 2048, height: 1024 }, 10), 90);
  const id = newId<PhotoId>();
  await uploadWhole(services, author, { publicCopy, original, regions: [] }, id);
  let searched = new Uint8Array();
  const personFinder: PersonFinder = (picture) => {
    searched = new Uint8Array(picture);
    return findsNobody(picture);
  };
  await published({ ...services, personFinder }, author, { image_ids: [id] });
  expect(inspect(searched)).toMatchObject({ type: "image/jpeg", width: smallCopySidePx, height: smallCopySidePx / 2 });
  const { data } = await services.decodePicture(searched, "image/jpeg");
  expect(data[0]).toBeGreaterThan(190);
});

test("faces confirmed by their ids are published, and a very certain one brings its photo to moderation", async () => {
  const author = await newPerson();
  const photo = await uploaded(author);
  const confirmed_face_ids = await uncoveredIn(seesSomebody, author, photo);
  const story = await published(services, author, { title: "A day", image_ids: [photo], confirmed_face_ids });
  expect(await isPublic(photo)).toBe(true);
  const [id, ...others] = await openReportsOf(photo);
  expect(others).toEqual([]);
  const report = await readReport(services, id!);
  expect(report).toMatchObject({
    report: { kind: "photo", reason: "face_left_uncovered", story_id: story },
    evidence: { kind: "photo", story_title: "A day", faces: [{ confidence: 0.95 }] },
    photo_url: `/api/moderation/${id}/photo`,
  });
  expect(report?.acts).toContain("hold");
  const queue = await listReports(services, { status: "open", before: null, limit: 50 });
  expect(queue.reports.map((each) => each.id)).toContain(id);
});

test("a confirmed face is not asked about and not reported again when the story is published again", async () => {
  const author = await newPerson();
  const photo = await uploaded(author);
  const confirmed_face_ids = await uncoveredIn(seesSomebody, author, photo);
  const story = await published(services, author, { image_ids: [photo], confirmed_face_ids });
  await change(services, author, story, { status: "unpublished" });
  expect(await change(services, author, story, { status: "published" })).toMatchObject({ kind: "changed" });
  expect(await openReportsOf(photo)).toHaveLength(1);
});

test("a confirmed face that may be none is published without a report", async () => {
  const author = await newPerson();
  const photo = await uploaded(author);
  const confirmed_face_ids = await uncoveredIn({ ...services, personFinder: finds(person(0.89)) }, author, photo);
  await published(services, author, { image_ids: [photo], confirmed_face_ids });
  expect(await openReportsOf(photo)).toEqual([]);
});

test("an id confirms one face of one photo", async () => {
  const author = await newPerson();
  const [first, second] = [await uploaded(author), await uploaded(author)];
  const [one] = await uncoveredIn(seesSomebody, author, first);
  const [other] = await uncoveredIn(seesSomebody, author, second);
  expect(one).not.toBe(other);
  const result = await publish(services, author, { image_ids: [first, second], confirmed_face_ids: [one!] });
  expect(result).toMatchObject({ kind: "uncovered_people", photos: [{ image_id: second, faces: [{ id: other }] }] });
});

test("a finished look stands: asking again does not ask the model again", async () => {
  const author = await newPerson();
  const photo = await uploaded(author);
  const before = await uncoveredIn(seesSomebody, author, photo);
  expect(before).toHaveLength(1);
  expect(await uncoveredIn(services, author, photo)).toEqual(before);
  expect(await publish(services, author, { image_ids: [photo] })).toMatchObject({ kind: "uncovered_people" });
});

test("of two looks of which one was lost the first to finish stands, for the one that publishes too", async () => {
  const author = await newPerson();
  const photo = await uploaded(author);
  const slow = Promise.withResolvers<PeopleFound>();
  const asked = Promise.withResolvers<void>();
  const personFinder: PersonFinder = () => {
    asked.resolve();
    return slow.promise;
  };
  const publishing = publish({ ...services, personFinder }, author, { image_ids: [photo] });
  await asked.promise;
  const ids = await uncoveredIn(waitingByTheClock(seesSomebody), author, photo);
  slow.resolve({ kind: "found", detections: [] });
  expect(await publishing).toMatchObject({ kind: "uncovered_people", photos: [{ faces: [{ id: ids[0] }] }] });
  expect(await isPublic(photo)).toBe(false);
});

test("a look at a public copy that was replaced meanwhile counts for nothing", async () => {
  const author = await newPerson();
  const photo = await uploaded(author);
  const personFinder: PersonFinder = async (picture) => {
    await env.DB.prepare("UPDATE story_images SET public_key = public_key || '.new' WHERE id = ?").bind(photo).run();
    return findsNobody(picture);
  };
  const result = await publish({ ...services, personFinder }, author, { image_ids: [photo] });
  expect(result).toEqual({ kind: "not_yours", ids: [photo] });
  expect(await rowOf(photo)).toMatchObject({ storyId: null, checkedAt: null });
});

test("a story is not written when a photo changed between the look at it and that statement", async () => {
  const author = await newPerson();
  const photo = await uploaded(author);
  const seen = placed(await rowOf(photo));
  await uncoveredIn(seesSomebody, author, photo);
  const id = newId<StoryId>();
  const at = { createdAt: new Date(start), updatedAt: new Date(start) };
  const story = { id, authorId: author, body: "It happened.", status: "published" as const, ...at };
  expect(await insertStory(storyStore, story, { kept: [seen], reports: [] })).toBeNull();
  expect(await readStory(services, author, id)).toBeNull();
});

test("one photo in two stories at once is in one of them", async () => {
  const author = await newPerson();
  const photo = await uploaded(author);
  const results = await Promise.all([1, 2, 3].map(() => publish(services, author, { image_ids: [photo] })));
  expect(results.map(({ kind }) => kind).toSorted()).toEqual(["not_yours", "not_yours", "published"]);
});

test("a photo that is put into a story is looked at, also while the story is not published", async () => {
  const author = await newPerson();
  const story = await published(services, author, {});
  const photo = await uploaded(author);
  const add = { image_ids: [photo] };
  expect(await change(seesSomebody, author, story, add)).toMatchObject({ kind: "uncovered_people" });
  await change(services, author, story, { status: "unpublished" });
  expect(await change(services, author, story, add)).toMatchObject({ kind: "uncovered_people" });
  const confirmed_face_ids = await uncoveredIn(services, author, photo);
  expect(await change(services, author, story, { ...add, confirmed_face_ids })).toMatchObject({ kind: "changed" });
});

test("an unpublished story with a photo that was never looked at is not published again before it is", async () => {
  const author = await newPerson();
  const photo = await uploaded(author);
  const story = await published(services, author, { image_ids: [photo] });
  await change(services, author, story, { status: "unpublished" });
  await env.DB.prepare("UPDATE story_images SET checked_at = NULL WHERE id = ?").bind(photo).run();
  const again = (by: Services) => change(by, author, story, { status: "published" });
  expect(await again(finderIsDown)).toMatchObject({ kind: "not_looked_at", ids: [photo] });
  expect(await again(seesSomebody)).toMatchObject({ kind: "uncovered_people" });
  expect(await isPublic(photo)).toBe(false);
});

test("while the finder is down or cannot be understood, the author must say that they have checked each photo", async () => {
  const author = await newPerson();
  const [first, second] = [await uploaded(author), await uploaded(author)];
  const image_ids = [first, second];
  const badAnswer = { ...services, personFinder: finds({ kind: "unavailable", reason: "bad_answer" }) };
  for (const by of [finderIsDown, badAnswer]) {
    const result = await publish(by, author, { image_ids, confirmed_image_ids: [first] });
    expect(result).toMatchObject({ kind: "not_looked_at", ids: [second] });
  }
  await published(finderIsDown, author, { image_ids, confirmed_image_ids: image_ids });
  expect(await rowOf(first)).toMatchObject({ unverified: true, checkedAt: null });
  expect(await isPublic(first)).toBe(true);
});

test("a photo published unseen is looked at by the sweep, and its story is held when it shows somebody", async () => {
  await nothingWaits();
  const author = await newPerson();
  const [bare, fine] = [await uploaded(author), await uploaded(author)];
  const shown = await published(finderIsDown, author, { image_ids: [bare], confirmed_image_ids: [bare] });
  await published(finderIsDown, author, { image_ids: [fine], confirmed_image_ids: [fine] });
  await sweep(finderIsDown);
  expect(await isPublic(bare)).toBe(true);
  let looks = 0;
  // The oldest comes first: the photo that shows somebody.
  await sweep({ ...services, personFinder: () => Promise.resolve(looks++ === 0 ? person(0.8) : person(0)) });
  expect(await isPublic(bare)).toBe(false);
  expect(await isPublic(fine)).toBe(true);
  expect(await rowOf(fine)).toMatchObject({ unverified: false });
  expect(await readStory(services, visitor, shown)).toBeNull();
  expect(await readStory(services, author, shown)).toMatchObject({ held_reason: lateLookHoldReason });
  const [id] = await openReportsOf(bare);
  const report = await readReport(services, id!);
  expect(report).toMatchObject({ report: { reason: "face_found_later", story_id: shown }, acts: expect.anything() });
  expect(report?.photo_url).not.toBeNull();
  expect(report?.acts).toContain("release");
});

test("the author's own look at a photo that was published unseen holds its story as the sweep does", async () => {
  const author = await newPerson();
  const photo = await uploaded(author);
  const story = await published(finderIsDown, author, { image_ids: [photo], confirmed_image_ids: [photo] });
  await uncoveredIn(seesSomebody, author, photo);
  expect(await readStory(services, visitor, story)).toBeNull();
  expect(await openReportsOf(photo)).toHaveLength(1);
});

test("a look that finishes while its photo is published unseen holds the story too", async () => {
  const author = await newPerson();
  const photo = await uploaded(author);
  const slow = Promise.withResolvers<PeopleFound>();
  const asked = Promise.withResolvers<void>();
  const personFinder: PersonFinder = () => {
    asked.resolve();
    return slow.promise;
  };
  const forgotten: string[] = [];
  const pictureCache = { ...services.pictureCache, forget: async (whole: string) => void forgotten.push(whole) };
  const looking = processPhoto({ ...services, personFinder, pictureCache }, author, photo);
  await asked.promise;
  const said = { image_ids: [photo], confirmed_image_ids: [photo] };
  const story = await published(waitingByTheClock(finderIsDown), author, said);
  slow.resolve(person(0.9));
  expect(await looking).toMatchObject({ kind: "processed" });
  expect(await readStory(services, visitor, story)).toBeNull();
  expect(await openReportsOf(photo)).toHaveLength(1);
  expect(forgotten).toEqual([`person-${author}`]);
});

test("the sweep gives up after three failures in a row, and begins with other photos the next time", async () => {
  await nothingWaits();
  const author = await newPerson();
  const photos: PhotoId[] = [];
  for (let n = 0; n < 5; n++) photos.push(await uploaded(author));
  await published(finderIsDown, author, { image_ids: photos, confirmed_image_ids: photos });
  const failedLooks = async () => Promise.all(photos.map(async (photo) => (await rowOf(photo)).failedLooks));
  await sweep(finderIsDown);
  expect(await failedLooks()).toEqual([1, 1, 1, 0, 0]);
  await sweep(finderIsDown);
  expect(await failedLooks()).toEqual([2, 1, 1, 1, 1]);
});

test("looks that publishing itself runs count against the limit of looks", async () => {
  const author = await newPerson();
  const photo = await uploaded(author);
  expect(await publish(finderIsDown, author, { image_ids: [photo] })).toMatchObject({ kind: "not_looked_at" });
  for (let n = 1; n < 60; n++) await takeRate(services, "process", author);
  expect(await publish(services, author, { image_ids: [photo] })).toMatchObject({ kind: "limited" });
});
