/** A conversation's way from one message database to another: copied in pages, counted, named in the main one, then deleted. */
import type { ConnectionId } from "~/contract/ids";
import type { MessageDatabases, MessagePlace } from "../message-databases";
import { databaseAt } from "../placement";

/** Rows of one page, and characters: below D1's limit of 2 MB for one bound parameter, with room for escapes. */
const rowsPerPage = 500;
const charactersPerPage = 250_000;

/** Rows that one statement deletes: well below a second. */
const rowsPerDeletion = 1_000;

/** The tables that move, by the columns of their key after the connection. The order is that of the copy. */
const tables = [
  {
    name: "messages",
    key: ["seq"],
    columns: "seq, sender_id, content, created_at, is_hidden, reply_to, is_reply_private, photos, expires_at",
  },
  {
    name: "message_views",
    key: ["seq", "viewer_id"],
    columns: "seq, viewer_id, change_seq, type, content, edited_at, deleted_at, is_removed, reactions",
  },
  {
    name: "chat_events",
    key: ["event_seq"],
    columns: "event_seq, type, user_id, image_id, after_seq, created_at, seconds, is_hidden, terms, ends_at, end_cause",
  },
] as const;

type MovedTable = (typeof tables)[number];

/** How far a copy has come: the table, and the key of the last row that was copied; null before the first. */
export interface MoveCursor {
  table: number;
  after: (string | number)[] | null;
}

export const firstCursor: MoveCursor = { table: 0, after: null };

/** A conversation, and the two databases between which it moves. */
export interface Move {
  connectionId: ConnectionId;
  from: MessagePlace;
  to: MessagePlace;
}

/** Copies the next page. Returns where to go on; null when all is copied. Idempotent: a row that is there stays. */
export async function copyPage(
  databases: MessageDatabases,
  { connectionId, from, to }: Move,
  cursor: MoveCursor,
): Promise<MoveCursor | null> {
  const table = tables[cursor.table];
  if (!table) return null;
  const { results } = await databaseAt(databases, from)
    .prepare(readPage(table, cursor.after !== null))
    .bind(connectionId, ...(cursor.after ?? []))
    .all<{ row: string } & Record<string, string | number>>();
  const page = results.slice(0, rowsThatFit(results));
  const last = page.at(-1);
  if (!last) return { table: cursor.table + 1, after: null };
  const rows = `[${page.map(({ row }) => row).join()}]`;
  await databaseAt(databases, to).prepare(insertPage(table)).bind(connectionId, rows).run();
  return { table: cursor.table, after: table.key.map((column) => last[column] ?? 0) };
}

/** Returns how many of these rows one parameter takes: at least the first. */
function rowsThatFit(rows: readonly { row: string }[]): number {
  let characters = 0;
  const tooMany = rows.findIndex(({ row }, index) => (characters += row.length) > charactersPerPage && index > 0);
  return tooMany === -1 ? rows.length : tooMany;
}

/** Returns whether both databases have as many rows of a conversation, with the same keys at the end. */
export async function isWholeCopy(databases: MessageDatabases, { connectionId, from, to }: Move): Promise<boolean> {
  const [old, copied] = await Promise.all(
    [from, to].map(async (place) => {
      const database = databaseAt(databases, place);
      return database.batch(tables.map((table) => database.prepare(measure(table)).bind(connectionId)));
    }),
  );
  const rowsOf = (results: D1Result[] | undefined) => JSON.stringify(results?.map((result) => result.results));
  return rowsOf(old) === rowsOf(copied);
}

/** Copies the members' rows to where the messages are now, then names that place in the main database: from then on readers go there. */
export async function nameNewPlace(databases: MessageDatabases, { connectionId, to }: Move): Promise<void> {
  const { results } = await databases.main.prepare(readMembers).bind(connectionId).all<{ row: string }>();
  const rows = `[${results.map(({ row }) => row).join()}]`;
  if (to !== null) {
    await databaseAt(databases, to).prepare(upsertMembers).bind(connectionId, rows).run();
  }
  await databases.main
    .prepare("UPDATE chat_members SET messages_db = ?2 WHERE connection_id = ?1")
    .bind(connectionId, to)
    .run();
}

/** Deletes some of what a database has of a conversation. Returns whether there may be more. The main one keeps its members' rows. */
export async function deletePlaced(
  databases: MessageDatabases,
  connectionId: ConnectionId,
  place: MessagePlace,
): Promise<"more" | "done"> {
  const database = databaseAt(databases, place);
  const results = await database.batch([
    ...tables.map((table) => database.prepare(deleteSome(table)).bind(connectionId)),
    ...(place === null
      ? []
      : [database.prepare("DELETE FROM chat_members WHERE connection_id = ?1").bind(connectionId)]),
  ]);
  return results.slice(0, tables.length).some(({ meta }) => meta.changes >= rowsPerDeletion) ? "more" : "done";
}

/** A connection, and where the main database says that its messages are. */
export interface PlacedConnection {
  connection_id: ConnectionId;
  messages_db: MessagePlace;
}

/** Returns the conversations after an id, in the order of their ids. Reads two rows for each. */
export async function listPlaces(main: D1Database, after: string, limit: number): Promise<PlacedConnection[]> {
  const { results } = await main.prepare(places).bind(after, limit).all<PlacedConnection>();
  return results;
}

const places = `
  SELECT connection_id, min(messages_db) AS messages_db FROM chat_members INDEXED BY chat_members_connection
  WHERE connection_id > ?1 GROUP BY connection_id ORDER BY connection_id LIMIT CAST(?2 AS INTEGER)`;

/** The next rows after a key, each as a JSON array. */
function readPage({ name, key, columns }: MovedTable, goesOn: boolean): string {
  const keys = key.join(", ");
  const bound = key.map((_, index) => `?${index + 2}`).join(", ");
  return `
    SELECT ${keys}, json_array(${columns}) AS row FROM ${name}
    WHERE connection_id = ?1 ${goesOn ? `AND (${keys}) > (${bound})` : ""}
    ORDER BY ${keys} LIMIT ${rowsPerPage}`;
}

function insertPage({ name, columns }: MovedTable): string {
  const values = columns.split(", ").map((_, index) => `value ->> ${index}`);
  return `
    INSERT INTO ${name} (connection_id, ${columns}) SELECT ?1, ${values.join(", ")} FROM json_each(?2) WHERE true
    ON CONFLICT DO NOTHING`;
}

function measure({ name, key }: MovedTable): string {
  return `SELECT count(*) AS n, max(${key[0]}) AS newest FROM ${name} WHERE connection_id = ?1`;
}

function deleteSome({ name, key }: MovedTable): string {
  const keys = key.join(", ");
  return `DELETE FROM ${name} WHERE connection_id = ?1 AND (${keys}) IN (
    SELECT ${keys} FROM ${name} WHERE connection_id = ?1 LIMIT ${rowsPerDeletion})`;
}

const memberColumns = "user_id, delivered_seq, read_seq, last_seq, unread, last_at";

const readMembers = `SELECT json_array(${memberColumns}) AS row FROM chat_members WHERE connection_id = ?1`;

const upsertMembers = `
  INSERT INTO chat_members (connection_id, ${memberColumns})
  SELECT ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 FROM json_each(?2) WHERE true
  ON CONFLICT (user_id, connection_id) DO UPDATE SET
    delivered_seq = excluded.delivered_seq, read_seq = excluded.read_seq, last_seq = excluded.last_seq,
    unread = excluded.unread, last_at = excluded.last_at`;
