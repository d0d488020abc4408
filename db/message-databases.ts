/**
 * Which database holds a conversation's messages. The rooms project them to one of the databases that are bound as
 * `MESSAGES_DB_0`, `MESSAGES_DB_1`, ...: by the hash of `placement.ts`. With none bound the main database holds them.
 */
import type { ConnectionId } from "~/contract/ids";
import { databasesOf, placeOf, type Place, type PlacedDatabases } from "./placement";

/** A message database by the number of its binding; null: the main one. */
export type MessagePlace = Place;

/** The main database, and those for messages alone by their number. */
export type MessageDatabases = PlacedDatabases;

/** Returns the databases of an environment. `main`: the binding `DB`, or a session of it. */
export function messageDatabasesOf(environment: object, main: D1Database): MessageDatabases {
  return databasesOf("MESSAGES_DB", environment, main);
}

/** Returns where a conversation's messages belong, among databases by their numbers. */
export function homeOf(connectionId: ConnectionId, numbers: Iterable<number>): MessagePlace {
  return placeOf("MESSAGES_DB", connectionId, numbers);
}

/** Returns where a conversation's messages belong among the databases that are bound. */
export function homeIn({ others }: MessageDatabases, connectionId: ConnectionId): MessagePlace {
  return homeOf(connectionId, others.keys());
}
