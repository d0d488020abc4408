import {
  and,
  count,
  desc,
  eq,
  exists,
  gt,
  inArray,
  isNotNull,
  isNull,
  lte,
  ne,
  notExists,
  or,
  sql,
  type SQL,
  type SQLWrapper,
} from "drizzle-orm";
import type { ConnectionId, PhotoId, StoryId, UserId } from "~/contract/ids";
import type { RevealTerms, ViewKey } from "~/contract/reveal";
import { alias, type AnySQLiteColumn } from "drizzle-orm/sqlite-core";
import type { Database } from "../client";
import { isBelow } from "./page";
import { blocks, chatMembers, connections, reveals, stories, storyImages, users } from "../schema";
import { hasNoScheduledDeletion, isMember, isNotGone, isShownToAll } from "./visibility";

/** A connection with the names around it, as one of its two people reads it. */
export type ConnectionRow = Awaited<ReturnType<typeof findConnection>> & object;

const asker = alias(users, "asker");
const author = alias(users, "author");

/** A time that may be missing, to be read by another name. */
const timeIn = (column: AnySQLiteColumn) => sql`${column}`.mapWith((value: number): Date | null => new Date(value));

/** Each by a name of its own: D1 returns the rows of a batch as objects, in which two of one name would be one. */
const columns = {
  id: connections.id,
  status: connections.status,
  note: connections.note,
  askerId: connections.askerId,
  authorId: connections.authorId,
  askerName: sql<string>`${asker.displayName}`.as("asker_name"),
  authorName: sql<string>`${author.displayName}`.as("author_name"),
  askerLeavingAt: timeIn(asker.leavingAt).as("asker_leaving_at"),
  authorLeavingAt: timeIn(author.leavingAt).as("author_leaving_at"),
  askerShowsLastSeen: sql<number>`${asker.showsLastSeen}`.as("asker_shows_last_seen"),
  authorShowsLastSeen: sql<number>`${author.showsLastSeen}`.as("author_shows_last_seen"),
  storyId: connections.storyId,
  storyTitle: stories.title,
  unread: chatMembers.unread,
  blockedAt: timeIn(blocks.createdAt).as("blocked_at"),
  createdAt: connections.createdAt,
  updatedAt: connections.updatedAt,
};

/** Returns the viewer's connection by id; null when it is not theirs, or it is a request and the other account is scheduled for deletion. */
export async function findConnection(db: Database, viewerId: UserId, id: ConnectionId) {
  const [row] = await connectionsOf(db, viewerId, isOwn(viewerId, id)).limit(1);
  return row ?? null;
}

/** A photo revealed in a connection, with its owner. */
export type RevealRow = Awaited<ReturnType<typeof revealsIn>>[number];

/** Connections as the viewer reads them, and the photos revealed in those that are accepted. */
interface WithReveals {
  rows: ConnectionRow[];
  revealed: RevealRow[];
}

/** Returns what `findConnection` does, with its reveals, in one round trip. */
export async function findConnectionWithReveals(
  db: Database,
  viewerId: UserId,
  id: ConnectionId,
): Promise<WithReveals> {
  return readOne(db, viewerId, isOwn(viewerId, id));
}

/** Another person, or whoever wrote a story. */
export type OtherPerson = UserId | { authorOf: StoryId };

/** Returns the ask or connection that the viewer has with a person, else their last ask of them, however it ended, with its reveals. */
export async function findLatestBetween(db: Database, viewerId: UserId, other: OtherPerson): Promise<WithReveals> {
  const otherId = typeof other === "string" ? sql`${other}` : authorOf(other.authorOf);
  const key = pairKeyOf(viewerId, otherId);
  const live = db.select({ id: connections.id }).from(connections).where(isPairOf(key)).limit(1);
  const last = db
    .select({ id: connections.id })
    .from(connections)
    .where(and(eq(connections.askerId, viewerId), sql`${connections.authorId} = ${otherId}`))
    .orderBy(desc(connections.id))
    .limit(1);
  return readOne(db, viewerId, sql`${connections.id} = coalesce(${live}, ${last})`);
}

