import { and, eq, inArray, lte, sql } from "drizzle-orm";
import type { UserId } from "~/contract/ids";
import type { Database } from "../client";
import { idempotencyKeys } from "../schema";

export type KeyRow = typeof idempotencyKeys.$inferSelect;

/** In place of the fingerprint of a request whose body is still coming. */
export const pendingFingerprint = "";

/**
 * Acquires a key for an attempt: a new key, or one of the same request whose attempt was abandoned. Of several that come at
 * the same moment one gets it. With `pendingFingerprint` any abandoned attempt is taken over. Returns the row, or null when another attempt holds it.
 */
export async function acquireKey(db: Database, row: KeyRow): Promise<KeyRow | null> {
  const isSame =
    row.fingerprint === pendingFingerprint ? sql`1` : sql`${idempotencyKeys.fingerprint} = ${row.fingerprint}`;
  const isLeft = sql`${isSame} and ${idempotencyKeys.isDone} = 0 and ${idempotencyKeys.leasedUntil} <= ${row.createdAt.getTime()}`;
  const [taken] = await db
    .insert(idempotencyKeys)
    .values(row)
    .onConflictDoUpdate({
      target: [idempotencyKeys.userId, idempotencyKeys.key],
      set: { leasedUntil: row.leasedUntil },
      setWhere: isLeft,
    })
    .returning();
  return taken ?? null;
}

export async function findKey(db: Database, userId: UserId, key: string): Promise<KeyRow | null> {
  const [row] = await db.select().from(idempotencyKeys).where(isKey(userId, key)).limit(1);
  return row ?? null;
}

/** Stores the fingerprint of a request whose body has come. Returns false when the key is another request's. */
export async function describeKey(db: Database, userId: UserId, key: string, fingerprint: string): Promise<boolean> {
  const described = await db
    .update(idempotencyKeys)
    .set({ fingerprint })
    .where(and(isKey(userId, key), inArray(idempotencyKeys.fingerprint, [pendingFingerprint, fingerprint])))
    .returning({ key: idempotencyKeys.key });
  return described.length > 0;
}

/** Stores what an attempt created. */
export async function completeKey(db: Database, userId: UserId, key: string, objectId: string): Promise<void> {
  await db.update(idempotencyKeys).set({ isDone: true, objectId }).where(isKey(userId, key));
}

/** Ends the lease of an attempt whose outcome is unknown. */
export async function abandonKey(db: Database, userId: UserId, key: string): Promise<void> {
  await db
    .update(idempotencyKeys)
    .set({ leasedUntil: new Date(0) })
    .where(isKey(userId, key));
}

/** Deletes a key under which nothing was created. */
export async function releaseKey(db: Database, userId: UserId, key: string): Promise<void> {
  await db.delete(idempotencyKeys).where(isKey(userId, key));
}

/** Deletes the keys that were first seen by a time, at most `limit` of them. Returns how many. */
export async function deleteOldKeys(db: Database, by: Date, limit: number): Promise<number> {
  const old = db
    .select({ id: sql`rowid` })
    .from(idempotencyKeys)
    .where(lte(idempotencyKeys.createdAt, by))
    .limit(limit);
  const { meta } = await db
    .delete(idempotencyKeys)
    .where(sql`rowid in ${old}`)
    .run();
  return meta.changes;
}

function isKey(userId: UserId, key: string) {
  return and(eq(idempotencyKeys.userId, userId), eq(idempotencyKeys.key, key));
}
