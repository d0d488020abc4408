/** For tests in workerd: databases for the texts of stories and details of photos that are bound while a test needs them, and what is in each. */
import { applyD1Migrations, env } from "cloudflare:test";
import type { PhotoId, StoryId, UserId } from "../../app/contract/ids";
import { FaceId } from "../../app/contract/second-look";
import type { Place } from "../../db/placement";
import { detailsInRow } from "../../db/queries/photo-details";
import { insertPhoto, type PhotoRow } from "../../db/queries/photos";
import { storyDatabasesOf, type StoryStore } from "../../db/story-databases";
import { photoRowOf } from "../world/photos";
import { db } from "../world/services";

const spares = () => [env.SPARE_DB_0, env.SPARE_DB_1, env.SPARE_DB_2];

/** Applies the migrations of databases for stories to those that a test may bind. */
export async function migrateForStories(): Promise<void> {
  for (const database of spares()) await applyD1Migrations(database, env.STORIES_MIGRATIONS);
}

/** Deletes all people and stories, and what waits to be moved or removed. */
export async function emptyStoryDatabases(): Promise<void> {
  for (const table of ["users", "pending_text_removals", "text_moves"]) {
    await env.DB.prepare(`DELETE FROM ${table}`).run();
  }
  for (const database of spares()) await database.prepare("DELETE FROM story_texts").run();
}

/** Binds the first databases as databases for stories, and no others. */
export function bindStoryDatabases(count: number): void {
  for (const [number, database] of spares().entries()) {
    if (number < count) Object.assign(env, { [`STORIES_DB_${number}`]: database });
    else Reflect.deleteProperty(env, `STORIES_DB_${number}`);
  }
}

/** Returns the store of stories with the databases that are bound now. */
export function boundStore(): StoryStore {
  return { db, primaryDb: db, storyDatabases: storyDatabasesOf(env, env.DB) };
}

/** A text as it is stored. */
interface StoredText {
  place: Place;
  version: string | null;
  body: string;
}

/** Returns all that the databases have of a story's text: null is the main one. */
export function textsOf(id: StoryId): Promise<StoredText[]> {
  return storedOf(id, {
    main: "SELECT NULL AS version, body FROM stories WHERE id = ?1 AND text_version IS NULL",
    others: "SELECT version, body FROM story_texts WHERE story_id = ?1 AND photo_id IS NULL",
  });
}

/** Returns all that the databases have of a photo's details, as `textsOf` does. */
export function detailsOf(id: PhotoId): Promise<StoredText[]> {
  return storedOf(id, {
    main: `SELECT NULL AS version, ${detailsInRow} AS body FROM story_images WHERE id = ?1 AND details_version IS NULL`,
    others: "SELECT version, body FROM story_texts WHERE photo_id = ?1",
  });
}

async function storedOf(id: string, queries: { main: string; others: string }): Promise<StoredText[]> {
  const asked: [Place, D1Database, string][] = [
    [null, env.DB, queries.main],
    ...[...spares().entries()].map(([place, database]): [Place, D1Database, string] => [
      place,
      database,
      queries.others,
    ]),
  ];
  const found = await Promise.all(
    asked.map(async ([place, database, query]) => {
      const { results } = await database.prepare(query).bind(id).all<Omit<StoredText, "place">>();
      return results.map((text) => ({ place, ...text }));
    }),
  );
  return found.flat();
}

/** Writes the row of a photo in which a look found two people, one of them confirmed as they are. Details of no other photo are the same. */
export async function lookedAtPhoto(ownerId: UserId, changes: Partial<PhotoRow> = {}): Promise<PhotoRow> {
  const face = { x: Math.floor(Math.random() * 1e9), y: 2, width: 30, height: 40, confidence: 0.9 };
  const id = FaceId.parse("f".repeat(43));
  const photo = photoRowOf(ownerId, {
    ...{ checkedAt: new Date(0), faceCoordinates: [face], personFaces: [face, { ...face, y: 300 }] },
    ...{ uncoveredFaces: [{ ...face, y: 300, id }], confirmedFaceIds: [id], ...changes },
  });
  await insertPhoto(db, photo, { quota: 1_000_000 });
  return photo;
}
