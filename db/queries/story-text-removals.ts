/**
 * The removal of texts, and of details of photos, in other databases: those that a trigger put on the list when their story or
 * photo was changed or deleted, and those that no row ever named.
 */
import { and, asc, eq, inArray, lte, sql, type SQL } from "drizzle-orm";
import type { PhotoId, UserId } from "~/contract/ids";
import type { Database } from "../client";
import { databaseAt } from "../placement";
import { pendingTextRemovals, stories, storyImages } from "../schema";
import type { StoryStore } from "../story-databases";
import { isOneOf, type StoredText } from "./story-texts";
import type { StoryKey } from "./stories";

type TextStore = Pick<StoryStore, "db" | "storyDatabases">;

/** A removal that failed is tried again after so long, behind those that are due by then. In milliseconds. */
const removalRetryMs = 60 * 60 * 1000;

const deleteVersions = `DELETE FROM story_texts WHERE ${isOneOf}`;

/** Removes the texts of a story that was deleted, and the details of photos that it no longer has. */
export function removeTextsOfStory(store: TextStore, { id, authorId }: StoryKey, now: Date): Promise<number> {
  const { db } = store;
  const isItsOwn = and(eq(pendingTextRemovals.authorId, authorId), eq(pendingTextRemovals.storyId, id));
  const due = removals(db, and(isItsOwn, lte(pendingTextRemovals.dueAt, now))!);
  return removeTexts(store, due, now);
}

/** Removes the texts whose removal is due, the longest due first, at most `limit`. Returns how many were due. Rejects with the first failure. */
export function removeDueTexts(store: TextStore, now: Date, limit: number): Promise<number> {
  const due = removals(store.db, lte(pendingTextRemovals.dueAt, now));
  return removeTexts(store, due.orderBy(asc(pendingTextRemovals.dueAt)).limit(limit), now);
}

/** Removals, each with whether the row of the story or the photo names that version all the same: then it stays. */
function removals(db: Database, where: SQL) {
  const { storyId, photoId, version, place } = pendingTextRemovals;
  const { id, detailsVersion, detailsPlace } = storyImages;
  const isNamed = and(eq(stories.id, storyId), eq(stories.textVersion, version), eq(stories.textPlace, place));
  const isNamedByPhoto = and(eq(id, photoId), eq(detailsVersion, version), eq(detailsPlace, place));
  return db
    .select({ removal: pendingTextRemovals, namedBy: sql<string | null>`coalesce(${stories.id}, ${id})` })
    .from(pendingTextRemovals)
    .leftJoin(stories, isNamed)
    .leftJoin(storyImages, isNamedByPhoto)
    .where(where)
    .$dynamic();
}

/** The text first: a removal leaves the list only once it is done. */
async function removeTexts(
  { db, storyDatabases }: TextStore,
  due: ReturnType<typeof removals>,
  now: Date,
): Promise<number> {
  const found = await due;
  if (found.length === 0) return 0;
  const named = found.filter(({ namedBy }) => namedBy !== null).map(({ removal }) => removal);
  const unnamed = found.filter(({ namedBy }) => namedBy === null).map(({ removal }) => removal);
  const byPlace = [...Map.groupBy(unnamed, ({ place }) => place)];
  const results = await Promise.allSettled(
    byPlace.map(async ([place, texts]) => {
      const keys = texts.map(({ authorId, version }) => [authorId, version]);
      await databaseAt(storyDatabases, place).prepare(deleteVersions).bind(JSON.stringify(keys)).run();
    }),
  );
  const failed = byPlace.filter((_, index) => results[index]?.status === "rejected").flatMap(([, texts]) => texts);
  const done = [...named, ...unnamed.filter((removal) => !failed.includes(removal))];
  await db.batch([
    db.delete(pendingTextRemovals).where(areThese(done)),
    db
      .update(pendingTextRemovals)
      .set({ dueAt: new Date(now.getTime() + removalRetryMs) })
      .where(areThese(failed)),
  ]);
  const failure = results.find((result) => result.status === "rejected");
  if (failure) throw failure.reason;
  return found.length;
}

/** A WHERE on `pending_text_removals`: some of them, bound as one, since a statement takes 100 values. */
function areThese(removed: readonly (typeof pendingTextRemovals.$inferSelect)[]): SQL {
  const { authorId, storyId, version, place } = pendingTextRemovals;
  const keys = JSON.stringify(removed.map((row) => [row.authorId, row.storyId, row.version, row.place]));
  return sql`(${authorId}, ${storyId}, ${version}, ${place}) in
    (select value ->> 0, value ->> 1, value ->> 2, value ->> 3 from json_each(${keys}))`;
}

/** Looks at versions of a database that were written a day ago, at most `limit`: those that no row names are deleted. Returns how many it looked at. */
export async function deleteUnnamedTexts(
  { db, storyDatabases }: TextStore,
  place: number,
  { now, limit }: { now: number; limit: number },
): Promise<number> {
  const database = databaseAt(storyDatabases, place);
  const { results } = await database
    .prepare(
      "SELECT author_id, version, story_id, photo_id FROM story_texts WHERE due_at <= ?1 LIMIT CAST(?2 AS INTEGER)",
    )
    .bind(now, limit)
    .all<Omit<StoredText, "body"> & { photo_id: PhotoId | null }>();
  if (results.length === 0) return 0;
  const storyIds = new Set(results.map((text) => text.story_id));
  const photoIds = results.flatMap((text) => text.photo_id ?? []);
  const rows = await db.batch([
    db
      .select({ version: stories.textVersion })
      .from(stories)
      .where(and(isIn(stories.id, [...storyIds]), eq(stories.textPlace, place))),
    db
      .select({ version: storyImages.detailsVersion })
      .from(storyImages)
      .where(and(isIn(storyImages.id, photoIds), eq(storyImages.detailsPlace, place))),
  ]);
  const named = new Set(rows.flat().map(({ version }) => version));
  const keysOf = (texts: typeof results) => JSON.stringify(texts.map((text) => [text.author_id, text.version]));
  // One that a move wrote again meanwhile is due later: it is let be.
  const stillDue = `${isOneOf} AND due_at <= ?2`;
  await database.batch([
    database
      .prepare(`UPDATE story_texts SET due_at = NULL WHERE ${stillDue}`)
      .bind(keysOf(results.filter(({ version }) => named.has(version))), now),
    database
      .prepare(`DELETE FROM story_texts WHERE ${stillDue}`)
      .bind(keysOf(results.filter(({ version }) => !named.has(version))), now),
  ]);
  return results.length;
}

/** A WHERE: some ids, bound as one, since a statement takes 100 values. */
function isIn(column: typeof stories.id | typeof storyImages.id, ids: readonly string[]): SQL {
  return sql`${column} in (select value from json_each(${JSON.stringify(ids)}))`;
}

/** Deletes all texts of an author, and all details of their photos, in every database, also those that no row ever named, and what is scheduled for them. */
export async function eraseTexts({ db, storyDatabases }: TextStore, authorId: UserId): Promise<void> {
  const { others } = storyDatabases;
  if (others.size === 0) return;
  await Promise.all(
    [...others.values()].map((database) =>
      database.prepare("DELETE FROM story_texts WHERE author_id = ?1").bind(authorId).run(),
    ),
  );
  // What is in a database that this worker does not know stays on the list: the app's sweep removes it.
  await db
    .delete(pendingTextRemovals)
    .where(and(eq(pendingTextRemovals.authorId, authorId), inArray(pendingTextRemovals.place, [...others.keys()])));
}
