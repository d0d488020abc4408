/** For tests in workerd: databases for the texts of stories and details of photos that are bound while a test needs them, and what is in each. */
import { env } from "cloudflare:test";
import type { PhotoId, StoryId, UserId } from "../../app/contract/ids";
import { FaceId } from "../../app/contract/second-look";
import type { Place } from "../../db/placement";
import { detailsInRow } from "../../db/queries/photo-details";
import { insertPhoto, type PhotoRow } from "../../db/queries/photos";
import { storyDatabasesOf, type StoryStore } from "../../db/story-databases";
import { photoRowOf } from "../world/photos";
import { db } from "../world/services";
import { bindSpares, migrateSpares, rowsByPlace, spares } from "../world/spare-databases";

export const migrateForStories = () => migrateSpares(env.STORIES_MIGRATIONS);

export const bindStoryDatabases = (count: number) => bindSpares("STORIES_DB", count);

/** Deletes all people and stories, and what waits to be moved or removed. */
export async function emptyStoryDatabases(): Promise<void> {
  for (const table of ["users", "pending_text_removals", "text_moves"]) {
    await env.DB.prepare(`DELETE FROM ${table}`).run();
  }
  for (const database of spares()) await database.prepare("DELETE FROM story_texts").run();
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
  return rowsByPlace(id, {
    main: "SELECT NULL AS version, body FROM stories WHERE id = ?1 AND text_version IS NULL",
    others: "SELECT version, body FROM story_texts WHERE story_id = ?1 AND photo_id IS NULL",
  });
}

/** Returns all that the databases have of a photo's details, as `textsOf` does. */
export function detailsOf(id: PhotoId): Promise<StoredText[]> {
  return rowsByPlace(id, {
    main: `SELECT NULL AS version, ${detailsInRow} AS body FROM story_images WHERE id = ?1 AND details_version IS NULL`,
    others: "SELECT version, body FROM story_texts WHERE photo_id = ?1",
  });
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
