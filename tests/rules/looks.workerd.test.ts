/** The copy that a look searches, made once; and one look at a time, whoever asks for it. */
import { env } from "cloudflare:test";
import { expect, test } from "vitest";
import type { PhotoId, StoryId, UserId } from "../../app/contract/ids";
import { smallCopySidePx } from "../../app/contract/photo";
import { deletionGraceMs } from "../../app/contract/account";
import { storedBytesOf } from "../../app/domain/photos/photos.server";
import type { PeopleFound, PersonFinder, Services } from "../../app/domain/ports";
import { processPhoto } from "../../app/domain/second-look/look.server";
import { publishStory } from "../../app/domain/stories/stories.server";
import { encodeJpeg } from "../../app/imaging/formats/encode-jpeg";
import { inspect } from "../../app/imaging/formats/inspect";
import { deletePhotos, findPhoto, listDueRemovals, type PhotoRow } from "../../db/queries/photos";
import { noise } from "../pixels";
import { newId } from "../world/ids";
import { newPerson } from "../world/people";
import { db, findsNobody, servicesAt } from "../world/services";
import { start } from "../world/start";
import { uploadWhole } from "../world/upload";

let clock = start;
const { services, log } = servicesAt(() => clock);

const nobody: PeopleFound = { kind: "found", detections: [] };

/** No picture is decoded with these. */
const withoutDecoder: Services = {
  ...services,
  decodePicture: () => Promise.reject(new Error("A picture is decoded.")),
};

async function uploaded(owner: UserId, size = { width: 64, height: 48 }): Promise<PhotoId> {
  const publicCopy = encodeJpeg(noise(size, 7), 80);
  const stored = await uploadWhole(services, owner, { publicCopy, original: null, regions: [] }, newId<PhotoId>());
  if (stored.kind !== "stored") throw new Error(`Expected a photo, not ${stored.kind}.`);
  return stored.image.image_id;
}

const rowOf = async (photo: PhotoId) => (await findPhoto(db, photo)) as PhotoRow; // of a photo that is there
const publish = (by: Services, author: UserId, photo: PhotoId) =>
  publishStory(by, author, { body: "It happened.", image_ids: [photo] }, newId<StoryId>());

async function bytesAt(key: string): Promise<Uint8Array | null> {
  const object = await env.R2_BUCKET.get(key);
  return object && new Uint8Array(await object.arrayBuffer());
}

/** A photo as uploads stored them before there were small copies. */
async function uploadedBefore(owner: UserId): Promise<PhotoId> {
  const photo = await uploaded(owner);
  const { smallKey } = await rowOf(photo);
  await env.R2_BUCKET.delete(smallKey!);
  await env.DB.prepare("UPDATE story_images SET small_key = NULL, small_bytes = NULL WHERE id = ?").bind(photo).run();
  return photo;
}

/** A finder whose looks end when the test says so. */
function slowFinder() {
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<PeopleFound>();
  let looks = 0;
  const personFinder: PersonFinder = () => {
    looks += 1;
    asked.resolve();
    return answer.promise;
  };
  return { by: { ...services, personFinder }, asked: asked.promise, answer: answer.resolve, looks: () => looks };
}

/** A photo that somebody looks at, and a look that ends when the test says so. */
async function lookUnderWay() {
  const author = await newPerson();
  const photo = await uploaded(author);
  const finder = slowFinder();
  const first = processPhoto(finder.by, author, photo);
  await finder.asked;
  return { author, photo, finder, first };
}

/** The services, and a promise that resolves when something done with them waits for a look of somebody else. */
function telling(by: Services) {
  const waiting = Promise.withResolvers<void>();
  const pause: Services["pause"] = (milliseconds) => {
    waiting.resolve();
    return by.pause(Math.min(milliseconds, 20));
  };
  return { by: { ...by, pause }, waiting: waiting.promise };
}

test("an upload stores a small copy beside the public one, and publishing sends that file and decodes nothing", async () => {
  const author = await newPerson();
  const photo = await uploaded(author, { width: 1200, height: 600 });
  const { smallKey, smallBytes, publicBytes } = await rowOf(photo);
  expect(smallKey).toBe(`public/images/${photo}/960.jpg`);
  const small = await bytesAt(smallKey!);
  expect(small?.length).toBe(smallBytes);
  expect(inspect(small!)).toMatchObject({ type: "image/jpeg", width: smallCopySidePx, height: smallCopySidePx / 2 });
  expect(await storedBytesOf({ db }, author)).toBe(publicBytes + smallBytes!);
  let searched: Uint8Array | null = null;
  const personFinder: PersonFinder = (picture) => findsNobody((searched = picture));
  expect(await publish({ ...withoutDecoder, personFinder }, author, photo)).toMatchObject({ kind: "published" });
  expect(searched).toEqual(small);
});

