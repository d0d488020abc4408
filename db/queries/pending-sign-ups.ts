import { eq, inArray, lte } from "drizzle-orm";
import type { Database } from "../client";
import { pendingSignUps } from "../schema";

export type PendingSignUpRow = typeof pendingSignUps.$inferSelect;

export async function insertPending(db: Database, row: PendingSignUpRow): Promise<void> {
  await db.insert(pendingSignUps).values(row);
}

export async function findPending(db: Database, hash: string): Promise<PendingSignUpRow | null> {
  const [row] = await db.select().from(pendingSignUps).where(eq(pendingSignUps.hash, hash)).limit(1);
  return row ?? null;
}

/** Deletes all that wait for an address. */
export async function deletePendingOf(db: Database, email: string): Promise<void> {
  await db.delete(pendingSignUps).where(eq(pendingSignUps.email, email));
}

/** Deletes at most `limit` whose link expired. Returns how many. */
export async function deleteOldPending(db: Database, now: Date, limit: number): Promise<number> {
  const { hash, expiresAt } = pendingSignUps;
  const old = db.select({ hash }).from(pendingSignUps).where(lte(expiresAt, now)).limit(limit);
  const { meta } = await db.delete(pendingSignUps).where(inArray(hash, old)).run();
  return meta.changes;
}