async function readOne(db: Database, viewerId: UserId, where: SQL | undefined): Promise<WithReveals> {
  const [rows, revealed] = await db.batch(readingOne(db, viewerId, where));
  return { rows, revealed };
}

function readingOne(db: Database, viewerId: UserId, where: SQL | undefined) {
  const found = connectionsOf(db, viewerId, where).limit(1);
  return [found, revealsIn(db, found)] as const;
}

/** The statements of a D1 batch: they happen together or not at all. */
type Statements = Parameters<Database["batch"]>[0];

/**
 * Makes changes and returns the viewer's connection as it is then, in one transaction. `isChanged`: whether the last of the
 * changes returned a row.
 */
export async function changeAndRead(
  db: Database,
  viewerId: UserId,
  id: ConnectionId,
  changes: readonly Statements[number][],
): Promise<WithReveals & { isChanged: boolean }> {
  const batch = [...changes, ...readingOne(db, viewerId, isOwn(viewerId, id))] as const;
  const results: readonly unknown[] = await db.batch(batch as unknown as Statements); // two of them at least
  const [rows, revealed] = results.slice(changes.length) as [ConnectionRow[], RevealRow[]]; // of the two that read
  const last = results[changes.length - 1];
  return { rows, revealed, isChanged: Array.isArray(last) && last.length > 0 };
}

function isOwn(viewerId: UserId, id: ConnectionId): SQL | undefined {
  return and(eq(connections.id, id), isMember(viewerId));
}

/** Returns the viewer's newest connections below an id, as asker and as author: each reads its own rows by index. */
export async function listConnections(
  db: Database,
  viewerId: UserId,
  page: { before: string | null; limit: number },
): Promise<WithReveals> {
  const below = isBelow(connections.id, page.before);
  const newest = (where: SQL | undefined) =>
    connectionsOf(db, viewerId, and(where, below)).orderBy(desc(connections.id)).limit(page.limit);
  const asked = newest(and(eq(connections.askerId, viewerId), ne(connections.status, "withdrawn")));
  const received = newest(and(eq(connections.authorId, viewerId), inArray(connections.status, ["asked", "accepted"])));
  const [asAsker, asAuthor, revealedToAsker, revealedToAuthor] = await db.batch([
    asked,
    received,
    revealsIn(db, asked),
    revealsIn(db, received),
  ]);
  const rows = [...asAsker, ...asAuthor].sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, page.limit);
  return { rows, revealed: [...revealedToAsker, ...revealedToAuthor] };
}

/** The facts that decide about a request to connect. */
export interface AskState {
  /** The story's author; null when the viewer may not see it. */
  authorId: UserId | null;
  /** The request or connection that the two have, whoever asked. */
  live: AskRow | null;
  /** The viewer's last request to the author, however it ended, and the author's to the viewer. */
  lastSent: AskRow | null;
  lastReceived: AskRow | null;
  /** The viewer's requests, newer than `since`, that wait for an answer or were declined in silence. */
  open: number;
}

export type AskRow = typeof connections.$inferSelect;

/** Returns what decides about a request to a story's author, in one round trip. */
export async function findAskState(
  db: Database,
  viewerId: UserId,
  { storyId, since }: { storyId: StoryId; since: Date },
): Promise<AskState> {
  const otherId = authorOf(storyId);
  const isOpen = inArray(connections.status, ["asked", "declined"]);
  const [[story], [live], [lastSent], [lastReceived], [open]] = await db.batch([
    visibleAuthor(db, viewerId, storyId),
    db
      .select()
      .from(connections)
      .where(isPairOf(pairKeyOf(viewerId, otherId)))
      .limit(1),
    lastAsk(db, sql`${viewerId}`, otherId),
    lastAsk(db, otherId, sql`${viewerId}`),
    db
      .select({ n: count() })
      .from(connections)
      .where(and(eq(connections.askerId, viewerId), isOpen, gt(connections.createdAt, since))),
  ]);
  return {
    authorId: story?.authorId ?? null,
    live: live ?? null,
    lastSent: lastSent ?? null,
    lastReceived: lastReceived ?? null,
    open: open?.n ?? 0,
  };
}

