/**
 * The way of stories' texts, and of their photos' details, from one database to another: copied in pages, named in the main one,
 * the old ones deleted an hour later.
 */
import { and, asc, eq, gt, isNotNull, sql } from "drizzle-orm";
import type { PhotoId, StoryId, UserId } from "~/contract/ids";
import type { Database } from "../client";
import { databaseAt, type Place } from "../placement";
import { stories, storyImages, textMoves } from "../schema";
import type { StoryDatabases } from "../story-databases";
import { detailsInRow } from "./photo-details";
import { insertTexts, newDetailsVersion, readVersions, unnamedTextTtlMs } from "./story-texts";

/** The progress of a sweep over all stories. */
export type TextMoves = Omit<typeof textMoves.$inferSelect, "id">;

const onlyId = 1;

/** Returns the progress of the sweep; null before the first. */
export async function readTextMoves(db: Database): Promise<TextMoves | null> {
  const [row] = await db.select().from(textMoves).where(eq(textMoves.id, onlyId)).limit(1);
  return row ?? null;
}

export async function saveTextMoves(db: Database, moves: TextMoves): Promise<void> {
  await db
    .insert(textMoves)
    .values({ ...moves, id: onlyId })
    .onConflictDoUpdate({ target: textMoves.id, set: moves });
}

/** Where the text of a story is, or the details of one of its photos. */
export interface PlacedText {
  id: StoryId;
  /** The photo whose details it is; null for the text. */
  photoId: PhotoId | null;
  authorId: UserId;
  textPlace: Place;
  textVersion: string | null;
}

/** Stories in the order of their rows. */
export interface TextPage {
  texts: PlacedText[];
  /** How many stories there are, and the number of the last one's row; null without any. */
  stories: number;
  lastRow: number | null;
}

/** Returns the texts of the stories after a row, each followed by those details of its photos that no look changes any more. */
export async function listTextPlaces(db: Database, after: number, limit: number): Promise<TextPage> {
  const { id, authorId, textPlace, textVersion } = stories;
  const row = sql<number>`${stories}.rowid`;
  const page = db.select({ id }).from(stories).where(gt(row, after)).orderBy(asc(row)).limit(limit);
  const [rows, photos] = await db.batch([
    db
      .select({ row, id, authorId, textPlace, textVersion })
      .from(stories)
      .where(gt(row, after))
      .orderBy(asc(row))
      .limit(limit),
    db
      .select({
        id: sql<StoryId>`${storyImages.storyId}`,
        photoId: storyImages.id,
        authorId: storyImages.ownerId,
        textPlace: storyImages.detailsPlace,
        textVersion: storyImages.detailsVersion,
      })
      .from(storyImages)
      .where(and(sql`${storyImages.storyId} in ${page}`, isNotNull(storyImages.checkedAt))),
  ]);
  const photosOf = Map.groupBy(photos, (photo) => photo.id);
  const texts = rows.flatMap(({ row: _row, ...text }) => [
    { ...text, photoId: null },
    ...(photosOf.get(text.id) ?? []),
  ]);
  return { texts, stories: rows.length, lastRow: rows.at(-1)?.row ?? null };
}

/** Characters of one statement: below D1's limit of 2 MB for a bound parameter, at three bytes each and with room for escapes. */
const charactersPerMove = 400_000;

/** A text on its way: the row that is written where it goes. */
type MovedText = [authorId: UserId, version: string, storyId: StoryId, body: string, photoId: PhotoId | null];

/**
 * Moves texts and details between two places. Returns how many of the first of them it has seen to: what does not fit is for the
 * next call. A story or photo that is edited or deleted meanwhile wins: its row no longer names what was copied, so the copy is
 * deleted in a day.
 */
export async function moveTexts(
  databases: StoryDatabases,
  texts: readonly PlacedText[],
  { from, to, now }: { from: Place; to: number; now: number },
): Promise<{ seen: number; moved: number }> {
  const found = await (from === null ? readMain(databases, texts) : readPlaced(databases, from, texts));
  const rows = found.slice(0, howManyFit(found));
  const [, , nextStory, , nextPhoto] = found[rows.length] ?? [];
  const seen =
    nextStory === undefined
      ? texts.length
      : texts.findIndex((text) => text.id === nextStory && text.photoId === nextPhoto);
  if (rows.length === 0) return { seen, moved: 0 };
  await databaseAt(databases, to)
    .prepare(insertTexts)
    .bind(JSON.stringify(rows), now + unnamedTextTtlMs)
    .run();
  const { main } = databases;
  const [inRow, elsewhere] = [
    JSON.stringify(rows),
    JSON.stringify(rows.map(([author, version, story, , photo]) => [author, version, story, null, photo])),
  ];
  const results = await main.batch(
    from === null
      ? [nameTexts, nameDetails].map((query) => main.prepare(query).bind(to, inRow))
      : [nameTextsFrom, nameDetailsFrom].map((query) => main.prepare(query).bind(to, elsewhere, from)),
  );
  return { seen, moved: results.reduce((sum, result) => sum + result.results.length, 0) };
}

