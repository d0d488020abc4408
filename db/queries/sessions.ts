import { and, desc, eq, gt, inArray, isNull, lte, ne, notExists, sql, type SQL } from "drizzle-orm";
import type { ConnectionId, SessionId, UserId } from "~/contract/ids";
import type { Database } from "../client";
import { roomsOf } from "./connections";
import { isBelow } from "./page";
import { refreshTokens, sessions, users } from "../schema";
import { isDeletionNotDue } from "./visibility";

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

/** A person and the live session they are in. */
export type FoundSession = Awaited<ReturnType<typeof findBySession>> & object;

const found = { user: users, sessionId: sessions.id, createdAt: sessions.createdAt, lastUsedAt: sessions.lastUsedAt };

/** Returns the person and session behind a secret that is current, while the session lives; null otherwise. */
export async function findBySecret(db: Database, secretHash: string, now: Date) {
  const [row] = await db
    .select(found)
    .from(refreshTokens)
    .innerJoin(sessions, eq(sessions.id, refreshTokens.sessionId))
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(refreshTokens.hash, secretHash), isNull(refreshTokens.replacedAt), isLive(now), isActiveUser(now)))
    .limit(1);
  return row ?? null;
}

/** Returns the person behind a session, while it lives; null otherwise. */
export async function findBySession(db: Database, session: { id: SessionId; userId: UserId }, now: Date) {
  const [row] = await db
    .select(found)
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(sessions.id, session.id), eq(sessions.userId, session.userId), isLive(now), isActiveUser(now)))
    .limit(1);
  return row ?? null;
}

/** Stores when a session was last used. */
export async function touchSession(db: Database, sessionId: SessionId, now: Date): Promise<void> {
  await db.update(sessions).set({ lastUsedAt: now }).where(eq(sessions.id, sessionId));
}

/** Returns a person's live sessions below an id, newest first. */
export async function listSessions(
  db: Database,
  userId: UserId,
  page: { before: string | null; limit: number; now: Date },
) {
  const below = isBelow(sessions.id, page.before);
  return db
    .select()
    .from(sessions)
    .where(and(eq(sessions.userId, userId), isLive(page.now), below))
    .orderBy(desc(sessions.id))
    .limit(page.limit);
}

/** Returns a secret's row, current or replaced, of a live session or not; null when it is unknown. */
export async function findSecret(db: Database, secretHash: string) {
  const [row] = await db.select().from(refreshTokens).where(eq(refreshTokens.hash, secretHash)).limit(1);
  return row ?? null;
}

/** Replaces a current secret by the next, in one transaction. Returns false when it was already: of many that race, one wins. */
export async function replaceSecret(
  db: Database,
  secretHash: string,
  { hash, now }: { hash: string; now: Date },
): Promise<boolean> {
  const isCurrent = and(eq(refreshTokens.hash, secretHash), isNull(refreshTokens.replacedAt));
  const successor = {
    hash: sql`${hash}`.as("hash"),
    sessionId: refreshTokens.sessionId,
    issuedAt: sql`${now.getTime()}`.as("issued_at"),
    replacedAt: sql`null`.as("replaced_at"),
  };
  const [, replaced] = await db.batch([
    db.insert(refreshTokens).select(db.select(successor).from(refreshTokens).where(isCurrent)),
    db.update(refreshTokens).set({ replacedAt: now }).where(isCurrent).returning({ hash: refreshTokens.hash }),
  ]);
  return replaced.length > 0;
}

/** Ends a session: its secrets and tokens are worthless from now on. Returns its user; null when it had ended. */
export async function endSession(db: Database, sessionId: SessionId, now: Date): Promise<UserId | null> {
  const [row] = await db
    .update(sessions)
    .set({ endedAt: now })
    .where(and(eq(sessions.id, sessionId), isNull(sessions.endedAt)))
    .returning({ userId: sessions.userId });
  return row?.userId ?? null;
}

/** Which of a person's sessions: the one that is named, all but one, or all. */
export type ChosenSessions = { only: SessionId } | { allBut: SessionId | null };

/** Sessions that ended, and the rooms where a socket of theirs may be open. */
export interface EndedSessions {
  ended: SessionId[];
  rooms: ConnectionId[];
}

/** Ends sessions of a person. Returns those that had not ended, with the person's rooms. */
export async function endSessionsOf(
  db: Database,
  userId: UserId,
  which: ChosenSessions,
  now: Date,
): Promise<EndedSessions> {
  const [ended, asked, received] = await db.batch([endingSessions(db, userId, which, now), ...roomsOf(db, userId)]);
  return { ended: ended.map(({ id }) => id), rooms: [...asked, ...received].map(({ id }) => id) };
}

/** A statement: ends sessions of a person, while a condition holds, and returns those that had not ended. */
export function endingSessions(db: Database, userId: UserId, which: ChosenSessions, now: Date, condition?: SQL) {
  const chosen =
    "only" in which ? eq(sessions.id, which.only) : which.allBut === null ? undefined : ne(sessions.id, which.allBut);
  return db
    .update(sessions)
    .set({ endedAt: now })
    .where(and(eq(sessions.userId, userId), isLive(now), chosen, condition))
    .returning({ id: sessions.id });
}

/** Deletes secrets of sessions that were over by a time, at most `limit`. Returns how many. */
export async function deleteOldSecrets(db: Database, overBy: Date, limit: number): Promise<number> {
  const old = db
    .select({ hash: refreshTokens.hash })
    .from(sessions)
    .innerJoin(refreshTokens, eq(refreshTokens.sessionId, sessions.id))
    .where(lte(overAt, overBy.getTime()))
    .limit(limit);
  const { meta } = await db.delete(refreshTokens).where(inArray(refreshTokens.hash, old)).run();
  return meta.changes;
}

/** Deletes sessions that were over by a time and whose secrets are gone, at most `limit`. Returns how many. */
export async function deleteOldSessions(db: Database, overBy: Date, limit: number): Promise<number> {
  const secrets = db
    .select({ one: sql`1` })
    .from(refreshTokens)
    .where(eq(refreshTokens.sessionId, sessions.id));
  const old = db
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(lte(overAt, overBy.getTime()), notExists(secrets)))
    .limit(limit);
  const { meta } = await db.delete(sessions).where(inArray(sessions.id, old)).run();
  return meta.changes;
}

/** When a session ended or expires: in the words of the index `sessions_over`. */
const overAt = sql`case when ${sessions.endedAt} is null then ${sessions.expiresAt} else ${sessions.endedAt} end`;

function isLive(now: Date) {
  return and(isNull(sessions.endedAt), gt(sessions.expiresAt, now));
}

/** A WHERE on `users`: neither deleted nor suspended. */
function isActiveUser(now: Date) {
  return and(isDeletionNotDue(now), isNull(users.suspendedAt));
}
