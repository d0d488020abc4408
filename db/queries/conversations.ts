/** The list of a person's conversations, with what was said last in each. Prepared on the binding, like the chat's. */
import type { ConnectionId, StoryId, UserId } from "~/contract/ids";
import type { MessageDatabases, MessagePlace } from "../message-databases";
import { databaseAt } from "../placement";

/** Messages from the newest on among which the newest visible one is looked for: those of somebody who is blocked are skipped. */
const maxSkipped = 50;

/** A conversation, and what was said last in it. Times in milliseconds since 1970; `last_` is null before the first message. */
export interface ConversationRow {
  id: ConnectionId;
  other_id: UserId;
  other_name: string;
  own_leaving_at: number | null;
  other_leaving_at: number | null;
  is_asker: number;
  story_id: StoryId | null;
  story_title: string | null;
  is_blocked: number;
  /** The newest message of the room that D1 has, also one that the reader does not see. */
  newest_seq: number | null;
  /** The message database that holds its messages. */
  messages_db: MessagePlace;
  /** When the connection began. */
  accepted_at: number;
  last_seq: number | null;
  last_sender_id: UserId | null;
  last_content: string | null;
  last_photo_count: number;
  last_at: number | null;
  last_deleted_at: number | null;
  last_expires_at: number | null;
  other_delivered_seq: number | null;
  other_read_seq: number | null;
  event_type: "reveal" | "unreveal" | null;
  event_user_id: UserId | null;
  event_at: number | null;
}

/** `previewLength`: characters of a message; `now` in milliseconds since 1970: a message that has disappeared by then was not the last. */
interface ListReading {
  previewLength: number;
  now: number;
}

/**
 * Returns all conversations of a person, in no order. Reads a handful of rows for each, however many messages it has, and asks
 * each message database that has some of them, at once. Of one that does not answer the conversations lack what was said last.
 */
export async function readConversations(
  databases: MessageDatabases,
  viewerId: UserId,
  { previewLength, now }: ListReading,
): Promise<ConversationRow[]> {
  const bound = [viewerId, previewLength, now] as const;
  const { results } = await databases.main
    .prepare(conversations)
    .bind(...bound)
    .all<ConversationRow>();
  const elsewhere = Map.groupBy(results, (row) => row.messages_db);
  elsewhere.delete(null);
  const asked = [...elsewhere].map(async ([place, rows]) => {
    const ids = JSON.stringify(rows.map(({ id }) => id));
    const statement = databaseAt(databases, place).prepare(newestEntries);
    return (await statement.bind(...bound, ids).all<NewestEntry>()).results;
  });
  const answers = await Promise.allSettled(asked);
  const entries = answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
  const newest = new Map(entries.map((entry) => [entry.id, entry]));
  return results.map((row) => ({ ...row, ...newest.get(row.id) }));
}

/** What was said and revealed last, as the database of its messages has it. */
type NewestEntry = Pick<
  ConversationRow,
  | "id"
  | "last_seq"
  | "last_sender_id"
  | "last_content"
  | "last_photo_count"
  | "last_at"
  | "last_deleted_at"
  | "last_expires_at"
  | "event_type"
  | "event_user_id"
  | "event_at"
>;

/** Each role by its own index. */
const accepted = [
  ["asker_id", "author_id", 1],
  ["author_id", "asker_id", 0],
]
  .map(
    ([own, other, isAsker]) => `
  SELECT id, ${other} AS other_id, ${isAsker} AS is_asker, story_id, updated_at AS accepted_at
  FROM connections WHERE ${own} = ?1 AND status = 'accepted'`,
  )
  .join(" UNION ALL ");

/** The newest message that the reader sees. */
const lastSeq = `(
  SELECT found_seq FROM (
    SELECT seq AS found_seq, is_hidden, sender_id, expires_at FROM messages
    WHERE connection_id = c.id ORDER BY seq DESC LIMIT ${maxSkipped})
  WHERE (NOT is_hidden OR sender_id = ?1) AND (expires_at IS NULL OR expires_at > CAST(?3 AS INTEGER)) AND NOT EXISTS (
    SELECT 1 FROM message_views WHERE connection_id = c.id AND seq = found_seq AND viewer_id = ?1 AND is_removed)
  LIMIT 1)`;

/** The newest original that the reader knows to be revealed or taken back. One whose time is over is no news. */
const lastEvent = `(
  SELECT event_seq FROM chat_events WHERE connection_id = c.id AND type IN ('reveal', 'unreveal') AND end_cause IS NULL
    AND (NOT is_hidden OR user_id = ?1)
  ORDER BY event_seq DESC LIMIT 1)`;

const entryColumns = `
    m.seq AS last_seq, m.sender_id AS last_sender_id,
    substr(coalesce(v.content, m.content), 1, CAST(?2 AS INTEGER)) AS last_content,
    coalesce(json_array_length(m.photos), 0) AS last_photo_count, m.created_at AS last_at,
    v.deleted_at AS last_deleted_at, m.expires_at AS last_expires_at,
    e.type AS event_type, e.user_id AS event_user_id, e.created_at AS event_at`;

const entryJoins = `
  LEFT JOIN messages m ON m.connection_id = c.id AND m.seq = ${lastSeq}
  LEFT JOIN message_views v ON v.connection_id = c.id AND v.seq = m.seq AND v.viewer_id = ?1
  LEFT JOIN chat_events e ON e.connection_id = c.id AND e.event_seq = ${lastEvent}`;

const conversations = `
  SELECT c.id, c.other_id, o.display_name AS other_name, me.leaving_at AS own_leaving_at, o.leaving_at AS other_leaving_at,
    c.is_asker, c.story_id, s.title AS story_title, c.accepted_at,
    EXISTS (SELECT 1 FROM blocks WHERE blocker_id = ?1 AND blocked_id = c.other_id) AS is_blocked,
    own.last_seq AS newest_seq, own.messages_db,
    theirs.delivered_seq AS other_delivered_seq, theirs.read_seq AS other_read_seq, ${entryColumns}
  FROM (${accepted}) AS c
  JOIN users o ON o.id = c.other_id
  JOIN users me ON me.id = ?1
  LEFT JOIN stories s ON s.id = c.story_id
  LEFT JOIN chat_members own ON own.user_id = ?1 AND own.connection_id = c.id
  LEFT JOIN chat_members theirs ON theirs.user_id = c.other_id AND theirs.connection_id = c.id
  ${entryJoins}`;

/** The same of conversations whose messages are in a database of their own. */
const newestEntries = `
  SELECT c.id, ${entryColumns} FROM (SELECT value AS id FROM json_each(?4)) AS c ${entryJoins}`;
