import { and, asc, desc, eq, exists, inArray, isNull, lt, or, sql, type SQL, type SQLWrapper } from "drizzle-orm";
import type { ConnectionId, PhotoId, UserId } from "~/contract/ids";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import type { Database } from "../client";
import { insertWhere } from "./insert-where";
import { isBelow } from "./page";
import { pendingRemovals, stories, storyImages, users } from "../schema";
import { isHeldBefore, isNotGone, isSharedWith, isShownToAll } from "./visibility";

export type PhotoRow = typeof storyImages.$inferSelect;

/** The columns of a photo that nobody has looked at yet. */
export const notLookedAt = {
  personFaces: null,
  uncoveredFaces: null,
  checkedAt: null,
  lookLeasedUntil: null,
  confirmedFaceIds: [],
  unverified: false,
  failedLooks: 0,
} satisfies Partial<PhotoRow>;

/** The rows of a D1 batch: they happen together or not at all. */
type Statements = Parameters<Database["batch"]>[0];

/** Schedules the removal of R2 files, unless their row is inserted by then. */
export async function scheduleRemoval(db: Database, keys: string[], dueAt: Date): Promise<void> {
  await db
    .insert(pendingRemovals)
    .values(keys.map((objectKey) => ({ objectKey, dueAt })))
    .onConflictDoUpdate({ target: pendingRemovals.objectKey, set: { dueAt } });
}

/**
 * Writes a photo's row if its owner's photos then take at most `quota` bytes, and forgets that its objects must go, in one
 * transaction: photos that come at the same moment do not get past the quota together. Returns false when it would be more.
 * `scheduled`: keys of other files of the upload, none of which was written.
 */
export async function insertPhoto(
  db: Database,
  photo: PhotoRow,
  { quota, scheduled = [] }: { quota: number; scheduled?: string[] },
): Promise<boolean> {
  const bytes = bytesOf(photo);
  const own = [photo.publicKey, photo.smallKey, photo.thumbKey, photo.originalKey].filter((key) => key !== null);
  const keys = [...new Set([...own, ...scheduled])];
  const isWritten = sql`exists (select 1 from ${storyImages} where ${storyImages.id} = ${photo.id})`;
  const [inserted] = await db.batch([
    insertWhere(
      db,
      storyImages,
      photo,
      sql`from ${users} where ${users.id} = ${photo.ownerId} and ${users.storedBytes} + ${bytes} <= ${quota}`,
    ).returning({ id: storyImages.id }),
    db.delete(pendingRemovals).where(and(inArray(pendingRemovals.objectKey, keys), isWritten)),
  ]);
  return inserted.length > 0;
}

/** Returns how many bytes the files of a photo take. */
function bytesOf({ publicBytes, smallBytes, thumbBytes, originalBytes }: PhotoRow): number {
  return publicBytes + (smallBytes ?? 0) + (thumbBytes ?? 0) + (originalBytes ?? 0);
}

/** Returns how many bytes a person's photos take, all files of each. */
export async function findStoredBytes(db: Database, ownerId: UserId): Promise<number> {
  const [row] = await db.select({ bytes: users.storedBytes }).from(users).where(eq(users.id, ownerId)).limit(1);
  return row?.bytes ?? 0;
}

/** Returns a photo of an owner; null when it is not theirs. */
export async function findOwnPhoto(db: Database, ownerId: UserId, id: PhotoId): Promise<PhotoRow | null> {
  const [row] = await db
    .select()
    .from(storyImages)
    .where(and(eq(storyImages.id, id), eq(storyImages.ownerId, ownerId)))
    .limit(1);
  return row ?? null;
}

/** Returns photos of an owner that may be in a story, by id: none of a conversation. */
export async function findOwnPhotos(db: Database, ownerId: UserId, ids: PhotoId[]): Promise<PhotoRow[]> {
  if (ids.length === 0) return [];
  return db
    .select()
    .from(storyImages)
    .where(and(inArray(storyImages.id, ids), eq(storyImages.ownerId, ownerId), isNull(storyImages.connectionId)));
}

/** Returns all photos of an owner below an id, newest first. */
export async function listOwnPhotos(
  db: Database,
  ownerId: UserId,
  page: { before: string | null; limit: number },
): Promise<PhotoRow[]> {
  const below = isBelow(storyImages.id, page.before);
  return db
    .select()
    .from(storyImages)
    .where(and(eq(storyImages.ownerId, ownerId), below))
    .orderBy(desc(storyImages.id))
    .limit(page.limit);
}

/**
 * Returns a photo whose public file the viewer may see: its owner's at once, all once its story is published, until they
 * leave or it is held; none whose message has disappeared by `now`. Of a conversation's photo it is for the caller to see that a message of theirs has it.
 */
export async function findVisiblePhoto(db: Database, viewerId: UserId | null, { id, now }: { id: PhotoId; now: Date }) {
  const isPublished = isShownToAll();
  const isVisible =
    viewerId === null
      ? isPublished
      : or(
          isPublished,
          eq(storyImages.ownerId, viewerId),
          isHeldBefore(db, viewerId),
          isSharedWith(db, viewerId, storyImages.connectionId),
        );
  const [row] = await db
    .select({ photo: storyImages, isPublic: sql<number>`coalesce(${isPublished}, 0)` })
    .from(storyImages)
    .innerJoin(users, eq(users.id, storyImages.ownerId))
    .leftJoin(stories, eq(stories.id, storyImages.storyId))
    .where(and(eq(storyImages.id, id), isVisible, isNotGone(now)))
    .limit(1);
  return row ?? null;
}

/** Returns a photo by id, whoever asks: only for a rule that decides about it next. */
export async function findPhoto(db: Database, id: PhotoId): Promise<PhotoRow | null> {
  const [row] = await db.select().from(storyImages).where(eq(storyImages.id, id)).limit(1);
  return row ?? null;
}

