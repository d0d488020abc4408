import { and, desc, eq, exists, or, type SQL } from "drizzle-orm";
import type { PhotoId, StoryId, UserId } from "~/contract/ids";
import type { Database } from "../client";
import { isBelow } from "./page";
import { stories, storyImages, users } from "../schema";
import { notBlockedBetween } from "./connections";
import { listPhotosOf, removalOf, someOf, type PhotoRow } from "./photos";
import { isHeldBefore, isShownToAll } from "./visibility";

/** A story with its author's name and its photos. */
export interface StoryRow {
  story: typeof stories.$inferSelect;
  authorName: string;
  photos: PhotoRow[];
}

/** Where to go on in a list, and how far. */
export interface PageOf {
  /** The id below which to read; null for the newest. */
  before: string | null;
  limit: number;
}

/** Returns published stories, newest first, without those that are held, or of people who leave, are suspended, whom the viewer blocked or who blocked them. */
export async function listPublished(db: Database, viewerId: UserId | null, page: PageOf): Promise<StoryRow[]> {
  const notBlocked = viewerId === null ? undefined : notBlockedBetween(db, stories.authorId, viewerId);
  return readStories(db, and(isShownToAll(), notBlocked), page);
}

/** Returns an author's own stories, published or not, newest first. */
export async function listByAuthor(db: Database, authorId: UserId, page: PageOf): Promise<StoryRow[]> {
  return readStories(db, eq(stories.authorId, authorId), page);
}

/** Returns a story that the viewer may see: published and nobody blocked, or their own; staff see what they hold. */
export async function findVisibleStory(db: Database, viewerId: UserId | null, id: StoryId): Promise<StoryRow | null> {
  const isVisible =
    viewerId === null
      ? isShownToAll()
      : or(
          eq(stories.authorId, viewerId),
          and(isShownToAll(), notBlockedBetween(db, stories.authorId, viewerId)),
          isHeldBefore(db, viewerId),
        );
  const [row] = await readStories(db, and(eq(stories.id, id), isVisible), { before: null, limit: 1 });
  return row ?? null;
}

/** Returns a story of its author; null for everybody else. */
export async function findOwnStory(db: Database, authorId: UserId, id: StoryId): Promise<StoryRow | null> {
  const [row] = await readStories(db, and(eq(stories.id, id), eq(stories.authorId, authorId)), {
    before: null,
    limit: 1,
  });
  return row ?? null;
}

/** The changes in a story's photos: those that come or stay, in their order, and those that go. */
export interface PhotoChange {
  kept: { id: PhotoId; alt: string }[];
  removed: PhotoRow[];
}

/** Inserts a story and puts its photos in it, in one transaction. */
export async function insertStory(
  db: Database,
  story: typeof stories.$inferInsert,
  photos: PhotoChange["kept"],
): Promise<void> {
  await db.batch([db.insert(stories).values(story), ...placePhotos(db, story.id, photos)]);
}

/** Updates a story and its photos; does nothing for a story that is gone. */
export async function updateStory(
  db: Database,
  id: StoryId,
  { values, photos, now }: { values: Partial<typeof stories.$inferInsert>; photos: PhotoChange; now: Date },
): Promise<void> {
  const change = db
    .update(stories)
    .set({ ...values, updatedAt: now })
    .where(eq(stories.id, id));
  const goes = and(someOf(photos.removed), eq(storyImages.storyId, id))!;
  const removal = photos.removed.length > 0 ? removalOf(db, goes, now) : [];
  await db.batch([change, ...removal, ...placePhotos(db, id, photos.kept)]);
}

/**
 * Deletes a story of its author with its photos' rows, also of those that came into it a moment ago; their objects are
 * then on the list of what must go. Returns false when it is not theirs.
 */
export async function deleteStory(db: Database, authorId: UserId, id: StoryId, now: Date): Promise<boolean> {
  const inIt = and(eq(storyImages.storyId, id), eq(storyImages.ownerId, authorId))!;
  const isTheirs = and(eq(stories.id, id), eq(stories.authorId, authorId));
  const [, , deleted] = await db.batch([
    ...removalOf(db, inIt, now),
    db.delete(stories).where(isTheirs).returning({ id: stories.id }),
  ]);
  return deleted.length > 0;
}

/** Puts photos into a story, while there is one. */
function placePhotos(db: Database, storyId: StoryId, photos: PhotoChange["kept"]) {
  const isThere = exists(db.select({ id: stories.id }).from(stories).where(eq(stories.id, storyId)));
  return photos.map(({ id, alt }, position) =>
    db
      .update(storyImages)
      .set({ storyId, position, alt })
      .where(and(eq(storyImages.id, id), isThere)),
  );
}

async function readStories(db: Database, where: SQL | undefined, { before, limit }: PageOf): Promise<StoryRow[]> {
  const rows = await db
    .select({ story: stories, authorName: users.displayName })
    .from(stories)
    .innerJoin(users, eq(users.id, stories.authorId))
    .where(and(where, isBelow(stories.id, before)))
    .orderBy(desc(stories.id))
    .limit(limit);
  const photos = await listPhotosOf(
    db,
    rows.map(({ story }) => story.id),
  );
  return rows.map((row) => ({ ...row, photos: photos.filter(({ storyId }) => storyId === row.story.id) }));
}
