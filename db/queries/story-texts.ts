/**
 * Texts of stories, and details of their photos, in databases of their own. A version never changes: it is written first, then the
 * row of the story or the photo names it, in the very transaction that publishes. So readers see all of it or none, and a failure in between leaves a version that no row
 * names, which the sweep deletes.
 */
import type { PhotoId, StoryId, UserId } from "~/contract/ids";
import { databaseAt, type Place } from "../placement";
import type { stories } from "../schema";
import { homeOfAuthor, TextUnavailable, type StoryDatabases } from "../story-databases";
import { detailsFromText, detailsToText, withoutDetails, type PhotoDetails } from "./photo-details";
import type { PhotoRow } from "./photos";

type StoryColumns = typeof stories.$inferSelect;

/** The columns of a story's row that have its text, or say which one it is. */
export type TextColumns = Pick<StoryColumns, "body" | "textPlace" | "textVersion">;

/** A version that no row names so long after it was written is deleted: no request lasts longer. In milliseconds. */
export const unnamedTextTtlMs = 24 * 60 * 60 * 1000;

/** The columns of a photo's row that name its details in another database, and no longer have them. */
export type DetailColumns = PhotoDetails & Pick<PhotoRow, "detailsPlace" | "detailsVersion">;

/** A text, and details of the story's photos: those that change. */
interface NewTexts {
  body?: string | undefined;
  photos?: readonly (PhotoDetails & { id: PhotoId })[];
  now: Date;
}

/** The columns that a story's row and its photos' rows get. */
export interface WrittenTexts {
  /** Null where the text does not change. */
  text: TextColumns | null;
  /** Of the photos whose details went to another database. */
  details: ReadonlyMap<PhotoId, DetailColumns>;
}

/**
 * Writes the text of a story and details of its photos to the database that its author's texts belong to, in one statement. Returns
 * the columns that name them; where that is the main one, those that have the text, and none for photos: their rows have theirs.
 */
export async function writeTexts(
  databases: StoryDatabases,
  { id, authorId }: Pick<StoryColumns, "id" | "authorId">,
  { body, photos = [], now }: NewTexts,
): Promise<WrittenTexts> {
  const place = homeOfAuthor(databases, authorId);
  if (place === null) {
    return { text: body === undefined ? null : { body, textPlace: null, textVersion: null }, details: new Map() };
  }
  const text = body === undefined ? null : { body: "", textPlace: place, textVersion: crypto.randomUUID() };
  const details = new Map(photos.map((photo) => [photo.id, { ...withoutDetails, ...newDetailsAt(place) }]));
  const rows = [
    ...(text === null ? [] : [[authorId, text.textVersion, id, body]]),
    ...photos.map((photo) => [authorId, details.get(photo.id)?.detailsVersion, id, detailsToText(photo), photo.id]),
  ];
  if (rows.length === 0) return { text, details };
  await databaseAt(databases, place)
    .prepare(insertTexts)
    .bind(JSON.stringify(rows), now.getTime() + unnamedTextTtlMs)
    .run();
  return { text, details };
}

const newDetailsAt = (detailsPlace: number) => ({ detailsPlace, detailsVersion: newDetailsVersion() });

/** Returns 62 random bits in 16 characters: a version of an author's, which every photo's row in the main database has. */
export function newDetailsVersion(): string {
  return crypto.randomUUID().replaceAll("-", "").slice(-16);
}

/** Writes versions, `[author, version, story, text, photo]` each. One that is there is there for another day. */
export const insertTexts = `
  INSERT INTO story_texts (author_id, version, story_id, body, photo_id, due_at)
  SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, ?2 FROM json_each(?1) WHERE true
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

/**
 * Returns photos with their details: other databases that have some are asked at once. Throws `TextUnavailable` when one does not
 * answer, or does not have what a row names.
 */
export async function joinDetails(databases: StoryDatabases, photos: readonly PhotoRow[]): Promise<PhotoRow[]> {
  const byPlace = Map.groupBy(
    photos.filter(({ detailsVersion }) => detailsVersion !== null),
    ({ detailsPlace }) => detailsPlace,
  );
  const read = await Promise.all(
    [...byPlace].map(([place, named]) => readVersions(databases, place, named.map(keyOfDetails))),
  ).catch((cause: unknown) => {
    throw new TextUnavailable("The details of a photo cannot be read.", { cause });
  });
  const stored = new Map(read.flat().map((text) => [text.version, text]));
  return photos.map((photo) => {
    if (photo.detailsVersion === null) return photo;
    const text = stored.get(photo.detailsVersion);
    if (!text) throw new TextUnavailable("The details of a photo are not there.");
    return { ...photo, ...detailsFromText(text.body) };
  });
}

const keyOfDetails = ({ ownerId, detailsVersion }: PhotoRow): TextKey => [ownerId, detailsVersion ?? ""];

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