/** The author of a story, as one row; none when the viewer may not see it. */
function visibleAuthor(db: Database, viewerId: UserId, storyId: StoryId) {
  return db
    .select({ authorId: stories.authorId })
    .from(stories)
    .innerJoin(users, eq(users.id, stories.authorId))
    .where(and(eq(stories.id, storyId), isShownToAll(), notBlockedBetween(db, stories.authorId, viewerId)))
    .limit(1);
}

/** The last request of one person to another, however it ended. */
function lastAsk(db: Database, askerId: SQL, authorId: SQL) {
  return db
    .select()
    .from(connections)
    .where(and(sql`${connections.askerId} = ${askerId}`, sql`${connections.authorId} = ${authorId}`))
    .orderBy(desc(connections.id))
    .limit(1);
}

const authorOf = (storyId: StoryId) =>
  sql`(select ${stories.authorId} from ${stories} where ${stories.id} = ${storyId})`;

/** The two ids, the lower first. */
function pairKeyOf(viewerId: UserId, otherId: SQL): SQL {
  return sql`case when ${viewerId} < ${otherId} then ${viewerId} || ${otherId} else ${otherId} || ${viewerId} end`;
}

/** Returns how many requests to a person, newer than `since`, wait for their answer; none from accounts scheduled for deletion, or that they block. */
export async function countWaitingAsks(db: Database, authorId: UserId, since: Date) {
  const [row] = await db
    .select({ n: count() })
    .from(connections)
    .where(
      and(
        eq(connections.authorId, authorId),
        sql`${connections.status} = 'asked'`, // the words of the index `connections_waiting`
        gt(connections.createdAt, since),
        hasNoScheduledDeletion(db, connections.askerId),
        notBlockedBy(db, authorId, connections.askerId),
      ),
    );
  return row?.n ?? 0;
}

/** A statement: inserts an ask, and returns it, unless the two already have one or a connection. */
export function insertAsk(db: Database, ask: typeof connections.$inferInsert) {
  return db.insert(connections).values(ask).onConflictDoNothing().returning({ id: connections.id });
}

type Status = AskRow["status"];

/** A statement: moves a connection from one status to another, and returns it, if it is in the first: of two that race, one wins. */
export function moveConnection(db: Database, id: ConnectionId, change: { from: Status; to: Status; now: Date }) {
  return db
    .update(connections)
    .set({ status: change.to, updatedAt: change.now })
    .where(and(eq(connections.id, id), eq(connections.status, change.from)))
    .returning({ id: connections.id });
}

/** A statement: lets a request between two people expire that was sent at or before `since`, which makes room for a new one. */
export function expireAsk(db: Database, pair: [string, string], change: { since: Date; now: Date }) {
  return db
    .update(connections)
    .set({ status: "expired", updatedAt: change.now })
    .where(and(isPair(pair), eq(connections.status, "asked"), lte(connections.createdAt, change.since)));
}

/** Deletes requests that were sent by a time and not accepted, at most `limit`. Returns how many. */
export async function deleteOldRequests(db: Database, sentBy: Date, limit: number): Promise<number> {
  const isUnaccepted = sql`${connections.status} <> 'accepted'`; // the words of the index `connections_unaccepted`
  const old = db
    .select({ id: connections.id })
    .from(connections)
    .where(and(isUnaccepted, lte(connections.createdAt, sentBy)))
    .limit(limit);
  const { meta } = await db.delete(connections).where(inArray(connections.id, old)).run();
  return meta.changes;
}

/** A statement: inserts a block; a second time changes nothing. */
export function insertBlock(db: Database, block: typeof blocks.$inferInsert) {
  return db.insert(blocks).values(block).onConflictDoNothing();
}

/** A statement: deletes a block. */
export function deleteBlock(db: Database, blockerId: UserId, blockedId: UserId) {
  return db.delete(blocks).where(and(eq(blocks.blockerId, blockerId), eq(blocks.blockedId, blockedId)));
}

/** Returns the people whom somebody blocked. */
export async function listBlocked(db: Database, blockerId: UserId) {
  return db
    .select({ id: users.id, displayName: users.displayName, createdAt: blocks.createdAt })
    .from(blocks)
    .innerJoin(users, eq(users.id, blocks.blockedId))
    .where(eq(blocks.blockerId, blockerId));
}