/** In the order in which the texts were asked for. */
async function readMain({ main }: StoryDatabases, texts: readonly PlacedText[]): Promise<MovedText[]> {
  const idsOf = (ids: readonly (string | null)[]) => JSON.stringify(ids.filter((id) => id !== null));
  const read = await main.batch<{ id: StoryId | PhotoId; body: string }>([
    main.prepare(textsInMain).bind(idsOf(texts.map(({ id, photoId }) => (photoId === null ? id : null)))),
    main.prepare(detailsInMain).bind(idsOf(texts.map(({ photoId }) => photoId))),
  ]);
  const bodies = new Map(read.flatMap(({ results }) => results.map(({ id, body }) => [id, body])));
  return texts.flatMap(({ id, photoId, authorId }): MovedText[] => {
    const body = bodies.get(photoId ?? id);
    const version = photoId === null ? crypto.randomUUID() : newDetailsVersion();
    return body === undefined ? [] : [[authorId, version, id, body, photoId]];
  });
}

const textsInMain =
  "SELECT id, body FROM stories WHERE id IN (SELECT value FROM json_each(?1)) AND text_version IS NULL";

const detailsInMain = `
  SELECT id, ${detailsInRow} AS body FROM story_images
  WHERE id IN (SELECT value FROM json_each(?1)) AND details_version IS NULL AND checked_at IS NOT NULL`;

async function readPlaced(databases: StoryDatabases, from: number, texts: readonly PlacedText[]): Promise<MovedText[]> {
  const keys = texts.map(({ authorId, textVersion }): [UserId, string] => [authorId, textVersion ?? ""]);
  const stored = new Map((await readVersions(databases, from, keys)).map((text) => [text.version, text]));
  return texts.flatMap(({ id, photoId, authorId, textVersion }): MovedText[] => {
    const text = stored.get(textVersion ?? "");
    return text === undefined ? [] : [[authorId, text.version, id, text.body, photoId]];
  });
}

/** Returns how many of these texts one parameter takes: at least the first. */
function howManyFit(texts: readonly MovedText[]): number {
  let characters = 0;
  const tooMany = texts.findIndex(
    (text, index) => (characters += JSON.stringify(text).length) > charactersPerMove && index > 0,
  );
  return tooMany === -1 ? texts.length : tooMany;
}

/** A row that has its text names the copy, if the text is still the same. */
const nameTexts = `
  UPDATE stories SET body = '', text_db = ?1, text_version = json_each.value ->> 1 FROM json_each(?2)
  WHERE json_each.value ->> 4 IS NULL AND stories.id = json_each.value ->> 2
    AND text_version IS NULL AND body = json_each.value ->> 3
  RETURNING text_version`;

/** So does one that has its photo's details. */
const nameDetails = `
  UPDATE story_images SET details_db = ?1, details_version = json_each.value ->> 1,
    face_coordinates = '[]', person_faces = NULL, uncovered_faces = NULL, confirmed_face_ids = '[]'
  FROM json_each(?2)
  WHERE story_images.id = json_each.value ->> 4 AND details_version IS NULL AND checked_at IS NOT NULL
    AND ${detailsInRow} = json_each.value ->> 3
  RETURNING details_version`;

/** A row that names a version elsewhere names its new place, if it still names it there. */
const nameTextsFrom = `
  UPDATE stories SET text_db = ?1 FROM json_each(?2)
  WHERE json_each.value ->> 4 IS NULL AND stories.id = json_each.value ->> 2
    AND text_version = json_each.value ->> 1 AND text_db = ?3
  RETURNING text_version`;

const nameDetailsFrom = `
  UPDATE story_images SET details_db = ?1 FROM json_each(?2)
  WHERE story_images.id = json_each.value ->> 4 AND details_version = json_each.value ->> 1 AND details_db = ?3
  RETURNING details_version`;
