import { and, eq } from "drizzle-orm";
import type { UserId } from "~/contract/ids";
import type { Database } from "../client";
import { recoveryCodes } from "../schema";

/** Writes a person's codes in place of those that they had. */
export async function replaceCodes(db: Database, userId: UserId, hashes: string[], createdAt: Date): Promise<void> {
  await db.batch([
    db.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId)),
    db.insert(recoveryCodes).values(hashes.map((hash) => ({ hash, userId, createdAt }))),
  ]);
}

/** Deletes a code: of many at the same moment one succeeds. Returns whether it was there. */
export async function takeCode(db: Database, userId: UserId, hash: string): Promise<boolean> {
  const rows = await db
    .delete(recoveryCodes)
    .where(and(eq(recoveryCodes.hash, hash), eq(recoveryCodes.userId, userId)))
    .returning({ hash: recoveryCodes.hash });
  return rows.length > 0;
}

/** Returns when the codes were made that a person has left. There are few. */
export async function listCodes(db: Database, userId: UserId): Promise<{ createdAt: Date }[]> {
  return db.select({ createdAt: recoveryCodes.createdAt }).from(recoveryCodes).where(eq(recoveryCodes.userId, userId));
}

export async function deleteCodes(db: Database, userId: UserId): Promise<void> {
  await db.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
}