/** A WHERE: a person does not block another. */
function notBlockedBy(db: Database, blockerId: UserId, personColumn: AnySQLiteColumn): SQL {
  return notExists(
    db
      .select({ one: sql`1` })
      .from(blocks)
      .where(and(eq(blocks.blockerId, blockerId), eq(blocks.blockedId, personColumn))),
  );
}

/** A WHERE: neither of the two people blocked the other. */
export function notBlockedBetween(db: Database, personColumn: AnySQLiteColumn, viewerId: UserId): SQL | undefined {
  const between = db.select({ one: sql`1` }).from(blocks);
  return and(
    notExists(between.where(and(eq(blocks.blockerId, personColumn), eq(blocks.blockedId, viewerId)))),
    notBlockedBy(db, viewerId, personColumn),
  );
}

/**
 * Returns those among `imageIds` (or all of stories, when null) of the owner's photos whose original was kept. One of a
 * conversation is found in that one alone.
 */
export async function findOwnOriginals(
  db: Database,
  ownerId: UserId,
  { connectionId, imageIds }: { connectionId: ConnectionId; imageIds: PhotoId[] | null },
) {
  const isOfThis = or(isNull(storyImages.connectionId), eq(storyImages.connectionId, connectionId));
  const chosen = imageIds === null ? isNotNull(storyImages.storyId) : and(inArray(storyImages.id, imageIds), isOfThis);
  return db
    .select({ id: storyImages.id, connectionId: storyImages.connectionId, messageSeq: storyImages.messageSeq })
    .from(storyImages)
    .where(and(eq(storyImages.ownerId, ownerId), isNotNull(storyImages.originalKey), chosen));
}

/** A reveal's own fields. */
export interface NewReveals {
  imageIds: PhotoId[];
  terms: RevealTerms;
  /** When they end by themselves; null when they do not. */
  endsAt: Date | null;
  now: Date;
}

/** A statement: reveals originals in a connection; one that is revealed already stays as it is. */
export function insertReveals(db: Database, connectionId: ConnectionId, { imageIds, terms, endsAt, now }: NewReveals) {
  const [at, end] = [now.getTime(), endsAt?.getTime() ?? null];
  const values = sql`select ${connectionId}, value, ${at}, ${terms}, ${end}, null from json_each(${JSON.stringify(imageIds)}) where true`;
  return db
    .insert(reveals)
    .select(values)
    .onConflictDoUpdate({
      target: [reveals.connectionId, reveals.imageId],
      set: { createdAt: now, terms, endsAt, viewKey: null },
      setWhere: lte(reveals.endsAt, now),
    });
}

/** A statement: ends the reveal of an owner's originals; of all of them when `imageIds` is null. */
export function deleteReveals(
  db: Database,
  connectionId: ConnectionId,
  owned: { by: UserId; imageIds: PhotoId[] | null },
) {
  const ofOwner = exists(
    db
      .select({ one: sql`1` })
      .from(storyImages)
      .where(and(eq(storyImages.id, reveals.imageId), eq(storyImages.ownerId, owned.by))),
  );
  const chosen = owned.imageIds === null ? undefined : inArray(reveals.imageId, owned.imageIds);
  return db.delete(reveals).where(and(eq(reveals.connectionId, connectionId), ofOwner, chosen));
}

/** A statement: the photos revealed in the accepted ones of the connections that another one selects, with their owners. */
function revealsIn(db: Database, selected: SQLWrapper) {
  return db
    .select({
      connectionId: sql<ConnectionId>`${reveals.connectionId}`.as("revealed_in"),
      image: storyImages,
      terms: reveals.terms,
      endsAt: reveals.endsAt,
    })
    .from(reveals)
    .innerJoin(storyImages, eq(storyImages.id, reveals.imageId))
    .where(
      and(
        sql`${reveals.connectionId} in (select "id" from ${selected} where "status" = 'accepted')`,
        isNotNull(storyImages.originalKey),
      ),
    )
    .orderBy(reveals.connectionId, reveals.imageId);
}

