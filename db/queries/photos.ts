import { and, asc, desc, eq, getTableColumns, inArray, isNull, lt, or, sql, type SQL } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import type { Region } from "~/contract/photo";
import type { Database } from "../client";
import { pendingRemovals, stories, storyImages, users } from "../schema";
import { isHeldBefore, isShownToAll } from "./visibility";

export type PhotoRow = typeof storyImages.$inferSelect;

/** The rows of a D1 batch: they happen together or not at all. */
type Statements = Parameters<Database["batch"]>[0];

/** Writes down R2 keys that must go unless their row is written by then. */
export async function expectRemoval(db: Database, keys: string[], dueAt: Date): Promise<void> {
  await db
    .insert(pendingRemovals)
    .values(keys.map((objectKey) => ({ objectKey, dueAt })))
    .onConflictDoUpdate({ target: pendingRemovals.objectKey, set: { dueAt } });
}

/**
 * Writes a photo's row if its owner's photos then take at most `quota` bytes, and forgets that its objects must go, in one
 * transaction: photos that come at the same moment do not get past the quota together. False when it would be more.
 */
export async function insertPhoto(db: Database, photo: PhotoRow, quota: number): Promise<boolean> {
  const bytes = photo.publicBytes + (photo.originalBytes ?? 0);
  const columns = Object.entries(getTableColumns(storyImages)) as [keyof PhotoRow, SQLiteColumn][];
  const values = columns.map(([name, column]) => sql`${sql.param(photo[name], column)}`);
  const keys = [photo.publicKey, photo.originalKey].filter((key) => key !== null);
  const isWritten = sql`exists (select 1 from ${storyImages} where ${storyImages.id} = ${photo.id})`;
  const [inserted] = await db.batch([
    db
      .insert(storyImages)
      .select(
        sql`select ${sql.join(values, sql`, `)} from ${users} where ${users.id} = ${photo.ownerId} and ${users.storedBytes} + ${bytes} <= ${quota}`,
      )
      .returning({ id: storyImages.id }),
    db.delete(pendingRemovals).where(and(inArray(pendingRemovals.objectKey, keys), isWritten)),
  ]);
  return inserted.length > 0;
}

/** Bytes that a person's photos take, both files of each. */
export async function findStoredBytes(db: Database, ownerId: string): Promise<number> {
  const [row] = await db.select({ bytes: users.storedBytes }).from(users).where(eq(users.id, ownerId)).limit(1);
  return row?.bytes ?? 0;
}

/** A photo of an owner; null when it is not theirs. */
export async function findOwnPhoto(db: Database, ownerId: string, id: string): Promise<PhotoRow | null> {
  const [row] = await db
    .select()
    .from(storyImages)
    .where(and(eq(storyImages.id, id), eq(storyImages.ownerId, ownerId)))
    .limit(1);
  return row ?? null;
}

/** Photos of an owner, by id. */
export async function findOwnPhotos(db: Database, ownerId: string, ids: string[]): Promise<PhotoRow[]> {
  if (ids.length === 0) return [];
  return db
    .select()
    .from(storyImages)
    .where(and(inArray(storyImages.id, ids), eq(storyImages.ownerId, ownerId)));
}

/** An owner's photos below an id, in a story or not, newest first. */
export async function listOwnPhotos(
  db: Database,
  ownerId: string,
  page: { before: string | null; limit: number },
): Promise<PhotoRow[]> {
  const below = page.before === null ? undefined : lt(storyImages.id, page.before);
  return db
    .select()
    .from(storyImages)
    .where(and(eq(storyImages.ownerId, ownerId), below))
    .orderBy(desc(storyImages.id))
    .limit(page.limit);
}

/** A photo whose public copy the viewer may see: its owner's at once, all once its story is published, until they leave or it is held. */
export async function findVisiblePhoto(db: Database, viewerId: string | null, id: string) {
  const isPublished = isShownToAll();
  const isVisible =
    viewerId === null ? isPublished : or(isPublished, eq(storyImages.ownerId, viewerId), isHeldBefore(db, viewerId));
  const [row] = await db
    .select({ photo: storyImages, isPublic: sql<number>`coalesce(${isPublished}, 0)` })
    .from(storyImages)
    .innerJoin(users, eq(users.id, storyImages.ownerId))
    .leftJoin(stories, eq(stories.id, storyImages.storyId))
    .where(and(eq(storyImages.id, id), isVisible))
    .limit(1);
  return row ?? null;
}

/** A photo by id, whoever asks: only for a rule that decides about it next. */
export async function findPhoto(db: Database, id: string): Promise<PhotoRow | null> {
  const [row] = await db.select().from(storyImages).where(eq(storyImages.id, id)).limit(1);
  return row ?? null;
}

/** The photos of some stories, in their order. */
export async function listPhotosOf(db: Database, storyIds: string[]): Promise<PhotoRow[]> {
  if (storyIds.length === 0) return [];
  return db
    .select()
    .from(storyImages)
    .where(inArray(storyImages.storyId, storyIds))
    .orderBy(asc(storyImages.storyId), asc(storyImages.position));
}

/** Keeps what the second look saw. */
export async function savePersonCheck(
  db: Database,
  id: string,
  check: { faces: Region[]; uncovered: Region[]; now: Date },
): Promise<void> {
  await db
    .update(storyImages)
    .set({ personFaces: check.faces, uncoveredFaces: check.uncovered, checkedAt: check.now })
    .where(eq(storyImages.id, id));
}

/** Statements that put the R2 keys of some photos on the list of what must go, and delete the photos' rows. */
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

/** Some photos, by id. The ids are bound as one: a statement takes 100 values. */
export function someOf(photos: readonly { id: string }[]): SQL {
  return sql`${storyImages.id} in (select value from json_each(${JSON.stringify(photos.map(({ id }) => id))}))`;
}

/** Deletes photos' rows; their objects are then on the list of what must go. */
export async function deletePhotos(db: Database, photos: PhotoRow[], now: Date): Promise<void> {
  if (photos.length > 0) await db.batch(removalOf(db, someOf(photos), now));
}

/** Photos that came into no story since before a time. */
export async function listLoosePhotos(db: Database, before: Date, limit: number): Promise<PhotoRow[]> {
  return db
    .select()
    .from(storyImages)
    .where(and(isNull(storyImages.storyId), lt(storyImages.createdAt, before)))
    .limit(limit);
}

/** R2 keys that must go by now, longest due first. */
export async function listDueRemovals(db: Database, now: Date, limit: number): Promise<string[]> {
  const rows = await db
    .select({ key: pendingRemovals.objectKey })
    .from(pendingRemovals)
    .where(lt(pendingRemovals.dueAt, sql`${now.getTime() + 1}`))
    .orderBy(asc(pendingRemovals.dueAt))
    .limit(limit);
  return rows.map(({ key }) => key);
}

/** The objects are gone. */
export async function forgetRemovals(db: Database, keys: string[]): Promise<void> {
  if (keys.length > 0) await db.delete(pendingRemovals).where(inArray(pendingRemovals.objectKey, keys));
}
