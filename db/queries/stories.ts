import { and, desc, eq, exists, inArray, isNull, or, sql, type SQL } from "drizzle-orm";
import type { PhotoId, StoryId, UserId } from "~/contract/ids";
import type { FaceId } from "~/contract/second-look";
import type { Database } from "../client";
import { insertWhere } from "./insert-where";
import { isBelow } from "./page";
import { connections, reports, reveals, stories, storyImages, users } from "../schema";
import { notBlockedBetween } from "./connections";
import { dueRemovals, photosIn, removalOf, someOf, type PhotoRow } from "./photos";
import { forgetEvidenceRemoval, type NewReportRow } from "./reports";
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
export async function findVisibleStory(
  db: Database,
  viewerId: UserId | null,
  id: StoryId | { of: PhotoId },
): Promise<StoryRow | null> {
  const isVisible =
    viewerId === null
      ? isShownToAll()
      : or(
          eq(stories.authorId, viewerId),
          and(isShownToAll(), notBlockedBetween(db, stories.authorId, viewerId)),
          isHeldBefore(db, viewerId),
        );
  const isIt =
    typeof id === "string"
      ? eq(stories.id, id)
      : sql`${stories.id} = (select ${storyImages.storyId} from ${storyImages} where ${storyImages.id} = ${id.of})`;
  const [row] = await readStories(db, and(isIt, isVisible), onlyOne);
  return row ?? null;
}

/** Returns a story of its author; null for everybody else. */
export async function findOwnStory(db: Database, authorId: UserId, id: StoryId): Promise<StoryRow | null> {
  const [row] = await readStories(db, isOwn(authorId, id), onlyOne);
  return row ?? null;
}

/** A photo that was cleared for the public: as it was seen then, and what becomes of it. */
export interface ClearedPhoto {
  seen: Pick<PhotoRow, "publicKey" | "checkedAt">;
  confirmedFaceIds: FaceId[];
  unverified: boolean;
}

/** A photo's place in a story, and its clearance; null where it is in the story already and needs none. */
export interface PlacedPhoto {
  id: PhotoId;
  alt: string;
  cleared: ClearedPhoto | null;
}

/** The changes of a story's photos: those that come or stay, in their order, those that go, and what staff get to see. */
export interface PhotoChange {
  kept: PlacedPhoto[];
  removed: PhotoRow[];
  reports: NewReportRow[];
}

/**
 * Inserts a story, puts its photos in it and files reports, in one transaction. Returns the story as it is then; null, having
 * done nothing, when a photo is no longer as it was when it was cleared.
 */
export async function insertStory(
  db: Database,
  story: typeof stories.$inferInsert,
  photos: Omit<PhotoChange, "removed"> = { kept: [], reports: [] },
): Promise<StoryRow | null> {
  const { id, authorId } = story;
  const asCleared = areAsCleared(photos.kept, { id, authorId });
  const [written, ...others] = await db.batch([
    insertWhere(db, stories, story, sql`where ${asCleared}`).returning({ id: stories.id }),
    ...placePhotos(db, { id, authorId }, photos.kept),
    ...fileReports(db, photos.reports, isThere(db, story)),
    ...readingStories(db, isOwn(authorId, id), onlyOne),
  ]);
  if (written.length === 0) return null;
  const [rows, photosOf] = others.slice(-2) as unknown as StoriesRead; // they come last
  return joinStories(rows, photosOf)[0] ?? null;
}

interface StoryUpdate {
  values: Partial<typeof stories.$inferInsert>;
  photos: PhotoChange;
  now: Date;
  /** Files to remove of which it returns the keys. */
  dueLimit: number;
}

/** A story after a change, and the keys of files whose removal is due. */
export interface ChangedStory {
  story: StoryRow;
  due: string[];
}

/**
 * Updates a story of its author and its photos, in one transaction. Returns null, having done nothing, when the story is gone
 * or a photo is no longer as it was when it was cleared.
 */
export async function updateStory(
  db: Database,
  story: StoryKey,
  { values, photos, now, dueLimit }: StoryUpdate,
): Promise<ChangedStory | null> {
  const { id, authorId } = story;
  const asCleared = areAsCleared(photos.kept, story);
  const change = db
    .update(stories)
    .set({ ...values, updatedAt: now })
    .where(and(eq(stories.id, id), eq(stories.authorId, story.authorId), asCleared))
    .returning({ id: stories.id });
  const goes = and(someOf(photos.removed), eq(storyImages.storyId, id), asCleared)!;
  const removal = photos.removed.length > 0 ? removalOf(db, goes, now) : [];
  const [written, ...others] = await db.batch([
    change,
    ...removal,
    ...placePhotos(db, story, photos.kept, asCleared),
    ...fileReports(db, photos.reports, and(isThere(db, story), asCleared)),
    dueRemovals(db, now, dueLimit),
    ...readingStories(db, isOwn(authorId, id), onlyOne),
  ]);
  if (written.length === 0) return null;
  const [due, rows, photosOf] = others.slice(-3) as unknown as [{ key: string }[], ...StoriesRead]; // they come last
  const [changed] = joinStories(rows, photosOf);
  return changed ? { story: changed, due: due.map(({ key }) => key) } : null;
}

/**
 * Deletes a story of its author with its photos' rows, also of those that came into it a moment ago; their objects are
 * then on the list of what must go. Returns whether moderation held it, to whom its originals were revealed, and the keys of files to remove now; null when it
 * is not theirs.
 */
