import { and, asc, eq, exists, gt, inArray, isNotNull, isNull, lte, notExists, or, sql } from "drizzle-orm";
import type { ConnectionId, UserId } from "~/contract/ids";
import type { Database } from "../client";
import {
  chatMembers,
  connections,
  mailStops,
  messages,
  passkeyChallenges,
  pendingSignUps,
  rateLimits,
  storyImages,
  users,
} from "../schema";
import type { UserRow } from "./accounts";
import { anonymizeReports } from "./reports";

/** The rows of a D1 batch: they happen together or not at all. */
type Statements = Parameters<Database["batch"]>[0];

/** Schedules the deletion of an account, unless it is scheduled, and closes its conversations. Returns the row as it is then. */
export async function scheduleDeletion(db: Database, id: UserId, leavingAt: Date): Promise<UserRow | null> {
  const change = db.update(users).set({ leavingAt });
  return changeAndRead(db, id, change.where(and(eq(users.id, id), isNull(users.leavingAt))));
}

/** Cancels a scheduled deletion that is not due, and opens the conversations again. Returns the row as it is then. */
export async function cancelDeletion(db: Database, id: UserId, now: Date): Promise<UserRow | null> {
  const change = db.update(users).set({ leavingAt: null });
  return changeAndRead(db, id, change.where(and(eq(users.id, id), gt(users.leavingAt, now))));
}

async function changeAndRead(db: Database, id: UserId, change: Statements[number]): Promise<UserRow | null> {
  const [, , [row]] = await db.batch([
    change,
    markClosed(db, id),
    db.select().from(users).where(eq(users.id, id)).limit(1),
  ]);
  return row ?? null;
}

/** A conversation is closed while the deletion of either account is scheduled: one that is cancelled does not open it alone. */
function markClosed(db: Database, userId: UserId) {
  const theirs = [connections.askerId, connections.authorId].map((column) =>
    inArray(chatMembers.connectionId, db.select({ id: connections.id }).from(connections).where(eq(column, userId))),
  );
  const scheduled = db
    .select({ one: sql`1` })
    .from(connections)
    .innerJoin(users, or(eq(users.id, connections.askerId), eq(users.id, connections.authorId)))
    .where(and(eq(connections.id, chatMembers.connectionId), isNotNull(users.leavingAt)));
  return db
    .update(chatMembers)
    .set({ isClosed: sql`${exists(scheduled)}` })
    .where(or(...theirs));
}

/** Returns the accounts whose deletion is due, the longest due first. */
export async function listDueDeletions(db: Database, now: Date, limit: number): Promise<UserRow[]> {
  return db.select().from(users).where(lte(users.leavingAt, now)).orderBy(asc(users.leavingAt)).limit(limit);
}

/** Returns the connections and requests of a person, however they ended. */
export async function listAllConnections(db: Database, userId: UserId, limit: number) {
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

/** Deletes messages of a conversation, at most `limit`. Returns how many it deleted. */
export async function deleteMessages(db: Database, connectionId: ConnectionId, limit: number): Promise<number> {
  const seqs = db.select({ seq: messages.seq }).from(messages).where(eq(messages.connectionId, connectionId));
  const chosen = and(eq(messages.connectionId, connectionId), inArray(messages.seq, seqs.limit(limit)));
  const { meta } = await db.delete(messages).where(chosen).run();
  return meta.changes;
}

/** Deletes a connection with its members' rows, reveals and remaining messages. */
export async function deleteConnection(db: Database, id: ConnectionId): Promise<void> {
  await db.delete(connections).where(eq(connections.id, id));
}

/**
 * Deletes a person's row, and with it all that refers to it, unless a photo or a connection is left: a photo that came
 * in at the last moment would leave its objects behind. Returns false when one is.
 */
export async function deleteUser(db: Database, id: UserId, rateKeys: string[]): Promise<boolean> {
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
  const own = db.select({ email: users.email }).from(users).where(eq(users.id, id));
  const [, , , , , , deleted] = await db.batch([
    db.delete(pendingSignUps).where(inArray(pendingSignUps.email, own)),
    db.delete(mailStops).where(inArray(mailStops.email, own)),
    ...anonymizeReports(db, id),
    db.delete(passkeyChallenges).where(eq(passkeyChallenges.userId, id)),
    db.delete(rateLimits).where(inArray(rateLimits.key, rateKeys)),
    db
      .delete(users)
      .where(and(eq(users.id, id), notExists(photos), ...left.map((rows) => notExists(rows))))
      .returning({ id: users.id }),
  ]);
  return deleted.length > 0;
}
