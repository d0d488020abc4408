import { and, desc, eq, inArray, isNotNull, isNull, lte, sql } from "drizzle-orm";
import type { ReportId, UserId } from "~/contract/ids";
import type { Database } from "../client";
import { isBelow } from "./page";
import { moderationLog, pendingRemovals, reportPhotos, reports, stories, users } from "../schema";

export type ReportRow = typeof reports.$inferSelect;
export type NewReportRow = typeof reports.$inferInsert;
export type ReportPhotoRow = typeof reportPhotos.$inferSelect;

/** Returns a person's report of a thing; null when they made none. */
export async function findReportBy(db: Database, reporterId: UserId, subject: { kind: ReportRow["kind"]; id: string }) {
  const [row] = await db
    .select({ id: reports.id })
    .from(reports)
    .where(and(eq(reports.reporterId, reporterId), eq(reports.kind, subject.kind), eq(reports.subjectId, subject.id)))
    .limit(1);
  return row?.id ?? null;
}

/** Returns a person's reports below an id, newest first. */
export async function listReportsBy(
  db: Database,
  reporterId: UserId,
  { before, limit }: { before: string | null; limit: number },
): Promise<ReportRow[]> {
  const below = isBelow(reports.id, before);
  return db
    .select()
    .from(reports)
    .where(and(eq(reports.reporterId, reporterId), below))
    .orderBy(desc(reports.id))
    .limit(limit);
}

/**
 * Writes a report, and forgets that its evidence's object must go, in one transaction: a copy whose report lost a race
 * against another of the same thing stays on the list of what must go. False for the one that lost.
 */
export async function insertReport(
  db: Database,
  report: NewReportRow,
  photos: readonly ReportPhotoRow[] = [],
): Promise<boolean> {
  const [written] = await db.batch([
    db.insert(reports).values(report).onConflictDoNothing().returning({ id: reports.id }),
    ...(photos.length === 0 ? [] : keepReportPhotos(db, report.id, photos)),
    forgetEvidenceRemoval(db, report.id),
  ]);
  return written.length > 0;
}

/** Statements that keep the photos of a report and their files, if the report was written. */
function keepReportPhotos(db: Database, id: ReportId, photos: readonly ReportPhotoRow[]) {
  const rows = JSON.stringify(photos.map(({ position, objectKey, type }) => [position, objectKey, type]));
  const isWritten = sql`exists (select 1 from ${reports} where ${reports.id} = ${id})`;
  const values = sql`select ${id}, value ->> 0, value ->> 1, value ->> 2 from json_each(${rows}) where ${isWritten}`;
  const kept = db.select({ key: reportPhotos.objectKey }).from(reportPhotos).where(eq(reportPhotos.reportId, id));
  return [
    db.insert(reportPhotos).select(values),
    db.delete(pendingRemovals).where(sql`${pendingRemovals.objectKey} in ${kept}`),
  ];
}

/** Returns the photos of a reported message, in their order. */
export async function listReportPhotos(db: Database, id: ReportId): Promise<ReportPhotoRow[]> {
  return db.select().from(reportPhotos).where(eq(reportPhotos.reportId, id)).orderBy(reportPhotos.position);
}

/** Returns a statement that keeps the object of a report's evidence, if the report was written. */
export function forgetEvidenceRemoval(db: Database, id: ReportId) {
  const kept = db
    .select({ key: reports.evidenceKey })
    .from(reports)
    .where(and(eq(reports.id, id), isNotNull(reports.evidenceKey)));
  return db.delete(pendingRemovals).where(sql`${pendingRemovals.objectKey} in ${kept}`);
}

/** Returns reports below an id, newest first. */
export async function listReports(
  db: Database,
  { status, before, limit }: { status: ReportRow["status"]; before: string | null; limit: number },
): Promise<ReportRow[]> {
  const below = isBelow(reports.id, before);
  return db
    .select()
    .from(reports)
    .where(and(eq(reports.status, status), below))
    .orderBy(desc(reports.id))
    .limit(limit);
}

/** Returns how many reports are open, at most `limit`: reads one entry of the index each. */
export async function countOpenReports(db: Database, limit: number): Promise<number> {
  const rows = await db.select({ id: reports.id }).from(reports).where(eq(reports.status, "open")).limit(limit);
  return rows.length;
}

export async function findReport(db: Database, id: ReportId): Promise<ReportRow | null> {
  const [row] = await db.select().from(reports).where(eq(reports.id, id)).limit(1);
  return row ?? null;
}

