import type { DisappearAfter, EndedBy, MessageChange, RoomEvent } from "~/contract/chat";
import type { ChatPhoto } from "~/contract/chat-photo";
import type { ConnectionId, PhotoId, UserId } from "~/contract/ids";
import type { RevealTerms } from "~/contract/reveal";
import { homeIn, type MessageDatabases, type MessagePlace } from "../message-databases";
import { databaseAt } from "../placement";

/** The chat's rows in D1. Statements are prepared on the binding: the room writes them in one batch, without drizzle. */

/** One batch of a room's projection to D1. */
export interface RoomProjection {
  connectionId: ConnectionId;
  messages: {
    seq: number;
    senderId: UserId;
    content: string;
    createdAt: number;
    isHidden: boolean;
    replyTo: { seq: number; isPrivate: boolean } | null;
    /** As their sender sees them. */
    photos: readonly ChatPhoto[];
    expiresAt: number | null;
  }[];
  /** The messages that disappeared, by their seq, with their photos. */
  removals: { seq: number; photos: PhotoId[] }[];
  events: ({ eventSeq: number; userId: UserId; afterSeq: number; createdAt: number; isHidden: boolean } & (
    | {
        type: Exclude<RoomEvent["type"], "disappearing">;
        imageId: PhotoId;
        terms: RevealTerms | null;
        endsAt: number | null;
        endedBy: EndedBy | null;
      }
    | { type: "disappearing"; after: DisappearAfter }
  ))[];
  /** Changed messages, as each member sees them. */
  views: {
    seq: number;
    viewerId: UserId;
    changeSeq: number;
    type: MessageChange["type"];
    content: string | null;
    editedAt: number | null;
    deletedAt: number | null;
    isRemoved: boolean;
    /** The emoji of each member who reacted. */
    reactions: Readonly<Record<UserId, string>>;
  }[];
  /** The words of changed messages, as the log has them after the newest change of each, and the photos that were taken out of them. */
  contents: { seq: number; content: string; changeSeq: number; droppedPhotos: PhotoId[] }[];
  members: { userId: UserId; deliveredSeq: number; readSeq: number; lastSeq: number; unread: number }[];
  /** When the newest message was sent; null where there is none. */
  lastAt: number | null;
}

/** A member's view of a changed message, as D1 holds it; times in milliseconds. */
export interface ViewRow {
  seq: number;
  viewer_id: UserId;
  change_seq: number;
  type: MessageChange["type"];
  /** Null: as the message itself has it. */
  content: string | null;
  edited_at: number | null;
  deleted_at: number | null;
  is_removed: number;
  /** JSON of the emoji by member. */
  reactions: string;
}

/** A message as one member sees it; times in milliseconds, `change_seq` null for one that never changed. */
export interface SeenRow extends Omit<MessageRow, "is_hidden" | "is_reply_private"> {
  edited_at: number | null;
  deleted_at: number | null;
  change_seq: number | null;
  /** JSON of the emoji by member. */
  reactions: string | null;
}

/** A message as D1 holds it; `created_at` in milliseconds. */
export interface MessageRow {
  seq: number;
  sender_id: UserId;
  content: string;
  created_at: number;
  /** 1 when its sender was blocked as they sent it: then it is theirs alone, for good. */
  is_hidden: number;
  /** The seq of what it answers. */
  reply_to: number | null;
  /** 1 when only the sender may know what it answers. */
  is_reply_private: number;
  /** JSON of its photos, as their sender sees them; null for most. */
  photos: string | null;
  /** From when it is gone; null for one that stays. */
  expires_at: number | null;
}

/**
 * Writes a batch of a room's projection in one transaction. Idempotent: a message or an event that is there stays, a member's row never
 * goes back. A message costs one row written; the two members' rows two rows a batch. Rejects when D1 does.
 */
export async function writeRoomProjection(database: D1Database, projection: RoomProjection): Promise<void> {
  await database.batch([
    ...logStatements(database, projection),
    ...photoStatements(database, projection),
    memberStatement(database, projection, null),
    ...removalStatements(database, projection),
  ]);
}

