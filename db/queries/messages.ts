import type { RoomEvent } from "~/contract/chat";
import type { ConnectionId, PhotoId, UserId } from "~/contract/ids";
/** The chat's rows in D1. Statements are prepared on the binding: the room writes them in one batch, without drizzle. */

/** One batch of a room's projection to D1. */
export interface RoomProjection {
  connectionId: ConnectionId;
  messages: { seq: number; senderId: UserId; content: string; createdAt: number; isHidden: boolean }[];
  events: {
    eventSeq: number;
    type: RoomEvent["type"];
    userId: UserId;
    imageId: PhotoId;
    afterSeq: number;
    createdAt: number;
  }[];
  members: { userId: UserId; deliveredSeq: number; readSeq: number; lastSeq: number; unread: number }[];
}

/** A message as D1 holds it; `created_at` in milliseconds. */
export interface MessageRow {
  seq: number;
  sender_id: UserId;
  content: string;
  created_at: number;
  /** 1 when its sender was blocked as they sent it: then it is theirs alone, for good. */
  is_hidden: number;
}

/**
 * Writes a batch of a room's projection in one transaction. Idempotent: a message or an event that is there stays, a member's row never
 * goes back. A message costs one row written; the two members' rows two rows a batch. Rejects when D1 does.
 */
export async function writeRoomProjection(database: D1Database, projection: RoomProjection): Promise<void> {
  const messages = projection.messages.map((message) => [
    message.seq,
    message.senderId,
    message.content,
    message.createdAt,
    message.isHidden ? 1 : 0,
  ]);
  const members = projection.members.map((member) => [
    member.userId,
    member.deliveredSeq,
    member.readSeq,
    member.lastSeq,
    member.unread,
  ]);
  const events = projection.events.map((event) => [
    event.eventSeq,
    event.type,
    event.userId,
    event.imageId,
    event.afterSeq,
    event.createdAt,
  ]);
  await database.batch([
    ...(events.length === 0
      ? []
      : [database.prepare(insertEvents).bind(projection.connectionId, JSON.stringify(events))]),
    database.prepare(insertMessages).bind(projection.connectionId, JSON.stringify(messages)),
    database.prepare(upsertMembers).bind(projection.connectionId, JSON.stringify(members)),
  ]);
}

/** Returns one page of a room's history below a seq, newest first, as a member reads it: reads its own rows only. */
export async function readMessagesBefore(
  database: D1Database,
  connectionId: ConnectionId,
  { viewer, before, limit }: { viewer: UserId; before: number; limit: number },
): Promise<MessageRow[]> {
  const { results } = await database
    .prepare(messagesBefore)
    .bind(connectionId, before, limit, viewer)
    .all<MessageRow>();
  return results;
}

/** A page of what D1 has of a room, and the newest seq that it has: 0 when it has none. */
export interface ProjectedPage {
  messages: MessageRow[];
  newestSeq: number;
}

/** Returns what `readMessagesBefore` does, and how far D1 has got, as of one moment. */
export async function readProjectedPage(
  database: D1Database,
  connectionId: ConnectionId,
  { viewer, before, limit }: { viewer: UserId; before: number; limit: number },
): Promise<ProjectedPage> {
  const [page, newest] = await database.batch([
    database.prepare(messagesBefore).bind(connectionId, before, limit, viewer),
    database.prepare(newestSeq).bind(connectionId),
  ]);
  return {
    messages: (page as D1Result<MessageRow>).results,
    newestSeq: (newest as D1Result<{ seq: number | null }>).results[0]?.seq ?? 0,
  };
}

/** How far a member's devices are in a room, as D1 holds it. */
export interface MemberRow {
  user_id: UserId;
  delivered_seq: number;
  read_seq: number;
}

/** An event as D1 holds it; `created_at` in milliseconds. */
export interface EventRow {
  event_seq: number;
  type: RoomEvent["type"];
  user_id: UserId;
  image_id: PhotoId;
  after_seq: number;
  created_at: number;
}

/** Returns the newest messages and events of a room, newest first, and its members' watermarks: what D1 has of its log. */
export async function readRoomProjection(
  database: D1Database,
  connectionId: ConnectionId,
  limit: number,
): Promise<{ messages: MessageRow[]; events: EventRow[]; members: MemberRow[] }> {
  const [messages, events, members] = await database.batch([
    database.prepare(newestMessages).bind(connectionId, limit),
    database.prepare(newestEvents).bind(connectionId, limit),
    database.prepare(membersOf).bind(connectionId),
  ]);
  return {
    messages: (messages as D1Result<MessageRow>).results,
    events: (events as D1Result<EventRow>).results,
    members: (members as D1Result<MemberRow>).results,
  };
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
  INSERT INTO messages (connection_id, seq, sender_id, content, created_at, is_hidden)
  SELECT ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(?2) WHERE true
  ON CONFLICT DO NOTHING`;

const insertEvents = `
  INSERT INTO chat_events (connection_id, event_seq, type, user_id, image_id, after_seq, created_at)
  SELECT ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 FROM json_each(?2) WHERE true
  ON CONFLICT DO NOTHING`;

const upsertMembers = `
  INSERT INTO chat_members (connection_id, user_id, delivered_seq, read_seq, last_seq, unread)
  SELECT ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(?2) WHERE true
  ON CONFLICT (user_id, connection_id) DO UPDATE SET
    delivered_seq = excluded.delivered_seq, read_seq = excluded.read_seq,
    last_seq = excluded.last_seq, unread = excluded.unread
  WHERE excluded.last_seq >= last_seq AND excluded.read_seq >= read_seq AND excluded.delivered_seq >= delivered_seq`;

const messagesBefore = `
  SELECT seq, sender_id, content, created_at, is_hidden FROM messages
  WHERE connection_id = ?1 AND seq < CAST(?2 AS INTEGER) AND (NOT is_hidden OR sender_id = ?4)
  ORDER BY seq DESC LIMIT CAST(?3 AS INTEGER)`;

const newestSeq = `SELECT max(seq) AS seq FROM messages WHERE connection_id = ?1`;

const newestMessages = `
  SELECT seq, sender_id, content, created_at, is_hidden FROM messages
  WHERE connection_id = ?1 ORDER BY seq DESC LIMIT CAST(?2 AS INTEGER)`;

const newestEvents = `
  SELECT event_seq, type, user_id, image_id, after_seq, created_at FROM chat_events
  WHERE connection_id = ?1 ORDER BY event_seq DESC LIMIT CAST(?2 AS INTEGER)`;

const membersOf = `SELECT user_id, delivered_seq, read_seq FROM chat_members WHERE connection_id = ?1`;

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
