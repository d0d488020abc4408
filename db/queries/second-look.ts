/** The findings of the second look at photos, and the photos that wait for it. */
import { and, asc, eq, isNull, lte, or, sql, type SQL } from "drizzle-orm";
import type { PhotoId } from "~/contract/ids";
import type { Region } from "~/contract/photo";
import type { UncoveredFace } from "~/contract/second-look";
import type { Database } from "../client";
import { insertWhere } from "./insert-where";
import { findPhoto, type PhotoRow } from "./photos";
import { forgetEvidenceRemoval, type NewReportRow } from "./reports";
import { reports, stories, storyImages } from "../schema";

/** A finished look. */
export interface SecondLook {
  faces: Region[];
  uncovered: UncoveredFace[];
  now: Date;
  /** The next step for a photo that was published before this look, when the look found somebody. */
  late: { holdReason: string; report: NewReportRow } | null;
}

/**
 * Stores a look, unless another one finished before it or the public copy is no longer the one it saw. Returns the photo as
 * it then is; null when it is gone. Where the photo was published unseen and somebody was found, its story is held and
 * reported in the same transaction.
 */
export async function saveLook(
  db: Database,
  seen: Pick<PhotoRow, "id" | "publicKey">,
  { faces, uncovered, now, late }: SecondLook,
): Promise<PhotoRow | null> {
  const isUnseen = and(
    eq(storyImages.id, seen.id),
    eq(storyImages.publicKey, seen.publicKey),
    isNull(storyImages.checkedAt),
  );
  const save = db
    .update(storyImages)
    .set({ personFaces: faces, uncoveredFaces: uncovered, checkedAt: now, unverified: false, lookLeasedUntil: null })
    .where(isUnseen)
    .returning();
  if (late === null) {
    const [saved] = await save;
    return saved ?? findPhoto(db, seen.id);
  }
  const isLate = and(isUnseen, eq(storyImages.unverified, true));
  const results = await db.batch([
    reportOfPublished(db, late.report, isLate),
    forgetEvidenceRemoval(db, late.report.id),
    holdOfPublished(db, { heldAt: now, heldReason: late.holdReason }, isLate),
    save,
  ]);
  return results[3][0] ?? findPhoto(db, seen.id);
}

/** The statement that inserts a report of a photo's story, where the photo fits and the story is published. */
function reportOfPublished(db: Database, report: NewReportRow, photo: SQL | undefined) {
  const published = and(eq(stories.id, storyImages.storyId), eq(stories.status, "published"));
  const row = { ...report, storyId: sql`${storyImages.storyId}` };
  return insertWhere(db, reports, row, sql`from ${storyImages} join ${stories} on ${published} where ${photo}`);
}

/** The statement that holds a photo's story, where the photo fits and the story is published. */
function holdOfPublished(db: Database, held: { heldAt: Date; heldReason: string }, photo: SQL | undefined) {
  const isItsStory = sql`${stories.id} = (select ${storyImages.storyId} from ${storyImages} where ${photo})`;
  return db
    .update(stories)
    .set(held)
    .where(and(isNull(stories.heldAt), eq(stories.status, "published"), isItsStory));
}

/**
 * Takes the look at a photo for somebody, until a time, when it was not finished and nobody has it. Returns the photo; null when
 * another one has the look or has finished it, or the photo is gone or its public copy is another one.
 */
export async function acquireLook(
  db: Database,
  seen: Pick<PhotoRow, "id" | "publicKey">,
  { now, until }: { now: Date; until: Date },
): Promise<PhotoRow | null> {
  const isFree = or(isNull(storyImages.lookLeasedUntil), lte(storyImages.lookLeasedUntil, now));
  const [acquired] = await db
    .update(storyImages)
    .set({ lookLeasedUntil: until })
    .where(
      and(
        eq(storyImages.id, seen.id),
        eq(storyImages.publicKey, seen.publicKey),
        isNull(storyImages.checkedAt),
        isFree,
      ),
    )
    .returning();
  return acquired ?? null;
}

/** Releases a look that did not finish, unless it counted as lost and another one has it. */
export async function releaseLook(db: Database, id: PhotoId, until: Date): Promise<void> {
  await db
    .update(storyImages)
    .set({ lookLeasedUntil: null })
    .where(and(eq(storyImages.id, id), eq(storyImages.lookLeasedUntil, until)));
}

/** Returns photos that were published unseen, those with the fewest failed looks first. */
export async function listUnverified(db: Database, limit: number): Promise<PhotoRow[]> {
  return db
    .select()
    .from(storyImages)
    .where(sql`${storyImages.unverified} = 1 and ${storyImages.failedLooks} >= 0`)
    .orderBy(asc(storyImages.failedLooks), asc(storyImages.id))
    .limit(limit);
}

/** Counts a look that failed, so that the next sweep begins with other photos. */
export async function countFailedLook(db: Database, id: PhotoId): Promise<void> {
  await db
    .update(storyImages)
    .set({ failedLooks: sql`${storyImages.failedLooks} + 1` })
    .where(eq(storyImages.id, id));
}
