/**
 * Which database holds a conversation's messages. The rooms project them to one of the databases that are bound as
 * `MESSAGES_DB_0`, `MESSAGES_DB_1`, ...: by rendezvous hashing, so that another database takes its share of each one that is
 * there, and nothing else moves. With none bound the main database holds them.
 */
import type { ConnectionId } from "~/contract/ids";
import { numberOfBinding } from "~/contract/message-database";

/** A message database by the number of its binding; null: the main one. */
export type MessagePlace = number | null;

/** The main database, and those for messages alone by their number. */
export interface MessageDatabases {
  main: D1Database;
  others: ReadonlyMap<number, D1Database>;
}

/** Returns the databases of an environment. `main`: the binding `DB`, or a session of it. */
export function messageDatabasesOf(environment: object, main: D1Database): MessageDatabases {
  const bound = Object.entries(environment).flatMap(([name, binding]): [number, D1Database][] => {
    const number = numberOfBinding(name);
    return number === null ? [] : [[number, binding as D1Database]]; // checkEnvironment looks at it
  });
  return { main, others: new Map(bound.toSorted(([a], [b]) => a - b)) };
}

/** Returns where a conversation's messages belong: the database with the highest score (rendezvous hashing). */
export function homeOf(connectionId: ConnectionId, numbers: Iterable<number>): MessagePlace {
  let home: { number: number; score: number } | null = null;
  for (const number of numbers) {
    const score = scoreOf(connectionId, number);
    if (home === null || score > home.score) home = { number, score };
  }
  return home?.number ?? null;
}

/** Returns where a conversation's messages belong among the databases that are bound. */
export function homeIn({ others }: MessageDatabases, connectionId: ConnectionId): MessagePlace {
  return homeOf(connectionId, others.keys());
}

/** Returns a database by its place. Throws when it is not bound: to answer from another one would hide messages. */
export function databaseAt({ main, others }: MessageDatabases, place: MessagePlace): D1Database {
  const database = place === null ? main : others.get(place);
  if (!database) throw new Error(`MESSAGES_DB_${place} holds messages and is not bound.`);
  return database;
}

/**
 * FNV-1a of both names, mixed by the finalizer of MurmurHash3, which spreads the last characters over all bits: 32 bits,
 * without a sign. The numbers are for good: another hash would move every conversation.
 */
function scoreOf(connectionId: ConnectionId, number: number): number {
  let hash = 0x811c9dc5;
  for (const character of `MESSAGES_DB_${number}/${connectionId}`) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
