import { and, desc, eq, exists, inArray, isNull, or, sql, type SQL } from "drizzle-orm";
import type { PhotoId, StoryId, UserId } from "~/contract/ids";
import type { Database } from "../client";
import { TextUnavailable, type StoryDatabases, type StoryStore } from "../story-databases";
import { insertWhere } from "./insert-where";
import { isBelow } from "./page";
import { connections, reports, reveals, stories, storyImages, users } from "../schema";
import { notBlockedBetween } from "./connections";
import type { PhotoDetails } from "./photo-details";
import { dueRemovals, photosIn, removalOf, someOf, type PhotoRow } from "./photos";
import { forgetEvidenceRemoval, type NewReportRow } from "./reports";
import { readTexts, writeTexts, type WrittenTexts } from "./story-texts";
import { isHeldBefore, isShownToAll } from "./visibility";

type StoryColumns = typeof stories.$inferSelect;

/** A story with its author's name and its photos. */
export interface StoryRow {
  story: StoryColumns;
  authorName: string;
  photos: PhotoRow[];
}

/** A story of a list; its body is null when the database that has it did not return it. */
export interface ListedStory extends Omit<StoryRow, "story"> {
  story: Omit<StoryColumns, "body"> & { body: string | null };
}

/** Stories, and the first failure of a database that has texts of theirs; null when all answered. */
export interface StoryList {
  rows: ListedStory[];
  failure: unknown;
}

/** Where to go on in a list, and how far. */
export interface PageOf {
  /** The id below which to read; null for the newest. */
  before: string | null;
  limit: number;
}

/** Returns published stories, newest first, without those that are held, or of people who leave, are suspended, whom the viewer blocked or who blocked them. */
export async function listPublished(store: StoryStore, viewerId: UserId | null, page: PageOf): Promise<StoryList> {
  const notBlocked = viewerId === null ? undefined : notBlockedBetween(store.db, stories.authorId, viewerId);
  return readStories(store, and(isShownToAll(), notBlocked), page);
}

/** Returns an author's own stories, published or not, newest first. */
export async function listByAuthor(store: StoryStore, authorId: UserId, page: PageOf): Promise<StoryList> {
  return readStories(store, eq(stories.authorId, authorId), page);
}

/**
 * Returns a story that the viewer may see: published and nobody blocked, or their own; staff see what they hold. Throws
 * `TextUnavailable` when the database that has its text does not answer.
 */
export async function findVisibleStory(
  store: StoryStore,
  viewerId: UserId | null,
  id: StoryId | { of: PhotoId },
): Promise<StoryRow | null> {
  const { db } = store;
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
  return onlyRow(await readStories(store, and(isIt, isVisible), onlyOne));
}

/**
 * Returns a story of its author; null for everybody else. Throws `TextUnavailable` when its text's database does not answer. That
 * is not asked where the story is to get another text: then it has that one.
 */
export async function findOwnStory(
  store: StoryStore,
  authorId: UserId,
  id: StoryId,
  { newBody }: { newBody?: string | undefined } = {},
): Promise<StoryRow | null> {
  const known = newBody === undefined ? {} : { version: "any", body: newBody };
  return onlyRow(await readStories(store, isOwn(authorId, id), { ...onlyOne, known }));
}

