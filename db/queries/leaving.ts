import { and, asc, eq, exists, gt, inArray, isNotNull, isNull, lte, notExists, or, sql, type SQL } from "drizzle-orm";
import type { AnySQLiteColumn } from "drizzle-orm/sqlite-core";
import type { Database } from "../client";
import { chatMembers, connections, messages, passkeyChallenges, rateLimits, storyImages, users } from "../schema";
import type { UserRow } from "./accounts";
import { forgetInReports } from "./reports";

/** Writes down when a person leaves, unless it is, and closes their conversations. Gives their row as it is then. */
export async function markLeaving(db: Database, id: string, leavingAt: Date): Promise<UserRow | null> {
  const change = db.update(users).set({ leavingAt });
  await db.batch([change.where(and(eq(users.id, id), isNull(users.leavingAt))), markClosed(db, id)]);
  return findRow(db, id);
}

/** Forgets that a person leaves, while it is not time yet, and opens their conversations. Gives their row as it is then. */
export async function markKept(db: Database, id: string, now: Date): Promise<UserRow | null> {
  const change = db.update(users).set({ leavingAt: null });
  await db.batch([change.where(and(eq(users.id, id), gt(users.leavingAt, now))), markClosed(db, id)]);
  return findRow(db, id);
}

async function findRow(db: Database, id: string): Promise<UserRow | null> {
  const [row] = await db.select().from(users).where(eq(users.id, id)).limit(1);
  return row ?? null;
}

/** A conversation is closed while either of the two is about to leave: when both are, one who stays does not open it. */
function markClosed(db: Database, userId: string) {
  const theirs = [connections.askerId, connections.authorId].map((column) =>
    inArray(chatMembers.connectionId, db.select({ id: connections.id }).from(connections).where(eq(column, userId))),
  );
  const leaver = db
    .select({ one: sql`1` })
    .from(connections)
    .innerJoin(users, or(eq(users.id, connections.askerId), eq(users.id, connections.authorId)))
    .where(and(eq(connections.id, chatMembers.connectionId), isNotNull(users.leavingAt)));
  return db
    .update(chatMembers)
    .set({ isClosed: sql`${exists(leaver)}` })
    .where(or(...theirs));
}

/** A WHERE: the person is not about to leave. */
export function isStaying(db: Database, personColumn: AnySQLiteColumn): SQL {
  return notExists(
    db
      .select({ one: sql`1` })
      .from(users)
      .where(and(eq(users.id, personColumn), isNotNull(users.leavingAt))),
  );
}

/** A WHERE on users: their time to leave, if they have one, has not come. */
export function isStillHere(now: Date): SQL | undefined {
  return or(isNull(users.leavingAt), gt(users.leavingAt, now));
}

/** People whose time has come, longest due first. */
export async function listLeavers(db: Database, now: Date, limit: number): Promise<UserRow[]> {
  return db.select().from(users).where(lte(users.leavingAt, now)).orderBy(asc(users.leavingAt)).limit(limit);
}

/** Connections and asks of a person, however they ended. */
export async function listAllConnections(db: Database, userId: string, limit: number) {
  const [asked, received] = await Promise.all(
    [connections.askerId, connections.authorId].map((column) =>
      db
        .select({ id: connections.id, status: connections.status })
        .from(connections)
        .where(eq(column, userId))
        .limit(limit),
    ),
  );
  return [...(asked ?? []), ...(received ?? [])].slice(0, limit);
}

/** Deletes messages of a conversation, at most so many. Gives how many there were. */
export async function deleteMessages(db: Database, connectionId: string, limit: number): Promise<number> {
  const seqs = db.select({ seq: messages.seq }).from(messages).where(eq(messages.connectionId, connectionId));
  const chosen = and(eq(messages.connectionId, connectionId), inArray(messages.seq, seqs.limit(limit)));
  const { meta } = await db.delete(messages).where(chosen).run();
  return meta.changes;
}

/** Deletes a connection, and what hangs on it: the members' places, reveals, and messages that are left. */
export async function deleteConnection(db: Database, id: string): Promise<void> {
  await db.delete(connections).where(eq(connections.id, id));
}

/**
 * Deletes a person's row, and with it all that refers to it, unless a photo or a connection is left: a photo that came
 * in at the last moment would leave its objects behind. False when one is.
 */
export async function deleteUser(db: Database, id: string, rateKeys: string[]): Promise<boolean> {
  const photos = db
    .select({ one: sql`1` })
    .from(storyImages)
    .where(eq(storyImages.ownerId, id));
  const left = [connections.askerId, connections.authorId].map((column) =>
    db
      .select({ one: sql`1` })
      .from(connections)
      .where(eq(column, id)),
  );
  const [, , , , deleted] = await db.batch([
    ...forgetInReports(db, id),
    db.delete(passkeyChallenges).where(eq(passkeyChallenges.userId, id)),
    db.delete(rateLimits).where(inArray(rateLimits.key, rateKeys)),
    db
      .delete(users)
      .where(and(eq(users.id, id), notExists(photos), ...left.map((rows) => notExists(rows))))
      .returning({ id: users.id }),
  ]);
  return deleted.length > 0;
}
