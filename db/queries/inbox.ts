/** The rows that an inbox reads of D1: all that may wait for one person, as of one moment. Prepared on the binding, like the chat's. */
import type { ConnectionId, SessionId, StoryId, UserId } from "~/contract/ids";

/** Requests and sign-ins that one reading lists, the newest. */
const maxRequests = 200;
const maxSignIns = 50;

/** An accepted connection, with what its room last copied; times in milliseconds. */
export interface ConnectionRow {
  id: ConnectionId;
  is_asker: number;
  accepted_at: number;
  is_open: number;
  last_seq: number | null;
  read_seq: number | null;
  unread: number | null;
  last_at: number | null;
}

/** A person as the rows have them; null where there is no such account. */
export interface InboxRows {
  connections: ConnectionRow[];
  requests: { id: ConnectionId; created_at: number }[];
  revealed: { id: ConnectionId; photos: number; newest_at: number }[];
  held: { id: StoryId; held_at: number }[];
  released: { id: StoryId }[];
  signIns: { id: SessionId; created_at: number; user_agent: string | null }[];
  /** Those of the sessions asked about that go on. */
  live: { id: SessionId }[];
}

/** The parameters of a reading. Times in milliseconds since 1970. */
interface InboxReading {
  /** Stories that were held at the last reading. */
  heldBefore: StoryId[];
  signedInSince: number;
  /** Sessions that have a socket open, or a browser that is told. */
  sessions: SessionId[];
  now: number;
}

/**
 * Reads a person's rows in one transaction: one row for each connection, each waiting request, each photo that is revealed to
 * them, each story of theirs that is held, and each session that is asked about. Returns null when there is no such account.
 */
export async function readInboxRows(
  database: D1Database,
  userId: UserId,
  { heldBefore, signedInSince, sessions, now }: InboxReading,
): Promise<InboxRows | null> {
  const [people, connections, requests, revealed, held, released, signIns, live] = await database.batch([
    database.prepare("SELECT id FROM users WHERE id = ?1").bind(userId),
    database.prepare(acceptedConnections).bind(userId),
    database.prepare(waitingRequests).bind(userId, maxRequests),
    database.prepare(revealedOriginals).bind(userId, now),
    database.prepare("SELECT id, held_at FROM stories WHERE author_id = ?1 AND held_at IS NOT NULL").bind(userId),
    database.prepare(releasedStories).bind(userId, JSON.stringify(heldBefore)),
    database.prepare(newDevices).bind(userId, signedInSince, maxSignIns),
    database.prepare(liveSessions).bind(userId, JSON.stringify(sessions), now),
  ]);
  if (people?.results.length !== 1) return null;
  return {
    connections: rowsOf(connections),
    requests: rowsOf(requests),
    revealed: rowsOf(revealed),
    held: rowsOf(held),
    released: rowsOf(released),
    signIns: rowsOf(signIns),
    live: rowsOf(live),
  };
}

function rowsOf<Row>(result: D1Result | undefined): Row[] {
  return (result?.results ?? []) as Row[]; // the columns that its statement names
}

/** A WHERE: the person does not block another. Who is blocked is not told. */
const notBlocked = (other: string) =>
  `NOT EXISTS (SELECT 1 FROM blocks WHERE blocker_id = ?1 AND blocked_id = ${other})`;

/** Each role by its own index. */
const acceptedConnections = [
  ["asker_id", "author_id", 1],
  ["author_id", "asker_id", 0],
]
  .map(
    ([own, other, isAsker]) => `
  SELECT c.id, ${isAsker} AS is_asker, c.updated_at AS accepted_at,
    me.leaving_at IS NULL AND o.leaving_at IS NULL AND ${notBlocked(`c.${other}`)} AS is_open,
    m.last_seq, m.read_seq, m.unread,
    CASE WHEN coalesce(m.unread, 0) = 0 THEN NULL WHEN m.messages_db IS NOT NULL THEN m.last_at ELSE
      (SELECT created_at FROM messages WHERE connection_id = c.id ORDER BY seq DESC LIMIT 1) END AS last_at
  FROM connections c
  JOIN users me ON me.id = c.${own}
  JOIN users o ON o.id = c.${other}
  LEFT JOIN chat_members m ON m.user_id = ?1 AND m.connection_id = c.id
  WHERE c.${own} = ?1 AND c.status = 'accepted'`,
  )
  .join(" UNION ALL ");

const waitingRequests = `
  SELECT c.id, c.created_at FROM connections c JOIN users o ON o.id = c.asker_id
  WHERE c.author_id = ?1 AND c.status = 'asked'
    AND o.leaving_at IS NULL AND ${notBlocked("c.asker_id")}
  ORDER BY c.created_at DESC LIMIT CAST(?2 AS INTEGER)`;

const revealedOriginals = ["asker_id", "author_id"]
  .map(
    (own) => `
  SELECT c.id, count(*) AS photos, max(r.created_at) AS newest_at
  FROM connections c CROSS JOIN reveals r ON r.connection_id = c.id CROSS JOIN story_images i ON i.id = r.image_id
  WHERE c.${own} = ?1 AND c.status = 'accepted' AND i.owner_id <> ?1 AND i.original_key IS NOT NULL
    AND NOT i.is_hidden
    AND (r.ends_at IS NULL OR r.ends_at > CAST(?2 AS INTEGER))
  GROUP BY c.id`,
  )
  .join(" UNION ALL ");

const releasedStories = `
  SELECT id FROM stories
  WHERE id IN (SELECT value FROM json_each(?2)) AND author_id = ?1 AND held_at IS NULL`;

const newDevices = `
  SELECT id, created_at, user_agent FROM sessions
  WHERE user_id = ?1 AND is_new_device AND created_at > CAST(?2 AS INTEGER)
  ORDER BY id DESC LIMIT CAST(?3 AS INTEGER)`;

const liveSessions = `
  SELECT id FROM sessions
  WHERE id IN (SELECT value FROM json_each(?2)) AND user_id = ?1 AND ended_at IS NULL AND expires_at > CAST(?3 AS INTEGER)`;