test("a photo from before small copies gets one with the first look, which counts as its owner's", async () => {
  const author = await newPerson();
  const photo = await uploadedBefore(author);
  expect((await publish(services, author, photo)).kind).toBe("published");
  const { smallKey, smallBytes, publicBytes } = await rowOf(photo);
  expect((await bytesAt(smallKey!))?.length).toBe(smallBytes);
  expect(await storedBytesOf({ db }, author)).toBe(publicBytes + smallBytes!);
  expect(await listDueRemovals(db, new Date(start + deletionGraceMs), 1_000)).not.toContain(smallKey);
});

test("a small copy that is lost is made again", async () => {
  const author = await newPerson();
  const photo = await uploaded(author);
  const { smallKey } = await rowOf(photo);
  await env.R2_BUCKET.delete(smallKey!);
  expect(await processPhoto(services, author, photo)).toMatchObject({ kind: "processed" });
  expect(await bytesAt(smallKey!)).not.toBeNull();
});

test("a small copy goes with its photo, also when the photo is deleted while the copy is made", async () => {
  const author = await newPerson();
  const [first, second] = [await uploaded(author), await uploadedBefore(author)];
  const { smallKey } = await rowOf(first);
  await deletePhotos(db, [await rowOf(first)], new Date(start));
  const deleting: Services = {
    ...services,
    decodePicture: async (bytes, type) => {
      await deletePhotos(db, [await rowOf(second)], new Date(start));
      return services.decodePicture(bytes, type);
    },
  };
  expect(await processPhoto(deleting, author, second)).toEqual({ kind: "not_found" });
  const late = services.photoStorage.smallCopies.keyOf(second);
  const due = await listDueRemovals(db, new Date(start + deletionGraceMs), 1_000);
  expect(due).toEqual(expect.arrayContaining([smallKey, late]));
  expect(await storedBytesOf({ db }, author)).toBe(0);
});

test("a photo that twenty requests look at at once is looked at once, and all read what was found", async () => {
  const { author, photo, finder, first } = await lookUnderWay();
  const { by, waiting } = telling(finder.by);
  const others = Array.from({ length: 20 }, () => processPhoto(by, author, photo));
  await waiting;
  const box = { xmin: 1, ymin: 1, xmax: 9, ymax: 40 };
  finder.answer({ kind: "found", detections: [{ score: 0.8, label: "person", box }] });
  const found = await first;
  expect(found).toMatchObject({ kind: "processed", image: { uncovered: [{ confidence: 0.8 }] } });
  for (const other of await Promise.all(others)) expect(other).toEqual(found);
  expect(finder.looks()).toBe(1);
});

test("a look that fails fails for all who waited for it, and the next one runs at once", async () => {
  const { author, photo, finder, first } = await lookUnderWay();
  const { by, waiting } = telling(finder.by);
  const other = processPhoto(by, author, photo);
  await waiting;
  finder.answer({ kind: "unavailable", reason: "no_answer_in_time" });
  expect(await first).toEqual({ kind: "unavailable", reason: "no_answer_in_time" });
  expect(await other).toEqual({ kind: "unavailable", reason: "failed" });
  expect(finder.looks()).toBe(1);
  expect(await processPhoto(services, author, photo)).toMatchObject({ kind: "processed" });
});

test("a look that throws is given back, so that the next one does not wait", async () => {
  const author = await newPerson();
  const photo = await uploadedBefore(author);
  await expect(processPhoto(withoutDecoder, author, photo)).rejects.toThrow("decoded");
  expect(await rowOf(photo)).toMatchObject({ lookLeasedUntil: null, checkedAt: null });
});

test("a look that dies is run again by one who waits, once its lease is over, and not before", async () => {
  const { author, photo, finder: dead, first: lost } = await lookUnderWay();
  let looks = 0;
  const personFinder: PersonFinder = () => {
    looks += 1;
    return Promise.resolve(nobody);
  };
  const { by, waiting } = telling({ ...services, personFinder });
  const waiters = [1, 2, 3].map(() => processPhoto(by, author, photo));
  await waiting;
  clock += 29_000;
  const soon = telling(by);
  const late = processPhoto(soon.by, author, photo);
  await soon.waiting;
  expect(looks).toBe(0);
  clock += 2_000;
  for (const result of await Promise.all([...waiters, late])) expect(result.kind).toBe("processed");
  expect(looks).toBe(1);
  dead.answer({ kind: "found", detections: [] });
  expect((await lost).kind).toBe("processed");
});

test("one who waits gives up when looks are lost again and again", async () => {
  const { author, photo, finder, first } = await lookUnderWay();
  const pause: Services["pause"] = async (milliseconds) => {
    clock += milliseconds;
    const until = clock + 5_000;
    await env.DB.prepare("UPDATE story_images SET look_leased_until = ? WHERE id = ?").bind(until, photo).run();
  };
  const result = await processPhoto({ ...services, pause }, author, photo);
  expect(result).toEqual({ kind: "unavailable", reason: "no_answer_in_time" });
  finder.answer(nobody);
  expect(await first).toMatchObject({ kind: "processed" });
  expect(log.filter(({ event }) => event === "failed")).toEqual([]);
});