/** A look at an original. `view`: the key of the view that is open; null for none. */
export interface Look {
  view: ViewKey | null;
  now: Date;
}

/**
 * Returns the connection in which an original is revealed to the viewer; null when in none. It counts in an accepted connection
 * without a block, whose owner is not scheduled for deletion, until its time is over; to view it once it must have been opened.
 * Of a message that is hidden from the viewer, or gone, it never does.
 */
export async function findRevealTo(
  db: Database,
  viewerId: UserId,
  { imageId, view, now }: Look & { imageId: PhotoId },
): Promise<ConnectionId | null> {
  const mayHave = or(ne(reveals.terms, "view_once"), eq(reveals.viewKey, view ?? ""));
  const rows = await db
    .select({ id: connections.id })
    .from(reveals)
    .innerJoin(connections, eq(connections.id, reveals.connectionId))
    .innerJoin(storyImages, eq(storyImages.id, reveals.imageId))
    .where(and(isShownTo(db, viewerId, { imageId, now }), isNotOver(now), mayHave))
    .limit(1);
  return rows[0]?.id ?? null;
}

/** A WHERE over reveals, connections and photos: the original is revealed to the viewer, whatever the terms. */
function isShownTo(db: Database, viewerId: UserId, { imageId, now }: { imageId: PhotoId; now: Date }): SQL | undefined {
  const isInMessage = and(isNotNull(storyImages.messageSeq), eq(storyImages.isHidden, false), isNotGone(now));
  return and(
    eq(reveals.imageId, imageId),
    eq(connections.status, "accepted"),
    isMember(viewerId),
    hasNoScheduledDeletion(db, storyImages.ownerId),
    or(isNull(storyImages.connectionId), isInMessage),
    notBlockedBetween(db, storyImages.ownerId, viewerId),
  );
}

const isNotOver = (now: Date) => or(isNull(reveals.endsAt), gt(reveals.endsAt, now));

/** A WHERE on `reveals`: the photo is not the viewer's own, and `where` holds for it and its connection. */
function isOthersIn(
  db: Database,
  viewerId: UserId,
  { imageId, where }: { imageId: PhotoId; where: SQL | undefined },
): SQL {
  return exists(
    db
      .select({ id: connections.id })
      .from(connections)
      .innerJoin(storyImages, eq(storyImages.id, imageId))
      .where(and(eq(connections.id, reveals.connectionId), where, ne(storyImages.ownerId, viewerId))),
  );
}

/** Opens an original that is revealed to the viewer to be viewed once, or finds it opened by the same key. Returns null where it is not, or was opened by another. */
export async function openView(
  db: Database,
  viewerId: UserId,
  { imageId, key, now, endsAt }: { imageId: PhotoId; key: ViewKey; now: Date; endsAt: Date },
): Promise<{ connectionId: ConnectionId; endsAt: Date | null } | null> {
  const isShown = isOthersIn(db, viewerId, {
    imageId,
    where: and(isShownTo(db, viewerId, { imageId, now }), isNotNull(storyImages.originalKey)),
  });
  const isFree = or(isNull(reveals.viewKey), eq(reveals.viewKey, key));
  const [opened] = await db
    .update(reveals)
    .set({ viewKey: key, endsAt: sql`coalesce(${reveals.endsAt}, ${endsAt.getTime()})` })
    .where(and(eq(reveals.imageId, imageId), eq(reveals.terms, "view_once"), isNotOver(now), isFree, isShown))
    .returning({ connectionId: reveals.connectionId, endsAt: reveals.endsAt });
  return opened ?? null;
}

/** Closes an original that the viewer opened to view it once. Returns its connection; null when none was open. */
export async function closeView(db: Database, viewerId: UserId, imageId: PhotoId): Promise<ConnectionId | null> {
  const isTheirs = isOthersIn(db, viewerId, { imageId, where: isMember(viewerId) });
  const [closed] = await db
    .delete(reveals)
    .where(and(eq(reveals.imageId, imageId), isNotNull(reveals.viewKey), isTheirs))
    .returning({ connectionId: reveals.connectionId });
  return closed?.connectionId ?? null;
}

