import { and, eq, lte, sql } from "drizzle-orm";
import type { Database } from "../client";
import { idempotencyKeys } from "../schema";

export type KeyRow = typeof idempotencyKeys.$inferSelect;

/**
 * Takes a key for an attempt: a new key, or one of the same request whose attempt ended without saying how. Of several
 * that come at the same moment one gets it. Gives the row, or null when it was not to be had.
 */
export async function takeKey(db: Database, row: KeyRow): Promise<KeyRow | null> {
  const isLeft = sql`${idempotencyKeys.fingerprint} = ${row.fingerprint} and ${idempotencyKeys.isDone} = 0 and ${idempotencyKeys.leasedUntil} <= ${row.createdAt.getTime()}`;
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

export async function findKey(db: Database, userId: string, key: string): Promise<KeyRow | null> {
  const [row] = await db.select().from(idempotencyKeys).where(isKey(userId, key)).limit(1);
  return row ?? null;
}

/** Writes down what an attempt made. */
export async function finishKey(db: Database, userId: string, key: string, objectId: string): Promise<void> {
  await db.update(idempotencyKeys).set({ isDone: true, objectId }).where(isKey(userId, key));
}

/** Leaves a key to the next attempt: nobody knows what became of this one. */
export async function leaveKey(db: Database, userId: string, key: string): Promise<void> {
  await db
    .update(idempotencyKeys)
    .set({ leasedUntil: new Date(0) })
    .where(isKey(userId, key));
}

/** Forgets a key under which nothing was made. */
export async function forgetKey(db: Database, userId: string, key: string): Promise<void> {
  await db.delete(idempotencyKeys).where(isKey(userId, key));
}

/** Forgets the keys that were first seen by a time, at most `limit` of them. */
export async function forgetOldKeys(db: Database, by: Date, limit: number): Promise<void> {
  const old = db
    .select({ id: sql`rowid` })
    .from(idempotencyKeys)
    .where(lte(idempotencyKeys.createdAt, by))
    .limit(limit);
  await db.delete(idempotencyKeys).where(sql`rowid in ${old}`);
}

function isKey(userId: string, key: string) {
  return and(eq(idempotencyKeys.userId, userId), eq(idempotencyKeys.key, key));
}