export async function deleteStory(
  db: Database,
  authorId: UserId,
  id: StoryId,
  { now, dueLimit }: { now: Date; dueLimit: number },
): Promise<{ wasHeld: boolean; revealedTo: UserId[]; due: string[] } | null> {
  const inIt = and(eq(storyImages.storyId, id), eq(storyImages.ownerId, authorId))!;
  const isTheirs = and(eq(stories.id, id), eq(stories.authorId, authorId));
  const other = sql<UserId>`case when ${connections.askerId} = ${authorId} then ${connections.authorId} else ${connections.askerId} end`;
  const [revealed, , , [deleted], due] = await db.batch([
    db
      .selectDistinct({ id: other })
      .from(storyImages)
      .innerJoin(reveals, eq(reveals.imageId, storyImages.id))
      .innerJoin(connections, eq(connections.id, reveals.connectionId))
      .where(inIt),
    ...removalOf(db, inIt, now),
    db.delete(stories).where(isTheirs).returning({ heldAt: stories.heldAt }),
    dueRemovals(db, now, dueLimit),
  ]);
  if (!deleted) return null;
  const revealedTo = revealed.map((row) => row.id);
  return { wasHeld: deleted.heldAt !== null, revealedTo, due: due.map(({ key }) => key) };
}

/** A story and whose it is. */
interface StoryKey {
  id: StoryId;
  authorId: UserId;
}

/** Puts an author's photos that are free into a story, while there is one and the condition holds. */
function placePhotos(db: Database, story: StoryKey, photos: PlacedPhoto[], condition?: SQL) {
  return photos.map(({ id, alt, cleared }, position) =>
    db
      .update(storyImages)
      .set({
        storyId: story.id,
        position,
        alt,
        ...(cleared && { confirmedFaceIds: cleared.confirmedFaceIds, unverified: cleared.unverified }),
      })
      .where(and(eq(storyImages.id, id), isFreeFor(story), isThere(db, story), condition)),
  );
}

function isThere(db: Database, { id }: StoryKey): SQL {
  return exists(db.select({ id: stories.id }).from(stories).where(eq(stories.id, id)));
}

/** A WHERE on `story_images`: the author's own, in no other story and in no conversation. */
function isFreeFor({ id, authorId }: StoryKey): SQL | undefined {
  const inNoOther = or(isNull(storyImages.storyId), eq(storyImages.storyId, id));
  return and(eq(storyImages.ownerId, authorId), isNull(storyImages.connectionId), inNoOther);
}

/**
 * A condition: every photo that was cleared is free for the story, and has the public copy and the look of then. As part of
 * the statement that publishes, it leaves no moment in which a copy or a look is replaced.
 */
function areAsCleared(photos: PlacedPhoto[], story: StoryKey): SQL {
  const cleared = photos.flatMap(({ id, cleared: each }) => (each ? [{ id, ...each.seen }] : []));
  if (cleared.length === 0) return sql`true`;
  const seen = cleared.map(({ id, publicKey, checkedAt }) => [id, publicKey, checkedAt?.getTime() ?? null]);
  return sql`(select count(*) from json_each(${JSON.stringify(seen)}) join ${storyImages}
    on ${storyImages.id} = json_each.value ->> 0 where ${isFreeFor(story)}
    and ${storyImages.publicKey} = json_each.value ->> 1
    and ${storyImages.checkedAt} is json_each.value ->> 2) = ${cleared.length}`;
}

function fileReports(db: Database, filed: NewReportRow[], condition: SQL | undefined) {
  return filed.flatMap((report) => [
    insertWhere(db, reports, report, sql`where ${condition}`),
    forgetEvidenceRemoval(db, report.id),
  ]);
}

/** Both lists in one round trip. */
async function readStories(db: Database, where: SQL | undefined, page: PageOf): Promise<StoryRow[]> {
  const [rows, photos] = await db.batch(readingStories(db, where, page));
  return joinStories(rows, photos);
}

const onlyOne: PageOf = { before: null, limit: 1 };

const isOwn = (authorId: UserId, id: StoryId) => and(eq(stories.id, id), eq(stories.authorId, authorId));

/** Statements that select stories, and the photos of whatever stories those are. */
function readingStories(db: Database, where: SQL | undefined, { before, limit }: PageOf) {
  const isOnPage = and(where, isBelow(stories.id, before));
  const page = db
    .select({ id: stories.id })
    .from(stories)
    .innerJoin(users, eq(users.id, stories.authorId))
    .where(isOnPage)
    .orderBy(desc(stories.id))
    .limit(limit);
  return [
    db
      .select({ story: stories, authorName: users.displayName })
      .from(stories)
      .innerJoin(users, eq(users.id, stories.authorId))
      .where(isOnPage)
      .orderBy(desc(stories.id))
      .limit(limit),
    photosIn(db, page),
  ] as const;
}

/** The rows that the statements of `readingStories` return. */
type StoriesRead = [rows: Omit<StoryRow, "photos">[], photos: PhotoRow[]];

function joinStories(...[rows, photos]: StoriesRead): StoryRow[] {
  return rows.map((row) => ({ ...row, photos: photos.filter(({ storyId }) => storyId === row.story.id) }));
}

/** Returns the titles of some of an author's own stories. */
export async function listStoryTitles(db: Database, authorId: UserId, ids: StoryId[]) {
  if (ids.length === 0) return [];
  return db
    .select({ id: stories.id, title: stories.title })
    .from(stories)
    .where(and(inArray(stories.id, ids), eq(stories.authorId, authorId)));
}
