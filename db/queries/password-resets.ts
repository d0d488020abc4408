import { and, eq, exists, gt, isNull, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/sqlite-core";
import type { Database } from "../client";
import { mailTokens, passkeys, recoveryCodes, users } from "../schema";
import type { UserRow } from "./accounts";
import { roomsOf } from "./connections";
import type { MailTokenRow } from "./mail-tokens";
import { endingSessions, type EndedSessions } from "./sessions";

/**
 * Sets a password by a link, in one transaction: the link and all others of the person for that are used up, all sessions end and
 * recovery codes go, and the address is confirmed; where it was not, passkeys go, too. Of many at the same moment one succeeds.
 * Returns the account as it is then; null, having done nothing, when the link is not good.
 */
export async function resetByLink(
  db: Database,
  { hash, userId }: MailTokenRow,
  { passwordHash, now }: { passwordHash: string; now: Date },
): Promise<(EndedSessions & { user: UserRow }) | null> {
  const isGood = isGoodLink(db, { hash, userId }, now);
  const emailVerifiedAt = sql`coalesce(${users.emailVerifiedAt}, ${now.getTime()})`;
  const [, , ended, [user], asked, received] = await db.batch([
    db.delete(passkeys).where(and(eq(passkeys.userId, userId), isUnconfirmed(db, userId), isGood)),
    db.delete(recoveryCodes).where(and(eq(recoveryCodes.userId, userId), isGood)),
    endingSessions(db, userId, { allBut: null }, now, isGood),
    db
      .update(users)
      .set({ passwordHash, emailVerifiedAt })
      .where(and(eq(users.id, userId), isGood))
      .returning(),
    ...roomsOf(db, userId),
    endLinks(db, userId, now),
  ]);
  return user ? { user, ended: ended.map(({ id }) => id), rooms: [...asked, ...received].map(({ id }) => id) } : null;
}

/** Whether a link of a person can still be used for a new password. */
function isGoodLink(db: Database, { hash, userId }: Pick<MailTokenRow, "hash" | "userId">, now: Date) {
  const link = alias(mailTokens, "link");
  return exists(
    db
      .select({ one: sql`1` })
      .from(link)
      .where(
        and(
          eq(link.hash, hash),
          eq(link.userId, userId),
          eq(link.purpose, "reset_password"),
          isNull(link.usedAt),
          gt(link.expiresAt, now),
        ),
      ),
  );
}

/** Whether a person's address was never confirmed. */
function isUnconfirmed(db: Database, userId: MailTokenRow["userId"]) {
  return exists(
    db
      .select({ one: sql`1` })
      .from(users)
      .where(and(eq(users.id, userId), isNull(users.emailVerifiedAt))),
  );
}

/** Last, as all others ask whether the link is good. Without it, too: those who used it up used up these. */
function endLinks(db: Database, userId: MailTokenRow["userId"], now: Date) {
  return db
    .update(mailTokens)
    .set({ usedAt: now })
    .where(and(eq(mailTokens.userId, userId), eq(mailTokens.purpose, "reset_password"), isNull(mailTokens.usedAt)));
}