/** Returns the reported person and story as they are now; null for what is gone. */
export async function findReportSubjects(db: Database, report: Pick<ReportRow, "personId" | "storyId">) {
  const [[person], [story]] = await db.batch([
    db
      .select({ name: users.displayName, suspendedAt: users.suspendedAt, role: users.role })
      .from(users)
      .where(eq(users.id, report.personId)),
    db
      .select({ heldAt: stories.heldAt })
      .from(stories)
      .where(eq(stories.id, sql`${report.storyId}`)),
  ]);
  return { person: person ?? null, story: story ?? null };
}

/** Returns the moderation log of a person, newest first. */
export async function listModeration(db: Database, personId: UserId, limit: number) {
  return db
    .select({ entry: moderationLog, staffName: users.displayName })
    .from(moderationLog)
    .leftJoin(users, eq(users.id, moderationLog.staffId))
    .where(eq(moderationLog.personId, personId))
    .orderBy(desc(moderationLog.id))
    .limit(limit);
}

/** Performs a moderation action on its report, story or person and logs it, in one transaction. */
export async function moderate(db: Database, entry: typeof moderationLog.$inferInsert, report: ReportRow) {
  const { createdAt: now, reason } = entry;
  const log = db.insert(moderationLog).values(entry);
  const close = db
    .update(reports)
    .set({ status: "closed", closedAt: now })
    .where(and(eq(reports.id, report.id), eq(reports.status, "open")));
  const ofStory = eq(stories.id, sql`${report.storyId}`);
  const ofPerson = eq(users.id, report.personId);
  switch (entry.act) {
    case "dismiss":
      return db.batch([log, close]);
    case "hold":
      return db.batch([log, close, db.update(stories).set({ heldAt: now, heldReason: reason }).where(ofStory)]);
    case "release":
      return db.batch([log, db.update(stories).set({ heldAt: null, heldReason: null }).where(ofStory)]);
    case "suspend":
      return db.batch([log, close, db.update(users).set({ suspendedAt: now }).where(ofPerson)]);
    case "lift":
      return db.batch([log, db.update(users).set({ suspendedAt: null }).where(ofPerson)]);
    default:
      return entry.act satisfies never;
  }
}

/** Deletes the evidence and notes of reports closed by a time, and schedules the removal of its files. Returns how many. */
export async function deleteEvidence(db: Database, closedBy: Date, { limit, now }: { limit: number; now: Date }) {
  const due = await db
    .select({ id: reports.id, key: reports.evidenceKey })
    .from(reports)
    .where(and(lte(reports.closedAt, closedBy), isNotNull(reports.evidence)))
    .limit(limit);
  if (due.length === 0) return 0;
  const ids = JSON.stringify(due.map(({ id }) => id));
  const keys = JSON.stringify(due.flatMap(({ key }) => (key === null ? [] : [key])));
  await db.batch([
    db
      .insert(pendingRemovals)
      .select(sql`select value, ${now.getTime()} from json_each(${keys}) where true`)
      .onConflictDoNothing(),
    db
      .update(reports)
      .set({ evidence: sql`null`, evidenceKey: null, evidenceType: null, note: "" })
      .where(sql`${reports.id} in (select value from json_each(${ids}))`),
    db.delete(reportPhotos).where(sql`${reportPhotos.reportId} in (select value from json_each(${ids}))`),
  ]);
  return due.length;
}

/** Deletes reports closed by a time whose evidence is gone, at most `limit`. Returns how many. */
export async function deleteOldReports(db: Database, closedBy: Date, limit: number): Promise<number> {
  const old = db
    .select({ id: reports.id })
    .from(reports)
    .where(and(lte(reports.closedAt, closedBy), isNull(reports.evidence)))
    .limit(limit);
  const { meta } = await db.delete(reports).where(inArray(reports.id, old)).run();
  return meta.changes;
}

/** Returns statements for before a person's row is deleted: they remove the evidence about them, and their words in reports of others. */
export function anonymizeReports(db: Database, personId: UserId) {
  const saidByReported = sql`(select json_group_array(json(value)) from json_each(${reports.evidence}, '$.messages') where value ->> 'from' = 'reported')`;
  return [
    db
      .insert(pendingRemovals)
      .select(sql`select evidence_key, 0 from reports where person_id = ${personId} and evidence_key is not null`)
      .onConflictDoNothing(),
    db
      .update(reports)
      .set({
        note: "",
        evidence: sql`case when ${reports.kind} = 'message' then json_set(${reports.evidence}, '$.messages', json(${saidByReported})) else ${reports.evidence} end`,
      })
      .where(eq(reports.reporterId, personId)),
  ] as const;
}
