/** The copy that a look searches, made once; and one look at a time, whoever asks for it. */
import { env } from "cloudflare:test";
import { expect, test } from "vitest";
import type { PhotoId, StoryId, UserId } from "../../app/contract/ids";
import { smallCopySidePx } from "../../app/contract/photo";
import { deletionGraceMs } from "../../app/contract/account";
import { readSmallerCopy, storedBytesOf } from "../../app/domain/photos/photos.server";
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

const bytesOf = async (body: ReadableStream) => new Uint8Array(await new Response(body).arrayBuffer());

async function bytesAt(key: string): Promise<Uint8Array | null> {
  const object = await env.R2_BUCKET.get(key);
  return object && new Uint8Array(await object.arrayBuffer());
}

/** A photo as uploads stored them before there were small copies. */
async function uploadedBefore(owner: UserId): Promise<PhotoId> {
  const photo = await uploaded(owner);
  const { smallKey, thumbKey } = await rowOf(photo);
  await env.R2_BUCKET.delete([smallKey!, thumbKey!]);
  const forget = "UPDATE story_images SET small_key = NULL, small_bytes = NULL, thumb_key = NULL, thumb_bytes = NULL";
  await env.DB.prepare(`${forget} WHERE id = ?`).bind(photo).run();
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

test("an upload stores smaller copies beside the public one, and publishing sends that file and decodes nothing", async () => {
  const author = await newPerson();
  const photo = await uploaded(author, { width: 1200, height: 600 });
  const { smallKey, smallBytes, thumbKey, thumbBytes, publicBytes } = await rowOf(photo);
  expect([smallKey, thumbKey]).toEqual([`public/images/${photo}/960.jpg`, `public/images/${photo}/480.jpg`]);
  const small = await bytesAt(smallKey!);
  expect(small?.length).toBe(smallBytes);
  expect(inspect(small!)).toMatchObject({ type: "image/jpeg", width: smallCopySidePx, height: smallCopySidePx / 2 });
  const thumb = await bytesAt(thumbKey!);
  expect(thumb?.length).toBe(thumbBytes);
  expect(inspect(thumb!)).toMatchObject({ type: "image/jpeg", width: 480, height: 240 });
  expect(await storedBytesOf({ db }, author)).toBe(publicBytes + smallBytes! + thumbBytes!);
  let searched: Uint8Array | null = null;
  const personFinder: PersonFinder = (picture) => findsNobody((searched = picture));
  expect(await publish({ ...withoutDecoder, personFinder }, author, photo)).toMatchObject({ kind: "published" });
  expect(searched).toEqual(small);
});

test("a photo from before small copies gets one with the first look, which counts as its owner's", async () => {
  const author = await newPerson();
  const photo = await uploadedBefore(author);
  expect((await publish(services, author, photo)).kind).toBe("published");
  const { smallKey, smallBytes, thumbKey, thumbBytes, publicBytes } = await rowOf(photo);
  expect((await bytesAt(smallKey!))?.length).toBe(smallBytes);
  expect((await bytesAt(thumbKey!))?.length).toBe(thumbBytes);
  expect(await storedBytesOf({ db }, author)).toBe(publicBytes + smallBytes! + thumbBytes!);
  const due = await listDueRemovals(db, new Date(start + deletionGraceMs), 1_000);
  expect(due.filter((key) => key === smallKey || key === thumbKey)).toEqual([]);
});

test("readers of an old photo's thumbnail have it made once, and whoever may not see the photo gets nothing", async () => {
  const author = await newPerson();
  const photo = await uploadedBefore(author);
  let decodings = 0;
  const counting: Services = {
    ...services,
    decodePicture: (bytes, type) => {
      decodings += 1;
      return services.decodePicture(bytes, type);
    },
  };
  const read = (viewer: UserId | null, fileName = "480.jpg") =>
    readSmallerCopy(counting, viewer, { id: photo, fileName, rangeOf: () => ({ offset: 2, length: 3 }) });
  expect(await read(null)).toBeNull();
  expect(await read(await newPerson())).toBeNull();
  expect(await read(author, "481.jpg")).toBeNull();
  expect(decodings).toBe(0);
  const files = await Promise.all([read(author), read(author), read(author, "960.jpg")]);
  expect(decodings).toBe(1);
  expect(files.map((file) => file && [file.type, file.isPublic, file.range])).toEqual(
    files.map(() => ["image/jpeg", false, null]),
  );
  const part = await read(author);
  expect(part?.range).toEqual({ offset: 2, length: 3 });
  const { thumbKey } = await rowOf(photo);
  expect(await bytesOf(part!.body)).toEqual((await bytesAt(thumbKey!))?.slice(2, 5));
  for (const file of files) await file?.body.cancel();
});

test("faces are stored in whole pixels of the photo, and their confidence with three decimals", async () => {
  const author = await newPerson();
  const photo = await uploaded(author, { width: 1281, height: 959 });
  const box = { xmin: 101.3337, ymin: 50.7771, xmax: 301.9991, ymax: 700.1234 };
  const personFinder: PersonFinder = () =>
    Promise.resolve({ kind: "found", detections: [{ score: 0.9876543210987654, label: "person", box }] });
  await processPhoto({ ...services, personFinder }, author, photo);
  const { personFaces, uncoveredFaces } = await rowOf(photo);
  const [face] = personFaces!;
  expect([face!.x, face!.y, face!.width, face!.height].every(Number.isInteger)).toBe(true);
  expect(face).toMatchObject({ confidence: 0.988 });
  expect(uncoveredFaces).toEqual([expect.objectContaining(face!)]);
});

test("while too many wait for smaller copies the public copy stands in, and no cache keeps it", async () => {
  const author = await newPerson();
  const photo = await uploadedBefore(author);
  const busy: Services = { ...services, withCopySlot: () => Promise.resolve(null) };
  const file = await readSmallerCopy(busy, author, { id: photo, fileName: "960.jpg" });
  expect(file).toMatchObject({ isPublic: false, range: null, size: (await rowOf(photo)).publicBytes });
  await file?.body.cancel();
});

test("a small copy that is lost is made again", async () => {
  const author = await newPerson();
  const photo = await uploaded(author);
  const { smallKey } = await rowOf(photo);
  await env.R2_BUCKET.delete(smallKey!);
  expect(await processPhoto(services, author, photo)).toMatchObject({ kind: "processed" });
  expect(await bytesAt(smallKey!)).not.toBeNull();
});

test("smaller copies go with their photo, also when the photo is deleted while they are made", async () => {
  const author = await newPerson();
  const [first, second] = [await uploaded(author), await uploadedBefore(author)];
  const { smallKey, thumbKey } = await rowOf(first);
  await deletePhotos(db, [await rowOf(first)], new Date(start));
  const deleting: Services = {
    ...services,
    decodePicture: async (bytes, type) => {
      await deletePhotos(db, [await rowOf(second)], new Date(start));
      return services.decodePicture(bytes, type);
    },
  };
  expect(await processPhoto(deleting, author, second)).toEqual({ kind: "not_found" });
  const late = (["small", "thumb"] as const).map((which) => services.photoStorage.smallerCopies.keyOf(second, which));
  const due = await listDueRemovals(db, new Date(start + deletionGraceMs), 1_000);
  expect(due).toEqual(expect.arrayContaining([smallKey, thumbKey, ...late]));
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
