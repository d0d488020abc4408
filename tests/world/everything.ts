/** A person with data everywhere: in every table, in both prefixes of R2, and in a room; and another person. */
import { env, runInDurableObject } from "cloudflare:test";
import { eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { ConnectionId, PhotoId, ReportId, SessionId, StoryId, UserId } from "../../app/contract/ids";
import { hashEmail } from "../../app/domain/accounts/hash-email.server";
import { bucketKeysOf } from "../../app/domain/limits/rate-limits.server";
import { maxStoredBytes } from "../../app/contract/limits";
import { insertAsk, insertBlock, insertReveals } from "../../db/queries/connections";
import { scheduleRemoval, insertPhoto } from "../../db/queries/photos";
import { acquireKey } from "../../db/queries/idempotency";
import { takeFromBuckets } from "../../db/queries/rate-limits";
import { insertReport } from "../../db/queries/reports";
import { insertSession } from "../../db/queries/sessions";
import {
  mailStops,
  mailTokens,
  moderationLog,
  passkeyChallenges,
  passkeys,
  pendingSignUps,
  recoveryCodes,
  stories,
  storyImages,
} from "../../db/schema";
import { createRoomFixture, until, type RoomFixture } from "../../workers/chat-room/testing/test-room";
import { newId } from "./ids";
import { newPerson, newStory } from "./people";
import { photoRowOf } from "./photos";
import { db, servicesAt } from "./services";
import { start } from "./start";

const { services } = servicesAt(() => start);
const { publicPhotos, smallerCopies, originals } = services.photoStorage;

export interface World {
  people: RoomFixture;
  /** Words by which a row is known to be about the person: ids, the address, what they wrote. */
  traces: string[];
  /** R2 keys of their photos, public and original: what an export holds. */
  photos: string[];
  /** Those, of the small copies, of the other person's in their conversation, and of the evidence of what they showed. */
  objects: string[];
  /** The other person's own: a story with a photo. */
  others: { story: string; objects: string[] };
}

/** Two people who are connected and have talked; `people.ana` has data everywhere. */
export async function makeWorld(): Promise<World> {
  const people = await createRoomFixture();
  const { ana, ben } = people;
  const story = await newStory(ana);
  const inStory = await photoOf(ana, story);
  const loose = await photoOf(ana, null);
  const session = await sessionOf(ana);
  const imageIds = [inStory.id];
  await people.room.recordReveals(people.connection, { type: "reveal", by: ana, other: ben, imageIds });
  const [inChat, theirsInChat] = [await chatPhotoOf(people, ana), await chatPhotoOf(people, ben)];
  await talk(people, [inChat.id, theirsInChat.id]);
  await insertReveals(db, people.connection, {
    imageIds: [inStory.id],
    terms: "until_taken_back",
    endsAt: null,
    now: new Date(start),
  });
  const [third, fourth] = [await newPerson(), await newPerson()];
  const made = await askOf(ana, third);
  const received = await askOf(fourth, ana);
  await insertBlock(db, { blockerId: ana, blockedId: third, createdAt: new Date(start) });
  await insertBlock(db, { blockerId: fourth, blockedId: ana, createdAt: new Date(start) });
  await keysOf(ana);
  const email = `${ana}@example.org`;
  const limits = [...bucketKeysOf(ana), ...bucketKeysOf(await hashEmail(services, email))];
  for (const key of limits) await takeFromBuckets(db, [{ key, intervalMs: 1, burst: 1 }], start);
  const unfinished = `private/images/${uuidv7()}.jpg`;
  await scheduleRemoval(db, [unfinished], new Date(start));
  await keyOf(ana);
  const evidence = await reportsOf(ana, third);
  const photoEvidence = `private/evidence/${uuidv7()}.jpg`;
  await messageReportOf(ana, fourth, photoEvidence);
  await versionsOf(story, inStory.id);
  const otherStory = await newStory(ben);
  const otherPhoto = await photoOf(ben, otherStory);
  return {
    people,
    traces: [
      ana,
      email,
      story,
      inStory.id,
      loose.id,
      session,
      made,
      received,
      people.connection,
      ...limits,
      unfinished,
      inChat.id,
      photoEvidence,
    ],
    photos: [inStory, loose, inChat].flatMap(({ publicKey, originalKey }) => [publicKey, originalKey]),
    objects: [...[inStory, loose, inChat, theirsInChat].flatMap(objectsOf), evidence, photoEvidence],
    others: { story: otherStory, objects: objectsOf(otherPhoto) },
  };
}

/** Versions of a story's text, and of its photo's details, that were in the first database for texts, and are to be removed there. */
async function versionsOf(id: StoryId, photoId: PhotoId): Promise<void> {
  for (const [place, version] of [
    [0, uuidv7()],
    [0, uuidv7()],
    [null, null],
  ] as const) {
    await db.update(stories).set({ textPlace: place, textVersion: version }).where(eq(stories.id, id));
    await db
      .update(storyImages)
      .set({ detailsPlace: place, detailsVersion: version })
      .where(eq(storyImages.id, photoId));
  }
}

/** `photos`: of each of the two, in the first message of theirs. */
async function talk(people: RoomFixture, photos: PhotoId[]): Promise<void> {
  const [ana, ben] = await people.openBoth();
  for (let n = 1; n <= 30; n++) {
    const photo = photos[n - 1];
    const frame = { type: "chat_message", content: `${n}`, client_id: `${n}` } as const;
    (n % 2 ? ana : ben).send(photo === undefined ? frame : { ...frame, photos: [photo] });
  }
  await until(() => ana.acknowledged().length + ben.acknowledged().length === 30);
  const { id } = ana.acknowledged()[0]!;
  ana.send({ type: "edit", id, content: "1, better", client_id: "edit" });
  await until(() => ben.frames.some(({ type }) => type === "edit"));
  await people.project();
  for (const { socket } of [ana, ben]) socket.close(1000, "done");
}

/** A photo of all four files, uploaded at a time in milliseconds. */
export async function photoOf(ownerId: UserId, storyId: StoryId | null, at = start) {
  const id = newId<PhotoId>();
  const publicKey = publicPhotos.keyOf(id, "image/jpeg");
  const [smallKey, thumbKey] = [smallerCopies.keyOf(id, "small"), smallerCopies.keyOf(id, "thumb")];
  const originalKey = originals.keyOf(id, "image/jpeg");
  await publicPhotos.put(publicKey, new Uint8Array([1, 2, 3, 4]));
  await smallerCopies.put(smallKey, new Uint8Array([5, 6]));
  await smallerCopies.put(thumbKey, new Uint8Array([13]));
  await originals.put(originalKey, new Uint8Array([7, 8, 9, 10, 11, 12]));
  const files = { publicKey, smallKey, smallBytes: 2, thumbKey, thumbBytes: 1, originalKey };
  const photo = photoRowOf(ownerId, { id, storyId, createdAt: new Date(at), ...files });
  await insertPhoto(db, photo, { quota: maxStoredBytes });
  return { id, publicKey, smallKey, thumbKey, originalKey };
}

/** A photo of all four files that a member uploaded for a message. */
async function chatPhotoOf(people: RoomFixture, ownerId: UserId) {
  const photo = await photoOf(ownerId, null);
  await db.update(storyImages).set({ connectionId: people.connection }).where(eq(storyImages.id, photo.id));
  const other = ownerId === people.ana ? people.ben : people.ana;
  const known = { blurred_url: "", smaller: [], width: 1, height: 1, alt: "", thumbhash: "", faces_detected: 0 };
  await people.room.addPhoto(people.connection, { by: ownerId, other, photo: { id: photo.id, ...known } });
  return photo;
}

/** Somebody reports a message of Ana's with a photo, which is kept under a key. */
async function messageReportOf(ana: UserId, reporterId: UserId, objectKey: string): Promise<void> {
  const id = newId<ReportId>();
  await env.R2_BUCKET.put(objectKey, new Uint8Array([8]));
  const about = { subjectId: uuidv7(), reason: "other", status: "open", createdAt: new Date(start) } as const;
  const row = { ...about, id, kind: "message", reporterId, personId: ana, note: "" } as const;
  await insertReport(db, { ...row, evidence: { kind: "message", messages: [] } }, [
    { reportId: id, position: 0, objectKey, type: "image/jpeg" },
  ]);
}

/** Returns the R2 keys of a photo of four files. */
export function objectsOf({ publicKey, smallKey, thumbKey, originalKey }: Awaited<ReturnType<typeof photoOf>>) {
  return [publicKey, smallKey, thumbKey, originalKey];
}

async function sessionOf(userId: UserId): Promise<string> {
  const id = newId<SessionId>();
  const at = new Date(start);
  await insertSession(db, { id, userId, createdAt: at, expiresAt: new Date(start * 2) }, `hash of ${id}`);
  return id;
}

export async function askOf(askerId: UserId, authorId: UserId): Promise<ConnectionId> {
  const id = newId<ConnectionId>();
  const at = { createdAt: new Date(start), updatedAt: new Date(start) };
  await insertAsk(db, { id, askerId, authorId, status: "asked", ...at });
  return id;
}

/** An idempotency key of theirs, and the object created with it. */
async function keyOf(userId: UserId): Promise<void> {
  const at = new Date(start);
  const made = { fingerprint: "a hash", objectId: uuidv7(), isDone: true, leasedUntil: at, createdAt: at };
  await acquireKey(db, { userId, key: "one", ...made });
}

/** Somebody and Ana report each other, and each, as staff, did something about the other. Returns the key of the evidence. */
async function reportsOf(ana: UserId, other: UserId): Promise<string> {
  const about = { subjectId: uuidv7(), reason: "other", status: "open", createdAt: new Date(start) } as const;
  const said = [{ from: "reporter" as const, content: `Words of ${ana}`, created_at: "" }];
  const id = newId<ReportId>();
  const evidenceKey = `private/evidence/${id}.jpg`;
  await env.R2_BUCKET.put(evidenceKey, new Uint8Array([7]));
  const ofAna = {
    ...about,
    id,
    kind: "photo",
    reporterId: other,
    personId: ana,
    note: "",
    evidenceKey,
  } as const;
  const words = { note: `A note of ${ana}`, evidence: { kind: "message", messages: said } } as const;
  await insertReport(db, { ...ofAna, evidence: { kind: "ask", note: "" } });
  const byAna = {
    ...about,
    id: newId<ReportId>(),
    kind: "message",
    reporterId: ana,
    personId: other,
    ...words,
  } as const;
  await insertReport(db, byAna);
  const line = { act: "dismiss", reason: "Nothing in it.", createdAt: new Date(start) } as const;
  await db.insert(moderationLog).values([
    { ...line, id: uuidv7(), reportId: ofAna.id, personId: ana, staffId: other },
    { ...line, id: uuidv7(), reportId: byAna.id, personId: other, staffId: ana },
  ]);
  return evidenceKey;
}

async function keysOf(userId: UserId): Promise<void> {
  const at = new Date(start);
  const key = { publicKey: "key", counter: 0, transports: [], name: "A device", createdAt: at };
  await db.insert(passkeys).values({ id: `passkey of ${userId}`, userId, ...key });
  const link = { email: `${userId}@example.org`, purpose: "reset_password", createdAt: at, expiresAt: at } as const;
  await db.insert(mailTokens).values({ hash: `link of ${userId}`, userId, ...link });
  await db.insert(recoveryCodes).values({ hash: `code of ${userId}`, userId, createdAt: at });
  const waiting = { displayName: "A Name", passwordHash: "none", createdAt: at, expiresAt: at };
  const email = `${userId}@example.org`;
  await db.insert(pendingSignUps).values({ hash: `sign-up of ${userId}`, id: newId<UserId>(), email, ...waiting });
  await db.insert(mailStops).values({ email, reason: "bounced", stoppedAt: at });
  await db.insert(passkeyChallenges).values({ challenge: `for ${userId}`, purpose: "add", userId, expiresAt: at });
}

/** Tables of the product: those of the migrations and of the platform are not. */
export async function tables(): Promise<string[]> {
  const { results } = await env.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name NOT GLOB '_cf_*' AND name <> 'd1_migrations'",
  ).all<{ name: string }>();
  return results.map(({ name }) => name).toSorted();
}