/**
 * Does the same for a room whose messages are in a database of their own, in two transactions: its messages, then what the main
 * database has of them, photos and the members' rows. When the second fails, the room writes both again: each is idempotent.
 */
export async function writeSplitProjection(
  databases: MessageDatabases,
  place: number,
  projection: RoomProjection,
): Promise<void> {
  const [database, { main }] = [databaseAt(databases, place), databases];
  await database.batch([
    ...logStatements(database, projection),
    memberStatement(database, projection, place),
    ...removalStatements(database, { ...projection, removals: withoutPhotos(projection) }),
  ]);
  await main.batch([
    ...photoStatements(main, projection),
    ...photoRemovalStatements(main, projection),
    memberStatement(main, projection, place),
  ]);
}

function logStatements(database: D1Database, projection: RoomProjection) {
  const messages = projection.messages.map((message) => [
    message.seq,
    message.senderId,
    message.content,
    message.createdAt,
    message.isHidden ? 1 : 0,
    message.replyTo?.seq ?? null,
    message.replyTo?.isPrivate ? 1 : 0,
    message.photos.length === 0 ? null : JSON.stringify(message.photos),
    message.expiresAt,
  ]);
  return [
    ...changeStatements(database, projection),
    ...eventStatements(database, projection),
    database.prepare(insertMessages).bind(projection.connectionId, JSON.stringify(messages)),
  ];
}

function memberStatement(database: D1Database, { connectionId, members, lastAt }: RoomProjection, place: MessagePlace) {
  const rows = members.map((member) => [
    member.userId,
    member.deliveredSeq,
    member.readSeq,
    member.lastSeq,
    member.unread,
    place,
    lastAt,
  ]);
  return database.prepare(upsertMembers).bind(connectionId, JSON.stringify(rows));
}

function eventStatements(database: D1Database, { connectionId, events }: RoomProjection) {
  if (events.length === 0) return [];
  const rows = events.map((event) => [
    event.eventSeq,
    event.type,
    event.userId,
    event.type === "disappearing" ? "" : event.imageId,
    event.afterSeq,
    event.createdAt,
    event.type === "disappearing" ? event.after : null,
    event.isHidden ? 1 : 0,
    ...(event.type === "disappearing" ? [] : [event.terms, event.endsAt, event.endedBy]),
  ]);
  return [database.prepare(insertEvents).bind(connectionId, JSON.stringify(rows))];
}

/** After all else: what disappears may have been written a moment ago. */
function removalStatements(database: D1Database, { connectionId, removals }: RoomProjection) {
  if (removals.length === 0) return [];
  const seqs = removals.map(({ seq }) => seq);
  // A trigger deletes the photos of a message that D1 has. Of one that disappeared before D1 had it they are in none.
  const photos = removals.flatMap((removal) => removal.photos);
  return [
    ...(photos.length === 0 ? [] : [database.prepare(deletePhotos).bind(connectionId, JSON.stringify(photos))]),
    ...[deleteViewsOf, deleteMessages].map((statement) =>
      database.prepare(statement).bind(connectionId, JSON.stringify(seqs)),
    ),
  ];
}

function withoutPhotos({ removals }: RoomProjection): RoomProjection["removals"] {
  return removals.map(({ seq }) => ({ seq, photos: [] }));
}

/** What the trigger does where the messages are in the same database. */
function photoRemovalStatements(database: D1Database, { connectionId, removals }: RoomProjection) {
  if (removals.length === 0) return [];
  const photos = JSON.stringify(removals.flatMap((removal) => removal.photos));
  const seqs = JSON.stringify(removals.map(({ seq }) => seq));
  return [
    database.prepare(deletePhotos).bind(connectionId, photos),
    database.prepare(deletePhotosOfMessages).bind(connectionId, seqs),
  ];
}

