import { and, eq, gt, isNull } from "drizzle-orm";
import type { Database } from "../client";
import { refreshTokens, sessions, users } from "../schema";

export type UserRow = typeof users.$inferSelect;

/** Writes an account; false when the address has one. */
export async function insertUser(db: Database, user: typeof users.$inferInsert): Promise<boolean> {
  const rows = await db.insert(users).values(user).onConflictDoNothing().returning({ id: users.id });
  return rows.length > 0;
}

export async function findUserByEmail(db: Database, email: string): Promise<UserRow | null> {
  const [row] = await db.select().from(users).where(eq(users.email, email)).limit(1);
  return row ?? null;
}

/** Opens a session with its first secret, in one transaction. */
export async function insertSession(
  db: Database,
  session: typeof sessions.$inferInsert,
  secretHash: string,
): Promise<void> {
  await db.batch([
    db.insert(sessions).values(session),
    db.insert(refreshTokens).values({ hash: secretHash, sessionId: session.id, issuedAt: session.createdAt }),
  ]);
}

/** The person and session behind a secret that is current, while the session lives; null otherwise. */
export async function findBySecret(db: Database, secretHash: string, now: Date) {
  const [row] = await db
    .select({ user: users, sessionId: sessions.id })
    .from(refreshTokens)
    .innerJoin(sessions, eq(sessions.id, refreshTokens.sessionId))
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(refreshTokens.hash, secretHash), isNull(refreshTokens.replacedAt), isLive(now)))
    .limit(1);
  return row ?? null;
}

/** The person behind a session, while it lives; null otherwise. */
export async function findBySession(db: Database, session: { id: string; userId: string }, now: Date) {
  const [row] = await db
    .select({ user: users, sessionId: sessions.id })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(sessions.id, session.id), eq(sessions.userId, session.userId), isLive(now)))
    .limit(1);
  return row ?? null;
}

/** What is known of a secret, current or replaced, of a live session or not. */
export async function findSecret(db: Database, secretHash: string) {
  const [row] = await db.select().from(refreshTokens).where(eq(refreshTokens.hash, secretHash)).limit(1);
  return row ?? null;
}

/** Marks a secret as replaced; false when it was already: of two that race, one wins. */
export async function replaceSecret(db: Database, secretHash: string, now: Date): Promise<boolean> {
  const rows = await db
    .update(refreshTokens)
    .set({ replacedAt: now })
    .where(and(eq(refreshTokens.hash, secretHash), isNull(refreshTokens.replacedAt)))
    .returning({ hash: refreshTokens.hash });
  return rows.length > 0;
}

export async function insertSecret(db: Database, secret: typeof refreshTokens.$inferInsert): Promise<void> {
  await db.insert(refreshTokens).values(secret);
}

/** Ends a session: its secrets and tokens open nothing from now on. */
export async function endSession(db: Database, sessionId: string, now: Date): Promise<void> {
  await db
    .update(sessions)
    .set({ endedAt: now })
    .where(and(eq(sessions.id, sessionId), isNull(sessions.endedAt)));
}

function isLive(now: Date) {
  return and(isNull(sessions.endedAt), gt(sessions.expiresAt, now));
}
