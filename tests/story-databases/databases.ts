/** For tests in workerd: databases for the texts of stories that are bound while a test needs them, and what is in each. */
import { applyD1Migrations, env } from "cloudflare:test";
import type { StoryId } from "../../app/contract/ids";
import type { Place } from "../../db/placement";
import { storyDatabasesOf, type StoryStore } from "../../db/story-databases";
import { db } from "../world/services";

const spares = () => [env.SPARE_DB_0, env.SPARE_DB_1, env.SPARE_DB_2];

/** Applies the migrations of databases for stories to those that a test may bind. */
export async function migrateForStories(): Promise<void> {
  for (const database of spares()) await applyD1Migrations(database, env.STORIES_MIGRATIONS);
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
export async function textsOf(id: StoryId): Promise<StoredText[]> {
  const queries: [Place, D1Database, string][] = [
    [null, env.DB, "SELECT NULL AS version, body FROM stories WHERE id = ?1 AND text_version IS NULL"],
    ...[...spares().entries()].map(([place, database]): [Place, D1Database, string] => [
      place,
      database,
      "SELECT version, body FROM story_texts WHERE story_id = ?1",
    ]),
  ];
  const found = await Promise.all(
    queries.map(async ([place, database, query]) => {
      const { results } = await database.prepare(query).bind(id).all<Omit<StoredText, "place">>();
      return results.map((text) => ({ place, ...text }));
    }),
  );
  return found.flat();
}