/** The words of changed messages, before the views that say up to which change they stand; then the views. */
function changeStatements(database: D1Database, { connectionId, views, contents }: RoomProjection) {
  if (views.length === 0) return [];
  const changed = contents.map(({ seq, content, changeSeq, droppedPhotos }) => [
    seq,
    content,
    changeSeq,
    droppedPhotos.length > 0 ? 1 : 0,
  ]);
  const rows = views.map((view) => [
    view.seq,
    view.viewerId,
    view.changeSeq,
    view.type,
    view.content,
    view.editedAt,
    view.deletedAt,
    view.isRemoved ? 1 : 0,
    JSON.stringify(view.reactions),
  ]);
  return [
    database.prepare(updateContents).bind(connectionId, JSON.stringify(changed)),
    database.prepare(upsertViews).bind(connectionId, JSON.stringify(rows)),
  ];
}

/** Says of each photo which message has it, and deletes those that were taken out of theirs. */
function photoStatements(database: D1Database, { connectionId, messages, contents }: RoomProjection) {
  const sent = messages.flatMap(({ seq, isHidden, photos, expiresAt }) =>
    photos.map(({ id }) => [id, seq, isHidden ? 1 : 0, expiresAt]),
  );
  const dropped = contents.flatMap(({ droppedPhotos }) => droppedPhotos);
  return [
    ...(sent.length === 0 ? [] : [database.prepare(attachPhotos).bind(connectionId, JSON.stringify(sent))]),
    ...(dropped.length === 0 ? [] : [database.prepare(deletePhotos).bind(connectionId, JSON.stringify(dropped))]),
  ];
}

/** A page below a seq, as a member reads it. `now` in milliseconds since 1970: what has disappeared by then is left out. */
export interface PageToRead {
  viewer: UserId;
  before: number;
  limit: number;
  now: number;
}

/** Returns one page of a room's history below a seq, newest first, as a member reads it: reads its own rows only. */
export async function readMessagesBefore(
  database: D1Database,
  connectionId: ConnectionId,
  { viewer, before, limit, now }: PageToRead,
): Promise<SeenRow[]> {
  const { results } = await database
    .prepare(messagesBefore)
    .bind(connectionId, before, limit, viewer, now)
    .all<SeenRow>();
  return results;
}

/** A page of what D1 has of a room, and the newest seq that it has: 0 when it has none. */
export interface ProjectedPage {
  messages: SeenRow[];
  newestSeq: number;
}

/** Returns what `readMessagesBefore` does, and how far D1 has got, as of one moment. */
export async function readProjectedPage(
  database: D1Database,
  connectionId: ConnectionId,
  { viewer, before, limit, now }: PageToRead,
): Promise<ProjectedPage> {
  const [page, newest] = await database.batch([
    database.prepare(messagesBefore).bind(connectionId, before, limit, viewer, now),
    database.prepare(newestSeq).bind(connectionId),
  ]);
  return {
    messages: (page as D1Result<SeenRow>).results,
    newestSeq: (newest as D1Result<{ seq: number | null }>).results[0]?.seq ?? 0,
  };
}

/**
 * Returns what `readProjectedPage` does for the newest page, and the page around the first message that the viewer has not
 * read where the newest page does not reach it: no row where it does.
 */
export async function readOpeningPages(
  database: D1Database,
  connectionId: ConnectionId,
  { viewer, limit, now }: Omit<PageToRead, "before">,
): Promise<ProjectedPage & { unread: SeenRow[] }> {
  const before = Number.MAX_SAFE_INTEGER;
  const [page, newest, unread] = await database.batch([
    database.prepare(messagesBefore).bind(connectionId, before, limit, viewer, now),
    database.prepare(newestSeq).bind(connectionId),
    database.prepare(messagesAroundUnread).bind(connectionId, before, limit, viewer, now),
  ]);
  return {
    messages: (page as D1Result<SeenRow>).results,
    newestSeq: (newest as D1Result<{ seq: number | null }>).results[0]?.seq ?? 0,
    unread: (unread as D1Result<SeenRow>).results,
  };
}

/**
 * Returns the page around the first message from a time on (milliseconds since 1970), and the seq below which it ends. The
 * search halves the room: it reads two rows for each time that it does.
 */