/** Deletes reveals whose time is over, at most `limit`. Returns how many. */
export async function deleteEndedReveals(db: Database, now: Date, limit: number): Promise<number> {
  const over = db
    .select({ rowid: sql`rowid` })
    .from(reveals)
    .where(and(isNotNull(reveals.endsAt), lte(reveals.endsAt, now)))
    .limit(limit);
  const { meta } = await db
    .delete(reveals)
    .where(sql`rowid in ${over}`)
    .run();
  return meta.changes;
}

/** Returns the ids of the viewer's accepted connections: the rooms where a socket of theirs may be open. */
export async function listRoomsOf(db: Database, viewerId: UserId): Promise<ConnectionId[]> {
  const [asked, received] = await db.batch(roomsOf(db, viewerId));
  return [...asked, ...received].map(({ id }) => id);
}

/** Statements that select the viewer's accepted connections, as asker and as author. */
export function roomsOf(db: Database, viewerId: UserId) {
  const { askerId, authorId, id, status } = connections;
  const as = (column: AnySQLiteColumn) =>
    db
      .select({ id })
      .from(connections)
      .where(and(eq(column, viewerId), eq(status, "accepted")));
  return [as(askerId), as(authorId)] as const;
}

/** Returns the people with whom somebody has a connection, or a request that waits. */
export async function listPeopleAround(db: Database, userId: UserId): Promise<UserId[]> {
  const { askerId, authorId, status } = connections;
  const [asked, received] = await Promise.all([
    db
      .select({ id: authorId })
      .from(connections)
      .where(and(eq(askerId, userId), inArray(status, ["asked", "accepted"]))),
    db
      .select({ id: askerId })
      .from(connections)
      .where(and(eq(authorId, userId), inArray(status, ["asked", "accepted"]))),
  ]);
  return [...asked, ...received].map(({ id }) => id);
}

/** Returns the other person of some of the viewer's connections. */
export async function listConnectionNames(db: Database, viewerId: UserId, ids: ConnectionId[]) {
  if (ids.length === 0) return [];
  const rows = await connectionsOf(db, viewerId, and(inArray(connections.id, ids), isMember(viewerId)));
  return rows.map(({ id, askerId, askerName, authorId, authorName }) => ({
    id,
    other: askerId === viewerId ? { id: authorId, display_name: authorName } : { id: askerId, display_name: askerName },
  }));
}

/** Repeats the expression of the index `connections_pair`, so that the look-up uses it. */
function isPair(pair: [string, string]): SQL {
  return isPairOf(sql`${pair.toSorted().join("")}`);
}

/** @param pairKey the two ids, the lower first */
function isPairOf(pairKey: SQL): SQL {
  const { askerId, authorId, status } = connections;
  const key = sql`case when ${askerId} < ${authorId} then ${askerId} || ${authorId} else ${authorId} || ${askerId} end`;
  return sql`${key} = ${pairKey} and ${status} in ('asked', 'accepted')`;
}

function connectionsOf(db: Database, viewerId: UserId, where: SQL | undefined) {
  const other = sql`case when ${connections.askerId} = ${viewerId} then ${connections.authorId} else ${connections.askerId} end`;
  const otherLeavingAt = sql`case when ${connections.askerId} = ${viewerId} then ${author.leavingAt} else ${asker.leavingAt} end`;
  const otherBlocks =
    sql<number>`exists (select 1 from ${blocks} theirs where theirs.blocker_id = ${other} and theirs.blocked_id = ${viewerId})`.as(
      "other_blocks",
    );
  return db
    .select({ ...columns, otherBlocks })
    .from(connections)
    .innerJoin(asker, eq(asker.id, connections.askerId))
    .innerJoin(author, eq(author.id, connections.authorId))
    .leftJoin(stories, eq(stories.id, connections.storyId))
    .leftJoin(chatMembers, and(eq(chatMembers.userId, viewerId), eq(chatMembers.connectionId, connections.id)))
    .leftJoin(blocks, and(eq(blocks.blockerId, viewerId), sql`${blocks.blockedId} = ${other}`))
    .where(and(where, or(eq(connections.status, "accepted"), isNull(otherLeavingAt))));
}
