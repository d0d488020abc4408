import { and, eq, exists, inArray, lte, ne, notExists, or, sql } from "drizzle-orm";
import type { UserId } from "~/contract/ids";
import type { Database } from "../client";
import { passkeyChallenges, passkeys, users } from "../schema";
import { isDeletionNotDue } from "./visibility";

export type PasskeyRow = typeof passkeys.$inferSelect;
export type Purpose = (typeof passkeyChallenges.$inferSelect)["purpose"];

export async function insertChallenge(db: Database, challenge: typeof passkeyChallenges.$inferInsert): Promise<void> {
  await db.insert(passkeyChallenges).values(challenge);
}

/** Deletes a challenge, whatever it was for: each is good once. Returns its row, or null when there is none. */
export async function takeChallenge(db: Database, challenge: string) {
  const [row] = await db.delete(passkeyChallenges).where(eq(passkeyChallenges.challenge, challenge)).returning();
  return row ?? null;
}

/** Deletes expired challenges, at most `limit`. Returns how many. */
export async function deleteOldChallenges(db: Database, now: Date, limit: number): Promise<number> {
  const { challenge, expiresAt } = passkeyChallenges;
  const old = db.select({ challenge }).from(passkeyChallenges).where(lte(expiresAt, now)).limit(limit);
  const { meta } = await db.delete(passkeyChallenges).where(inArray(challenge, old)).run();
  return meta.changes;
}

/** Returns a passkey with its owner; null when there is none, or its owner's deletion is due. */
export async function findPasskey(db: Database, id: string, now: Date) {
  const [row] = await db
    .select({ passkey: passkeys, user: users })
    .from(passkeys)
    .innerJoin(users, eq(users.id, passkeys.userId))
    .where(and(eq(passkeys.id, id), isDeletionNotDue(now)))
    .limit(1);
  return row ?? null;
}

/** Returns a person's own passkeys, in the order in which they came. There are few. */
export async function listPasskeys(db: Database, userId: UserId): Promise<PasskeyRow[]> {
  const rows = await db.select().from(passkeys).where(eq(passkeys.userId, userId));
  return rows.toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
}

/**
 * Writes an account with the passkey that leads into it, both or neither: neither when the address has an account, or
 * the key is anybody's, also of who is about to be erased.
 */
export async function insertUserWithPasskey(
  db: Database,
  user: typeof users.$inferInsert,
  passkey: PasskeyRow,
): Promise<"written" | "email_taken" | "key_taken"> {
  const [people, keys] = await db.batch([
    db.insert(users).values(user).onConflictDoNothing().returning({ id: users.id }),
    passkeyInsert(db, passkey, { max: 1 }).onConflictDoNothing().returning({ id: passkeys.id }),
    db.delete(users).where(and(eq(users.id, user.id), notExists(keysOf(db, user.id)))),
  ]);
  if (people.length === 0) return "email_taken";
  return keys.length === 0 ? "key_taken" : "written";
}

function keysOf(db: Database, userId: UserId) {
  return db.select({ id: passkeys.id }).from(passkeys).where(eq(passkeys.userId, userId));
}

/** Inserts a person's passkey, unless they have `max` already or it is somebody's; false then. */
export async function insertPasskey(db: Database, passkey: PasskeyRow, { max }: { max: number }): Promise<boolean> {
  const rows = await passkeyInsert(db, passkey, { max }).onConflictDoNothing().returning({ id: passkeys.id });
  return rows.length > 0;
}

/** Only for a person who is there: in a batch with one that was not written, the key is not written either. */
function passkeyInsert(db: Database, row: PasskeyRow, { max }: { max: number }) {
  const count = db.$count(passkeys, eq(passkeys.userId, row.userId));
  return db.insert(passkeys).select(
    db
      .select({
        id: sql`${row.id}`.as("id"),
        userId: users.id,
        publicKey: sql`${row.publicKey}`.as("public_key"),
        counter: sql`${row.counter}`.as("counter"),
        transports: sql`${JSON.stringify(row.transports)}`.as("transports"),
        name: sql`${row.name}`.as("name"),
        createdAt: sql`${row.createdAt.getTime()}`.as("created_at"),
        lastUsedAt: sql`null`.as("last_used_at"),
      })
      .from(users)
      .where(and(eq(users.id, row.userId), sql`${count} < ${max}`)),
  );
}

/**
 * Writes down that a passkey was used, with its new counter. Returns false when the counter has not grown: of two signatures
 * that come with the same one, the second is a copy's. Keys that do not count stay at 0.
 */
export async function recordUse(
  db: Database,
  id: string,
  { counter, now }: { counter: number; now: Date },
): Promise<boolean> {
  const grows = counter === 0 ? eq(passkeys.counter, 0) : sql`${passkeys.counter} < ${counter}`;
  const rows = await db
    .update(passkeys)
    .set({ counter, lastUsedAt: now })
    .where(and(eq(passkeys.id, id), grows))
    .returning({ id: passkeys.id });
  return rows.length > 0;
}

/** Deletes a person's own passkey, unless it is their last way in: there is another, or a password. */
export async function deletePasskey(db: Database, userId: UserId, id: string): Promise<boolean> {
  const another = sql`exists (select 1 from passkeys as other where other.user_id = ${userId} and other.id <> ${id})`;
  const withPassword = exists(
    db
      .select({ one: sql`1` })
      .from(users)
      .where(and(eq(users.id, userId), ne(users.passwordHash, ""))),
  );
  const rows = await db
    .delete(passkeys)
    .where(and(eq(passkeys.id, id), eq(passkeys.userId, userId), or(another, withPassword)))
    .returning({ id: passkeys.id });
  return rows.length > 0;
}