export async function readProjectedPageAt(
  database: D1Database,
  connectionId: ConnectionId,
  { viewer, at, limit, now }: Omit<PageToRead, "before"> & { at: number },
): Promise<ProjectedPage & { before: number }> {
  const span = [connectionId, at, limit] as const;
  const [ends, page, newest] = await database.batch([
    database.prepare(`${pageEnd} SELECT before FROM page_end`).bind(...span),
    database.prepare(messagesAt).bind(...span, viewer, now),
    database.prepare(newestSeq).bind(connectionId),
  ]);
  return {
    before: (ends as D1Result<{ before: number }>).results[0]?.before ?? Number.MAX_SAFE_INTEGER,
    messages: (page as D1Result<SeenRow>).results,
    newestSeq: (newest as D1Result<{ seq: number | null }>).results[0]?.seq ?? 0,
  };
}

/** A member's watermarks in a room over all devices, as D1 holds them. */
export interface MemberRow {
  user_id: UserId;
  delivered_seq: number;
  read_seq: number;
  /** The newest message of the room. */
  last_seq: number;
  /** The message database that holds the room's messages. */
  messages_db: MessagePlace;
}

/** An event as D1 holds it; `created_at` in milliseconds. */
export interface EventRow {
  event_seq: number;
  type: RoomEvent["type"];
  user_id: UserId;
  image_id: PhotoId | "";
  after_seq: number;
  created_at: number;
  seconds: DisappearAfter | null;
  is_hidden: number;
  terms: RevealTerms | null;
  ends_at: number | null;
  end_cause: EndedBy | null;
}

/**
 * Returns the newest messages of a room, newest first, its newest events and settings, the newest views of its messages, the number of its newest
 * change, and its members' watermarks: what D1 has of its log. Reads every view of the room, so it is for a lost log alone.
 */
export async function readRoomProjection(
  database: D1Database,
  connectionId: ConnectionId,
  limit: number,
): Promise<{
  messages: MessageRow[];
  events: EventRow[];
  views: ViewRow[];
  lastChange: number;
  members: MemberRow[];
}> {
  const [messages, events, settings, views, last, members] = await database.batch([
    database.prepare(newestMessages).bind(connectionId, limit),
    database.prepare(newestEvents).bind(connectionId, limit),
    database.prepare(newestSettings).bind(connectionId, limit),
    database.prepare(newestViews).bind(connectionId, 2 * limit),
    database.prepare(newestChange).bind(connectionId),
    database.prepare(membersOf).bind(connectionId),
  ]);
  const rows = [...(events as D1Result<EventRow>).results, ...(settings as D1Result<EventRow>).results];
  return {
    views: (views as D1Result<ViewRow>).results,
    lastChange: (last as D1Result<{ n: number | null }>).results[0]?.n ?? 0,
    messages: (messages as D1Result<MessageRow>).results,
    events: [...new Map(rows.map((row) => [row.event_seq, row])).values()],
    members: (members as D1Result<MemberRow>).results,
  };
}

/** Returns where the main database says that a room's messages are; its home when it knows nothing of it. */
export async function readPlace(databases: MessageDatabases, connectionId: ConnectionId): Promise<MessagePlace> {
  const statement = databases.main.prepare("SELECT messages_db FROM chat_members WHERE connection_id = ?1 LIMIT 1");
  const row = await statement.bind(connectionId).first<{ messages_db: MessagePlace }>();
  return row ? row.messages_db : homeIn(databases, connectionId);
}

/** What D1 has of a room, and in which database. */
export type PlacedProjection = Awaited<ReturnType<typeof readRoomProjection>> & { place: MessagePlace };

/**
 * Returns what `readRoomProjection` does, from the database that the main one names. A room of which the main one knows nothing
 * belongs to its home: the first half of its first batch may be there.
 */
