/**
 * Which database holds the texts of an author's stories: one of those that are bound as `STORIES_DB_0`, `STORIES_DB_1`, ..., by
 * the hash of `placement.ts`. With none bound the main database holds them, in the rows of the stories. These rows stay in the
 * main one and are the directory: each names the place and the version of its text.
 */
import type { UserId } from "~/contract/ids";
import type { Database } from "./client";
import { databasesOf, placeOf, type Place, type PlacedDatabases } from "./placement";

/** The main database, and those for the texts of stories by their number. */
export type StoryDatabases = PlacedDatabases;

/** What queries of stories ask: the request's session of the main database, its primary, and the databases of texts. */
export interface StoryStore {
  db: Database;
  primaryDb: Database;
  storyDatabases: StoryDatabases;
}

/** The text of a story that its database did not return: it is there, and cannot be read now. An outage, by this name. */
export class TextUnavailable extends Error {
  override name = "TextUnavailable";
}

/** Returns the databases of an environment. */
export function storyDatabasesOf(environment: object, main: D1Database): StoryDatabases {
  return databasesOf("STORIES_DB", environment, main);
}

/** Returns where the texts of an author belong among the databases that are bound. */
export function homeOfAuthor({ others }: StoryDatabases, authorId: UserId): Place {
  return placeOf("STORIES_DB", authorId, others.keys());
}
