/**
 * Texts of stories in databases of their own. A version never changes: it is written first, then the story's row names it, in
 * the very transaction that publishes. So readers see all of it or none, and a failure in between leaves a version that no row
 * names, which the sweep deletes.
 */
import type { StoryId, UserId } from "~/contract/ids";
import { databaseAt, type Place } from "../placement";
import type { stories } from "../schema";
import { homeOfAuthor, type StoryDatabases } from "../story-databases";

type StoryColumns = typeof stories.$inferSelect;

/** The columns of a story's row that have its text, or say which one it is. */
export type TextColumns = Pick<StoryColumns, "body" | "textPlace" | "textVersion">;

/** A version that no row names so long after it was written is deleted: no request lasts longer. In milliseconds. */
export const unnamedTextTtlMs = 24 * 60 * 60 * 1000;

/** Writes a text to the database that its author's texts belong to. Returns the columns that name it; those that have it where that is the main one. */
export async function writeText(
  databases: StoryDatabases,
  { id, authorId }: Pick<StoryColumns, "id" | "authorId">,
  { body, now }: { body: string; now: Date },
): Promise<TextColumns> {
  const place = homeOfAuthor(databases, authorId);
  if (place === null) return { body, textPlace: null, textVersion: null };
  const version = crypto.randomUUID();
  const row = JSON.stringify([[authorId, version, id, body]]);
  await databaseAt(databases, place)
    .prepare(insertTexts)
    .bind(row, now.getTime() + unnamedTextTtlMs)
    .run();
  return { body: "", textPlace: place, textVersion: version };
}

/** Writes versions, `[author, version, story, text]` each. One that is there is there for another day. */
export const insertTexts = `
  INSERT INTO story_texts (author_id, version, story_id, body, due_at)
  SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, ?2 FROM json_each(?1) WHERE true
  ON CONFLICT DO UPDATE SET due_at = excluded.due_at`;

/** Texts by their version. */
interface ReadTexts {
  bodies: ReadonlyMap<string, string>;
  /** Whether a database that answered lacks one. */
  isStale: boolean;
  /** The first failure of a database; null when all answered. */
  failure: unknown;
}

/** Returns the texts of stories that are in other databases: all of these are asked at once. Never rejects. */
export async function readTexts(databases: StoryDatabases, rows: readonly StoryColumns[]): Promise<ReadTexts> {
  const byPlace = Map.groupBy(
    rows.filter(({ textVersion }) => textVersion !== null),
    ({ textPlace }) => textPlace,
  );
  const results = await Promise.allSettled(
    [...byPlace].map(([place, named]) => readVersions(databases, place, named.map(keyOf))),
  );
  const texts = results.flatMap((result) => (result.status === "fulfilled" ? result.value : []));
  const wanted = [...byPlace.values()].filter((_, index) => results[index]?.status === "fulfilled").flat();
  const failed = results.find((result) => result.status === "rejected");
  return {
    bodies: new Map(texts.map(({ version, body }) => [version, body])),
    isStale: texts.length < wanted.length,
    failure: failed?.reason ?? null,
  };
}

/** The key of a version in its database. */
export type TextKey = [authorId: UserId, version: string];

const keyOf = ({ authorId, textVersion }: StoryColumns): TextKey => [authorId, textVersion ?? ""];

/** A version as its database has it. */
export interface StoredText {
  author_id: UserId;
  version: string;
  story_id: StoryId;
  body: string;
}

/** Returns those of some versions that a database has. Rejects when it does not answer, or is not bound. */
export async function readVersions(
  databases: StoryDatabases,
  place: Place,
  keys: readonly TextKey[],
): Promise<StoredText[]> {
  const { results } = await databaseAt(databases, place)
    .prepare(`SELECT author_id, version, story_id, body FROM story_texts WHERE ${isOneOf}`)
    .bind(JSON.stringify(keys))
    .all<StoredText>();
  return results;
}

/** A WHERE on `story_texts`: versions by their keys, which are the first value of the statement. */
export const isOneOf = "(author_id, version) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?1))";