export async function readPlacedProjection(
  databases: MessageDatabases,
  connectionId: ConnectionId,
  limit: number,
): Promise<PlacedProjection> {
  const home = homeIn(databases, connectionId);
  const [main, atHome] = await Promise.all(
    (home === null ? [null] : [null, home]).map((place) =>
      readRoomProjection(databaseAt(databases, place), connectionId, limit),
    ),
  );
  if (!main) throw new Error("The main database is always read.");
  const [member] = main.members;
  const place = member ? member.messages_db : home;
  if (place === null) return { ...main, place };
  if (atHome && place === home) return { ...atHome, place };
  return { ...(await readRoomProjection(databaseAt(databases, place), connectionId, limit)), place };
}

/**
 * Deletes messages that disappeared and that their rooms left: a batch may come late. At most `limit`; `now` in milliseconds
 * since 1970. Returns how many it deleted.
 */
export async function deleteExpiredMessages(database: D1Database, now: number, limit: number): Promise<number> {
  const bound = [deleteExpiredViews, deleteExpired].map((statement) => database.prepare(statement).bind(now, limit));
  const results = await database.batch(bound);
  return results[1]?.meta.changes ?? 0;
}

/**
 * Does the same in a message database: the photos of what it deletes go first, in the main one. One that was interrupted is
 * simply done again.
 */
export async function deleteExpiredInPlace(
  databases: MessageDatabases,
  place: number,
  { now, limit }: { now: number; limit: number },
): Promise<number> {
  const database = databaseAt(databases, place);
  const { results } = await database
    .prepare(expired)
    .bind(now, limit)
    .all<{ connection_id: ConnectionId; seq: number }>();
  if (results.length === 0) return 0;
  const chosen = JSON.stringify(results.map((row) => [row.connection_id, row.seq]));
  // Photos first: once the messages are gone nothing leads to them.
  await databases.main.prepare(deleteFrom("story_images", "message_seq")).bind(chosen).run();
  await database.batch(
    ["message_views", "messages"].map((table) => database.prepare(deleteFrom(table, "seq")).bind(chosen)),
  );
  return results.length;
}

/** Returns the unread messages by connection, without those that the member blocks and closed ones: reads one row per connection of the member. */
export async function readUnreadCounts(database: D1Database, userId: UserId): Promise<Map<string, number>> {
  const [unread, blocked] = await database.batch([
    database.prepare(unreadCounts).bind(userId),
    database.prepare(blockedConnections).bind(userId),
  ]);
  const hidden = new Set((blocked as D1Result<{ id: string }>).results.map(({ id }) => id));
  const rows = (unread as D1Result<{ connection_id: string; unread: number }>).results;
  const shown = rows.filter((row) => !hidden.has(row.connection_id));
  return new Map(shown.map((row) => [row.connection_id, row.unread]));
}

const insertMessages = `
  INSERT INTO messages
    (connection_id, seq, sender_id, content, created_at, is_hidden, reply_to, is_reply_private, photos, expires_at)
  SELECT ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7,
    value ->> 8
  FROM json_each(?2) WHERE true
  ON CONFLICT DO NOTHING`;

const attachPhotos = `
  UPDATE story_images SET
    message_seq = (SELECT value ->> 1 FROM json_each(?2) WHERE value ->> 0 = story_images.id),
    is_hidden = (SELECT value ->> 2 FROM json_each(?2) WHERE value ->> 0 = story_images.id),
    expires_at = (SELECT value ->> 3 FROM json_each(?2) WHERE value ->> 0 = story_images.id)
  WHERE id IN (SELECT value ->> 0 FROM json_each(?2)) AND connection_id = ?1`;

/** Triggers schedule the removal of their files. */
const deletePhotos = `DELETE FROM story_images WHERE connection_id = ?1 AND id IN (SELECT value FROM json_each(?2))`;

const deletePhotosOfMessages = `
  DELETE FROM story_images WHERE connection_id = ?1 AND message_seq IN (SELECT value FROM json_each(?2))`;

const insertEvents = `
  INSERT INTO chat_events (connection_id, event_seq, type, user_id, image_id, after_seq, created_at, seconds, is_hidden, terms, ends_at, end_cause)
  SELECT ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7,
    value ->> 8, value ->> 9, value ->> 10 FROM json_each(?2) WHERE true
  ON CONFLICT DO NOTHING`;