export async function rowsOf(table: string): Promise<Record<string, unknown>[]> {
  return (await env.DB.prepare(`SELECT * FROM "${table}"`).all()).results;
}

/** Returns the tables with a row that contains one of the words. */
export async function tablesWith(words: string[]): Promise<string[]> {
  const found: string[] = [];
  for (const table of await tables()) {
    const all = JSON.stringify(await rowsOf(table));
    if (words.some((word) => all.includes(word))) found.push(table);
  }
  return found;
}

/** All keys in the bucket. */
export async function objects(): Promise<string[]> {
  return (await env.R2_BUCKET.list()).objects.map(({ key }) => key).toSorted();
}

/** Returns how many rows a person's inbox keeps. */
export function inboxRowsOf(person: UserId): Promise<number> {
  return runInDurableObject(env.INBOX.getByName(person), (_inbox, { storage }) =>
    inboxTables.reduce((sum, table) => sum + storage.sql.exec(`SELECT * FROM ${table}`).toArray().length, 0),
  );
}

const pushTables = ["push_subscriptions", "push_mutes", "push_facts", "pushes"];

const inboxTables = ["rooms", "happenings", "facts", "used_tokens", "digest_facts", ...pushTables];

/** Returns the number of rows that a room holds, and when its alarm rings. */
export function storageOf(people: RoomFixture): Promise<{ rows: number; alarm: number | null }> {
  return runInDurableObject(people.room, async (_room, { storage }) => {
    const count = (table: string) => Number(storage.sql.exec(`SELECT count(*) AS n FROM ${table}`).one().n);
    return { rows: count("messages") + count("marks") + count("facts"), alarm: await storage.getAlarm() };
  });
}