/** Returns what `findPhoto` does, unless its message has disappeared by a time. */
export async function findPhotoNotGone(db: Database, id: PhotoId, now: Date): Promise<PhotoRow | null> {
  const [row] = await db
    .select()
    .from(storyImages)
    .where(and(eq(storyImages.id, id), isNotGone(now)))
    .limit(1);
  return row ?? null;
}

/** Returns photos of a conversation by id, in the order of the ids. */
export async function findPhotosOfMessage(
  db: Database,
  connectionId: ConnectionId,
  ids: PhotoId[],
): Promise<PhotoRow[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .select()
    .from(storyImages)
    .where(and(inArray(storyImages.id, ids), eq(storyImages.connectionId, connectionId)));
  return rows.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
}

/** Returns the photos of a conversation whose messages are their senders' alone. */
export async function listHiddenPhotos(database: D1Database, connectionId: ConnectionId): Promise<PhotoId[]> {
  const query = "SELECT id FROM story_images WHERE connection_id = ? AND message_seq IS NOT NULL AND is_hidden";
  const { results } = await database.prepare(query).bind(connectionId).all<{ id: PhotoId }>();
  return results.map(({ id }) => id);
}

/** Writes which message has a photo, before its room does. */
export async function placePhoto(
  db: Database,
  id: PhotoId,
  { seq, isHidden }: { seq: number; isHidden: boolean },
): Promise<void> {
  await db.update(storyImages).set({ messageSeq: seq, isHidden }).where(eq(storyImages.id, id));
}

/** A statement: the photos of the stories that another one selects by id, in their order. */
export function photosIn(db: Database, storyIds: SQLWrapper) {
  return db
    .select()
    .from(storyImages)
    .where(sql`${storyImages.storyId} in ${storyIds}`)
    .orderBy(asc(storyImages.storyId), asc(storyImages.position));
}

/** Returns statements that schedule the removal of some photos' files, and delete their rows. Of smaller copies triggers do. */
export function removalOf(db: Database, which: SQL, now: Date): [Statements[number], Statements[number]] {
  const keysIn = (column: SQLiteColumn) =>
    sql`select ${column}, ${now.getTime()} from ${storyImages} where ${which} and ${column} is not null`;
  return [
    db
      .insert(pendingRemovals)
      .select(sql`${keysIn(storyImages.publicKey)} union all ${keysIn(storyImages.originalKey)}`)
      .onConflictDoNothing(),
    db.delete(storyImages).where(which),
  ];
}

/** A WHERE: some photos, by id. The ids are bound as one: a statement takes 100 values. */
export function someOf(photos: readonly { id: PhotoId }[]): SQL {
  return sql`${storyImages.id} in (select value from json_each(${JSON.stringify(photos.map(({ id }) => id))}))`;
}

/** Where the smaller copies of a photo are, and how many bytes they take. */
export type SmallerCopies = Record<"small" | "thumb", { key: string; bytes: number }>;

/**
 * Notes where a photo's smaller copies are, and forgets that the files must go, unless the photo is gone or its public copy is
 * no longer the one that was seen.
 */
export async function saveSmallerCopies(
  db: Database,
  seen: Pick<PhotoRow, "id" | "publicKey">,
  { small, thumb }: SmallerCopies,
): Promise<void> {
  const isSeen = and(eq(storyImages.id, seen.id), eq(storyImages.publicKey, seen.publicKey));
  const isKept = exists(
    db
      .select({ id: storyImages.id })
      .from(storyImages)
      .where(
        and(eq(storyImages.id, seen.id), eq(storyImages.smallKey, small.key), eq(storyImages.thumbKey, thumb.key)),
      ),
  );
  await db.batch([
    db
      .update(storyImages)
      .set({ smallKey: small.key, smallBytes: small.bytes, thumbKey: thumb.key, thumbBytes: thumb.bytes })
      .where(isSeen),
    db.delete(pendingRemovals).where(and(inArray(pendingRemovals.objectKey, [small.key, thumb.key]), isKept)),
  ]);
}

/** Deletes photos' rows, and schedules the removal of their files. */
export async function deletePhotos(db: Database, photos: PhotoRow[], now: Date): Promise<void> {
  if (photos.length > 0) await db.batch(removalOf(db, someOf(photos), now));
}

/** Returns photos from before a time that are in no story and no message. */
export async function listUnattachedPhotos(db: Database, before: Date, limit: number): Promise<PhotoRow[]> {
  return db
    .select()
    .from(storyImages)
    .where(and(isNull(storyImages.storyId), isNull(storyImages.messageSeq), lt(storyImages.createdAt, before)))
    .limit(limit);
}

/** Returns the R2 keys whose removal is due, the longest due first. */
export async function listDueRemovals(db: Database, now: Date, limit: number): Promise<string[]> {
  return (await dueRemovals(db, now, limit)).map(({ key }) => key);
}

/** A statement: selects the R2 keys whose removal is due, the longest due first. */
export function dueRemovals(db: Database, now: Date, limit: number) {
  return db
    .select({ key: pendingRemovals.objectKey })
    .from(pendingRemovals)
    .where(lt(pendingRemovals.dueAt, sql`${now.getTime() + 1}`))
    .orderBy(asc(pendingRemovals.dueAt))
    .limit(limit);
}

/** Deletes scheduled removals whose files are gone. */
export async function deleteRemovals(db: Database, keys: string[]): Promise<void> {
  if (keys.length === 0) return;
  const gone = sql`(select value from json_each(${JSON.stringify(keys)}))`; // as one: a statement takes 100 values
  await db.delete(pendingRemovals).where(sql`${pendingRemovals.objectKey} in ${gone}`);
}