/** An earlier batch that D1 took late leaves the words of a later change as they are. Photos only ever go. */
const updateContents = `
  UPDATE messages SET content = (SELECT value ->> 1 FROM json_each(?2) WHERE value ->> 0 = messages.seq),
    photos = CASE WHEN (SELECT value ->> 3 FROM json_each(?2) WHERE value ->> 0 = messages.seq) = 0 THEN photos END
  WHERE connection_id = ?1 AND seq IN (SELECT value ->> 0 FROM json_each(?2))
    AND NOT EXISTS (
      SELECT 1 FROM message_views AS view WHERE view.connection_id = ?1 AND view.seq = messages.seq
        AND view.change_seq > (SELECT value ->> 2 FROM json_each(?2) WHERE value ->> 0 = messages.seq))`;

const deleteMessages = `
  DELETE FROM messages WHERE connection_id = ?1 AND seq IN (SELECT value FROM json_each(?2))`;

const deleteViewsOf = `
  DELETE FROM message_views WHERE connection_id = ?1 AND seq IN (SELECT value FROM json_each(?2))`;

const expired = `
  SELECT connection_id, seq FROM messages WHERE expires_at IS NOT NULL AND expires_at <= CAST(?1 AS INTEGER)
  ORDER BY expires_at, connection_id, seq LIMIT CAST(?2 AS INTEGER)`;

const deleteFrom = (table: string, seqColumn: string) => `
  DELETE FROM ${table} WHERE (connection_id, ${seqColumn}) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?1))`;

const deleteExpiredViews = `DELETE FROM message_views WHERE (connection_id, seq) IN (${expired})`;

const deleteExpired = `DELETE FROM messages WHERE (connection_id, seq) IN (${expired})`;

const upsertViews = `
  INSERT INTO message_views
    (connection_id, seq, viewer_id, change_seq, type, content, edited_at, deleted_at, is_removed, reactions)
  SELECT ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8
  FROM json_each(?2) WHERE true
  ON CONFLICT (connection_id, seq, viewer_id) DO UPDATE SET
    change_seq = excluded.change_seq, type = excluded.type, content = excluded.content, edited_at = excluded.edited_at,
    deleted_at = excluded.deleted_at, is_removed = excluded.is_removed,
    reactions = excluded.reactions
  WHERE excluded.change_seq > change_seq`;

const upsertMembers = `
  INSERT INTO chat_members (connection_id, user_id, delivered_seq, read_seq, last_seq, unread, messages_db, last_at)
  SELECT ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6
  FROM json_each(?2) WHERE true
  ON CONFLICT (user_id, connection_id) DO UPDATE SET
    delivered_seq = excluded.delivered_seq, read_seq = excluded.read_seq, last_seq = excluded.last_seq,
    unread = excluded.unread, messages_db = excluded.messages_db, last_at = excluded.last_at
  WHERE excluded.last_seq >= last_seq AND excluded.read_seq >= read_seq AND excluded.delivered_seq >= delivered_seq`;

/** The page below a seq, which is an expression of SQL. */
const messagesBelow = (before: string) => `
  SELECT messages.seq, sender_id, coalesce(view.content, messages.content) AS content, created_at,
    CASE WHEN NOT is_reply_private OR sender_id = ?4 THEN reply_to END AS reply_to, expires_at,
    CASE WHEN view.deleted_at IS NULL THEN photos END AS photos,
    view.edited_at, view.deleted_at, view.change_seq, view.reactions
  FROM messages LEFT JOIN message_views AS view
    ON view.connection_id = ?1 AND view.seq = messages.seq AND view.viewer_id = ?4
  WHERE messages.connection_id = ?1 AND messages.seq < ${before} AND (NOT is_hidden OR sender_id = ?4)
    AND view.is_removed IS NOT 1 AND (expires_at IS NULL OR expires_at > CAST(?5 AS INTEGER))
  ORDER BY messages.seq DESC LIMIT CAST(?3 AS INTEGER)`;

