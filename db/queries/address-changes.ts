import { and, eq, gt, gte, inArray, isNull, ne, notExists, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/sqlite-core";
import type { UserId } from "~/contract/ids";
import type { Database } from "../client";
import { mailTokens, users } from "../schema";
import { insertWhere } from "./insert-where";

/** Returns whether an account may go back to an address: for that time nobody else may take it. */
export async function isAddressKept(db: Database, email: string, now: Date): Promise<boolean> {
  const [row] = await db
    .select({ one: sql`1` })
    .from(mailTokens)
    .where(
      and(
        eq(mailTokens.email, email),
        sql`${mailTokens.purpose} = 'undo_email' and ${mailTokens.usedAt} is null`,
        gt(mailTokens.expiresAt, now),
      ),
    )
    .limit(1);
  return row !== undefined;
}

interface AddressChange {
  userId: UserId;
  from: string;
  to: string;
  /** By which the change is undone. */
  undoHash: string;
  undoExpiresAt: Date;
  now: Date;
}

/**
 * Writes another address into an account, with the link that undoes it, both or neither. Links to the address before are used up, but for
 * those that undo. Returns false when the address is another account's, or the account's is no longer `from`.
 */
export async function changeAddress(db: Database, change: AddressChange): Promise<boolean> {
  const { userId, from, to, undoHash, undoExpiresAt, now } = change;
  const link = { hash: undoHash, userId, email: from, purpose: "undo_email", createdAt: now } as const;
  const [, changed] = await db.batch([
    insertWhere(
      db,
      mailTokens,
      { ...link, expiresAt: undoExpiresAt },
      sql`from users where users.id = ${userId} and users.email = ${from} and not exists (select 1 from users as other where other.email = ${to})`,
    ),
    moveAddress(db, { userId, to, now }, eq(users.email, from)).returning({ id: users.id }),
    endLinks(db, userId, now),
  ]);
  return changed.length > 0;
}

/**
 * Restores the address that an account had before. The links of this change and of later ones are used up: who made them may not be the
 * person; an earlier one stays. Returns false when the address is another account's.
 */
export async function restoreAddress(
  db: Database,
  { userId, email, createdAt, now }: { userId: UserId; email: string; createdAt: Date; now: Date },
): Promise<boolean> {
  const [restored] = await db.batch([
    moveAddress(db, { userId, to: email, now }, undefined).returning({ id: users.id }),
    endLinks(db, userId, now),
    db
      .update(mailTokens)
      .set({ usedAt: now })
      .where(
        and(
          eq(mailTokens.userId, userId),
          eq(mailTokens.purpose, "undo_email"),
          gte(mailTokens.createdAt, createdAt),
          isNull(mailTokens.usedAt),
        ),
      ),
  ]);
  return restored.length > 0;
}

function moveAddress(
  db: Database,
  { userId, to, now }: { userId: UserId; to: string; now: Date },
  when: ReturnType<typeof eq> | undefined,
) {
  const other = alias(users, "other");
  const taken = db
    .select({ one: sql`1` })
    .from(other)
    .where(and(eq(other.email, to), ne(other.id, userId)));
  return db
    .update(users)
    .set({ email: to, emailVerifiedAt: now })
    .where(and(eq(users.id, userId), when, notExists(taken)));
}

/** All but those that undo a change: they were sent to an address that may not be the person's. */
function endLinks(db: Database, userId: UserId, now: Date) {
  return db
    .update(mailTokens)
    .set({ usedAt: now })
    .where(
      and(
        eq(mailTokens.userId, userId),
        inArray(mailTokens.purpose, ["reset_password", "verify_email", "change_email"]),
        isNull(mailTokens.usedAt),
      ),
    );
}
