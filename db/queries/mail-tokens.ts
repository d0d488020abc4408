import { and, eq, exists, gt, inArray, isNull, lte, sql } from "drizzle-orm";
import type { UserId } from "~/contract/ids";
import type { Database } from "../client";
import { mailTokens, users } from "../schema";

export type MailTokenRow = typeof mailTokens.$inferSelect;
export type MailPurpose = MailTokenRow["purpose"];

export async function insertToken(db: Database, token: typeof mailTokens.$inferInsert): Promise<void> {
  await db.insert(mailTokens).values(token);
}

/** Returns a token of a purpose; null for any other. */
export async function findToken(db: Database, hash: string, purpose: MailPurpose): Promise<MailTokenRow | null> {
  const [row] = await db
    .select()
    .from(mailTokens)
    .where(and(eq(mailTokens.hash, hash), eq(mailTokens.purpose, purpose)))
    .limit(1);
  return row ?? null;
}

/** Uses up a token: of many at the same moment one succeeds. Returns whose it is, or null when it is not good. */
export async function takeToken(
  db: Database,
  hash: string,
  { purpose, now }: { purpose: MailPurpose; now: Date },
): Promise<UserId | null> {
  const { hash: own, expiresAt, usedAt } = mailTokens;
  const [row] = await db
    .update(mailTokens)
    .set({ usedAt: now })
    .where(and(eq(own, hash), eq(mailTokens.purpose, purpose), isNull(usedAt), gt(expiresAt, now)))
    .returning({ userId: mailTokens.userId });
  return row?.userId ?? null;
}

/**
 * Uses up the link of a confirmation, and marks the address of its account as confirmed if that is still the one that the link
 * was sent to. Returns whether it is.
 */
export async function verifyAddress(db: Database, hash: string, now: Date): Promise<boolean> {
  const link = and(eq(mailTokens.hash, hash), eq(mailTokens.purpose, "verify_email"), gt(mailTokens.expiresAt, now));
  const isSame = and(eq(mailTokens.userId, users.id), eq(mailTokens.email, users.email), isNull(mailTokens.usedAt));
  const good = db
    .select({ one: sql`1` })
    .from(mailTokens)
    .where(and(link, isSame));
  const owner = db.select({ id: mailTokens.userId }).from(mailTokens).where(eq(mailTokens.hash, hash));
  const [verified] = await db.batch([
    db
      .update(users)
      .set({ emailVerifiedAt: now })
      .where(and(inArray(users.id, owner), exists(good)))
      .returning({ id: users.id }),
    db
      .update(mailTokens)
      .set({ usedAt: now })
      .where(and(link, isNull(mailTokens.usedAt))),
  ]);
  return verified.length > 0;
}

/** Deletes at most `limit` tokens that expired before a time. Returns how many. */
export async function deleteOldTokens(db: Database, expiredBefore: Date, limit: number): Promise<number> {
  const { hash, expiresAt } = mailTokens;
  const old = db.select({ hash }).from(mailTokens).where(lte(expiresAt, expiredBefore)).limit(limit);
  const { meta } = await db.delete(mailTokens).where(inArray(hash, old)).run();
  return meta.changes;
}