/** A photo that was cleared for the public: as it was seen then, and what becomes of it. */
export interface ClearedPhoto {
  seen: Pick<PhotoRow, "publicKey" | "checkedAt">;
  /** Null: those that another database has are right as they are. */
  details: PhotoDetails | null;
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
 * Inserts a story, puts its photos in it and files reports, in one transaction, after its text and its photos' details where
 * another database has these. Returns the story as it is then; null, having published nothing, when a photo is no longer as it
 * was when it was cleared.
 */
export async function insertStory(
  { db, storyDatabases }: StoryStore,
  story: typeof stories.$inferInsert,
  photos: Omit<PhotoChange, "removed"> = { kept: [], reports: [] },
): Promise<StoryRow | null> {
  const { id, authorId, body } = story;
  const texts = { body, photos: detailsOf(photos.kept), now: story.createdAt };
  const { text, details } = await writeTexts(storyDatabases, story, texts);
  const asCleared = areAsCleared(photos.kept, { id, authorId });
  const [written, ...others] = await db.batch([
    insertWhere(db, stories, { ...story, ...text }, sql`where ${asCleared}`).returning({ id: stories.id }),
    ...placePhotos(db, { id, authorId }, { photos: photos.kept, details }),
    ...fileReports(db, photos.reports, isThere(db, story)),
    ...readingStories(db, isOwn(authorId, id), onlyOne),
  ]);
  if (written.length === 0) return null;
  const read = others.slice(-2) as unknown as StoriesRead; // they come last
  return onlyRow(await joinStories(storyDatabases, read, { version: text?.textVersion ?? null, body }));
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
 * Updates a story of its author and its photos, in one transaction, after what changes of its text and its photos' details, where
 * another database has these. Returns null, having changed nothing, when the story is gone or a photo is no longer as it was when it was cleared.
 * `story`: with its text, where that was read before.
 */
export async function updateStory(
  { db, storyDatabases }: StoryStore,
  story: StoryKey & Partial<Pick<StoryColumns, "body" | "textVersion">>,
  { values, photos, now, dueLimit }: StoryUpdate,
): Promise<ChangedStory | null> {
  const { id, authorId } = story;
  const { body = story.body } = values;
  const texts = { body: values.body, photos: detailsOf(photos.kept), now };
  const { text, details } = await writeTexts(storyDatabases, story, texts);
  const asCleared = areAsCleared(photos.kept, story);
  const change = db
    .update(stories)
    .set({ ...values, ...text, updatedAt: now })
    .where(and(isOwn(authorId, id), asCleared))
    .returning({ id: stories.id });
  const goes = and(someOf(photos.removed), eq(storyImages.storyId, id), asCleared)!;
  const removal = photos.removed.length > 0 ? removalOf(db, goes, now) : [];
  const [written, ...others] = await db.batch([
    change,
    ...removal,
    ...placePhotos(db, story, { photos: photos.kept, details, condition: asCleared }),
    ...fileReports(db, photos.reports, and(isThere(db, story), asCleared)),
    dueRemovals(db, now, dueLimit),
    ...readingStories(db, isOwn(authorId, id), onlyOne),
  ]);
  if (written.length === 0) return null;
  const [due, ...read] = others.slice(-3) as unknown as [{ key: string }[], ...StoriesRead]; // they come last
  const known = { version: (text ?? story).textVersion, body };
  const changed = onlyRow(await joinStories(storyDatabases, read, known));
  return changed ? { story: changed, due: due.map(({ key }) => key) } : null;
}

/**
 * Deletes a story of its author with its photos' rows, also of those that came into it a moment ago; their objects are
 * then on the list of what must go, and so is its text in another database. Returns null when it is not theirs.
 */
export async function deleteStory(
  { db }: Pick<StoryStore, "db">,
  { id, authorId }: StoryKey,
  { now, dueLimit }: { now: Date; dueLimit: number },
): Promise<DeletedStory | null> {
  const inIt = and(eq(storyImages.storyId, id), eq(storyImages.ownerId, authorId))!;
  const other = sql<UserId>`case when ${connections.askerId} = ${authorId} then ${connections.authorId} else ${connections.askerId} end`;
  const [revealed, , , [deleted], due] = await db.batch([
    db
      .selectDistinct({ id: other })
      .from(storyImages)
      .innerJoin(reveals, eq(reveals.imageId, storyImages.id))
      .innerJoin(connections, eq(connections.id, reveals.connectionId))
      .where(inIt),
    ...removalOf(db, inIt, now),
    db
      .delete(stories)
      .where(isOwn(authorId, id))
      .returning({ heldAt: stories.heldAt, textVersion: stories.textVersion }),
    dueRemovals(db, now, dueLimit),
  ]);
  if (!deleted) return null;
  const revealedTo = revealed.map((row) => row.id);
  return {
    wasHeld: deleted.heldAt !== null,
    hasTextElsewhere: deleted.textVersion !== null,
    revealedTo,
    due: due.map(({ key }) => key),
  };
}

/** A story that was deleted, and what is left to do. */
interface DeletedStory {
  /** By moderation. */
  wasHeld: boolean;
  /** Whether another database has its text. */
  hasTextElsewhere: boolean;
  /** To whom its originals were revealed. */
  revealedTo: UserId[];
  /** The keys of files to remove now. */
  due: string[];
}

/** A story and whose it is. */
export interface StoryKey {
  id: StoryId;
  authorId: UserId;
}

/** Returns the details that belong beside the story's text: of photos that were looked at. A look that is to come writes its row. */
function detailsOf(photos: readonly PlacedPhoto[]): (PhotoDetails & { id: PhotoId })[] {
  return photos.flatMap(({ id, cleared }) =>
    cleared?.details && cleared.seen.checkedAt !== null ? [{ id, ...cleared.details }] : [],
  );
}

interface Placing {
  photos: readonly PlacedPhoto[];
  details: WrittenTexts["details"];
  condition?: SQL;
}

/** Puts an author's photos that are free into a story, while there is one and the condition holds. */
function placePhotos(db: Database, story: StoryKey, { photos, details, condition }: Placing) {
  return photos.map(({ id, alt, cleared }, position) =>
    db
      .update(storyImages)
      .set({
        ...{ storyId: story.id, position, alt },
        ...(cleared && { unverified: cleared.unverified }),
        ...(cleared?.details && (details.get(id) ?? { confirmedFaceIds: cleared.details.confirmedFaceIds })),
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

/** Both lists in one round trip, and texts that are elsewhere in one more. */
async function readStories(
  store: StoryStore,
  where: SQL | undefined,
  { known, ...page }: PageOf & { known?: KnownText },
): Promise<StoryList> {
  const { db, primaryDb, storyDatabases } = store;
  const read = await joinStories(storyDatabases, await db.batch(readingStories(db, where, page)), known);
  // A text that is not where its row says: the story was deleted after the row was read, or the row came from a copy that lags.
  if (!read.isStale) return read;
  return joinStories(storyDatabases, await primaryDb.batch(readingStories(primaryDb, where, page)), known);
}

/** Returns the one story of a list; null where there is none. Throws `TextUnavailable` when it has no text. */
function onlyRow({ rows: [row], failure }: StoryList): StoryRow | null {
  if (!row) return null;
  const { body } = row.story;
  if (body === null) throw new TextUnavailable("The text of a story cannot be read.", { cause: failure ?? undefined });
  return { ...row, story: { ...row.story, body } };
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
type StoriesRead = readonly [rows: Omit<StoryRow, "photos">[], photos: PhotoRow[]];

/** A text that need not be read: of a version, or of any where the story gets another. */
interface KnownText {
  version?: string | null;
  body?: string;
}

/** Puts together what was read with the texts that are elsewhere. `isStale`: a database that answered has no such text. */
async function joinStories(
  databases: StoryDatabases,
  [rows, photos]: StoriesRead,
  known: KnownText = {},
): Promise<StoryList & { isStale: boolean }> {
  const isKnown = ({ textVersion }: StoryColumns) => known.version === "any" || textVersion === (known.version ?? null);
  const wanted = rows.map(({ story }) => story).filter((story) => !isKnown(story));
  const { bodies, ...result } = await readTexts(databases, wanted);
  const bodyOf = (story: StoryColumns) => {
    if (story.textVersion === null) return story.body;
    return (isKnown(story) ? known.body : bodies.get(story.textVersion)) ?? null;
  };
  const joined = rows.map(({ story, authorName }) => ({
    story: { ...story, body: bodyOf(story) },
    authorName,
    photos: photos.filter(({ storyId }) => storyId === story.id),
  }));
  return { rows: joined, ...result };
}

/** Returns the titles of some of an author's own stories. */
export async function listStoryTitles(db: Database, authorId: UserId, ids: StoryId[]) {
  if (ids.length === 0) return [];
  return db
    .select({ id: stories.id, title: stories.title })
    .from(stories)
    .where(and(inArray(stories.id, ids), eq(stories.authorId, authorId)));
}