const messagesBefore = messagesBelow("CAST(?2 AS INTEGER)");

/** Of messages in the middle the time is that of the first that is there: some may be gone. */
const isBeforeTime = `(
  SELECT created_at FROM messages WHERE connection_id = ?1 AND seq >= (low + high) / 2 ORDER BY seq LIMIT 1
  ) < CAST(?2 AS INTEGER)`;

/** Where the page ends whose middle is the first message from the time ?2 on; after the newest where none is that young. */
const pageEnd = `
  WITH RECURSIVE span(low, high) AS (
    SELECT 1, coalesce((SELECT max(seq) FROM messages WHERE connection_id = ?1), 0) + 1
    UNION ALL
    SELECT CASE WHEN ${isBeforeTime} THEN (low + high) / 2 + 1 ELSE low END,
      CASE WHEN ${isBeforeTime} THEN high ELSE (low + high) / 2 END
    FROM span WHERE low < high),
  page_end AS (
    SELECT coalesce((SELECT seq FROM messages WHERE connection_id = ?1 AND seq >= low ORDER BY seq LIMIT 1), low)
      + (CAST(?3 AS INTEGER) + 1) / 2 AS before
    FROM span WHERE low >= high)`;

const messagesAroundUnread = messagesBelow(`(
  SELECT min(CAST(?2 AS INTEGER), read_seq + 1 + (CAST(?3 AS INTEGER) + 1) / 2) FROM chat_members
  WHERE user_id = ?4 AND connection_id = ?1 AND last_seq - read_seq > CAST(?3 AS INTEGER))`);

const messagesAt = `${pageEnd} ${messagesBelow("(SELECT before FROM page_end)")}`;

const newestSeq = `SELECT max(seq) AS seq FROM messages WHERE connection_id = ?1`;

const newestMessages = `
  SELECT seq, sender_id, content, created_at, is_hidden, reply_to, is_reply_private, photos, expires_at FROM messages
  WHERE connection_id = ?1 ORDER BY seq DESC LIMIT CAST(?2 AS INTEGER)`;

const eventColumns =
  "event_seq, type, user_id, image_id, after_seq, created_at, seconds, is_hidden, terms, ends_at, end_cause";

const newestEvents = `
  SELECT ${eventColumns} FROM chat_events
  WHERE connection_id = ?1 ORDER BY event_seq DESC LIMIT CAST(?2 AS INTEGER)`;

const newestSettings = `
  SELECT ${eventColumns} FROM chat_events
  WHERE connection_id = ?1 AND type = 'disappearing' ORDER BY event_seq DESC LIMIT CAST(?2 AS INTEGER)`;

const newestViews = `
  SELECT seq, viewer_id, change_seq, type, content, edited_at, deleted_at, is_removed, reactions FROM message_views
  WHERE connection_id = ?1 ORDER BY seq DESC, viewer_id DESC LIMIT CAST(?2 AS INTEGER)`;

const newestChange = `SELECT max(change_seq) AS n FROM message_views WHERE connection_id = ?1`;

const membersOf = `SELECT user_id, delivered_seq, read_seq, last_seq, messages_db FROM chat_members WHERE connection_id = ?1`;

const unreadCounts = `SELECT connection_id, unread FROM chat_members WHERE user_id = ?1 AND NOT is_closed`;

/**
 * CROSS JOIN keeps the order, from the blocks to the connections, so that who has no block reads nothing; the pair in the
 * very words of the index `connections_pair`, so that a block finds its connection however many there are.
 */
const blockedConnections = `
  SELECT id FROM blocks CROSS JOIN connections ON
    CASE WHEN asker_id < author_id THEN asker_id || author_id ELSE author_id || asker_id END =
    CASE WHEN blocker_id < blocked_id THEN blocker_id || blocked_id ELSE blocked_id || blocker_id END
    AND status IN ('asked', 'accepted')
  WHERE blocker_id = ?1`;
