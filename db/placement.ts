/**
 * Rendezvous hashing over the databases that share what outgrew the main one: another database takes its share of each one that
 * is there, and nothing else moves. With none bound the main database holds everything.
 */
import { numberOfBinding, type DatabaseKind } from "~/contract/database-binding";

/** A database by the number of its binding; null: the main one. */
export type Place = number | null;

/** The main database, and those of one kind by their number. */
export interface PlacedDatabases {
  kind: DatabaseKind;
  main: D1Database;
  others: ReadonlyMap<number, D1Database>;
}

/** Returns the databases of a kind in an environment. `main`: the binding `DB`, or a session of it. */
export function databasesOf(kind: DatabaseKind, environment: object, main: D1Database): PlacedDatabases {
  const bound = Object.entries(environment).flatMap(([name, binding]): [number, D1Database][] => {
    const number = numberOfBinding(kind, name);
    return number === null ? [] : [[number, binding as D1Database]]; // checkEnvironment looks at it
  });
  return { kind, main, others: new Map(bound.toSorted(([a], [b]) => a - b)) };
}

/** Returns where a key belongs: the database with the highest score. */
export function placeOf(kind: DatabaseKind, key: string, numbers: Iterable<number>): Place {
  let home: { number: number; score: number } | null = null;
  for (const number of numbers) {
    const score = scoreOf(`${kind}_${number}/${key}`);
    if (home === null || score > home.score) home = { number, score };
  }
  return home?.number ?? null;
}

/** Returns a database by its place. Throws when it is not bound: to answer from another one would hide what is there. */
export function databaseAt({ kind, main, others }: PlacedDatabases, place: Place): D1Database {
  const database = place === null ? main : others.get(place);
  if (!database) throw new Error(`${kind}_${place} is in use and not bound.`);
  return database;
}

/**
 * FNV-1a of a name, mixed by the finalizer of MurmurHash3, which spreads the last characters over all bits: 32 bits, without a
 * sign. The numbers are for good: another hash would move everything.
 */
function scoreOf(name: string): number {
  let hash = 0x811c9dc5;
  for (const character of name) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
