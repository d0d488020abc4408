import type { ReportId } from "~/contract/ids";
import { moderationActs, type ModerationAct, type ModerationForm } from "~/contract/report";
import * as queries from "~db/queries/reports";
import { fileOf, type PhotoFile } from "~/domain/photos/photos.server";
import type { Services } from "~/domain/ports";
import { endSessions, type Viewer } from "~/domain/accounts/sessions.server";

/** Entries of a person's moderation log that are shown. */
const shownLogEntries = 50;

/** Returns a page of reports, newest first. `before` is the id after which to go on. */
export async function listReports(
  { db }: Services,
  page: { status: "open" | "closed"; before: string | null; limit: number },
) {
  const rows = await queries.listReports(db, { ...page, limit: page.limit + 1 });
  const shown = rows.slice(0, page.limit);
  return {
    reports: shown.map(({ id, kind, reason, createdAt }) => ({
      id,
      kind,
      reason,
      created_at: createdAt.toISOString(),
    })),
    next_cursor: rows.length > page.limit ? (shown.at(-1)?.id ?? null) : null,
  };
}

/** Returns a report with its evidence, the moderation log of its person, and the possible actions; null when there is none. */
export async function readReport({ db }: Services, id: ReportId) {
  const row = await queries.findReport(db, id);
  if (!row) return null;
  const [subjects, log, photos] = await Promise.all([
    queries.findReportSubjects(db, row),
    queries.listModeration(db, row.personId, shownLogEntries),
    queries.listReportPhotos(db, id),
  ]);
  const { kind, reason, note, status, evidence, storyId } = row;
  return {
    report: { id, kind, reason, note, status, story_id: storyId, created_at: row.createdAt.toISOString() },
    evidence,
    photo_url: row.evidenceKey === null ? null : `/api/moderation/${id}/photo`,
    /** By their places in the reported message; one that was gone already is missing. */
    message_photos: photos.map(({ position }) => ({ position, url: `/api/moderation/${id}/photos/${position}` })),
    person: subjects.person?.name ?? null,
    acts: moderationActs.filter((act) => isPossible(act, row, subjects)),
    log: log.map(({ entry, staffName }) => ({
      id: entry.id,
      act: entry.act,
      reason: entry.reason,
      staff: staffName,
      created_at: entry.createdAt.toISOString(),
    })),
  };
}

/** More open reports than this are not counted: the queue is long. */
const mostCounted = 100;

/** Returns how many reports wait for staff, at most 100. */
export function countOpenReports({ db }: Pick<Services, "db">): Promise<number> {
  return queries.countOpenReports(db, mostCounted);
}

export type ModerationResult = { kind: "done" } | { kind: "not_found" } | { kind: "not_now" };

/** Performs a moderation action and logs it. A suspended person is signed out everywhere, and their sockets close. */
export async function moderate(
  services: Services,
  staff: Viewer,
  { id, act, reason }: ModerationForm & { id: ReportId },
): Promise<ModerationResult> {
  const { db, now, newId } = services;
  const row = await queries.findReport(db, id);
  if (!row) return { kind: "not_found" };
  if (!isPossible(act, row, await queries.findReportSubjects(db, row))) return { kind: "not_now" };
  const about = { reportId: id, personId: row.personId, staffId: staff.account.id };
  const entry = { id: newId(), ...about, act, reason, createdAt: now() };
  await queries.moderate(db, entry, row);
  if (act === "hold" && row.storyId !== null) await services.pictureCache.forget(`story-${row.storyId}`);
  if (act === "suspend") await services.pictureCache.forget(`person-${row.personId}`);
  if (act === "hold" || act === "release") void services.inboxes.refresh([row.personId]);
  if (act === "suspend") await endSessions(services, row.personId, { allBut: null });
  return { kind: "done" };
}

/** Returns the file of a reported photo as it was; null when none was kept, or it was deleted. */
export async function readEvidencePhoto({ db, photoStorage }: Services, id: ReportId): Promise<PhotoFile | null> {
  const row = await queries.findReport(db, id);
  if (!row?.evidenceKey || !row.evidenceType) return null;
  const file = await photoStorage.evidence.get(row.evidenceKey);
  return file && fileOf(file, { type: row.evidenceType, isPublic: false });
}

/** Returns the file of a photo of a reported message as it was, by its place in it; null when there is none. */
export async function readEvidenceOfMessage(
  { db, photoStorage }: Services,
  { id, position }: { id: ReportId; position: number },
): Promise<PhotoFile | null> {
  const row = (await queries.listReportPhotos(db, id)).find((photo) => photo.position === position);
  const file = row && (await photoStorage.evidence.get(row.objectKey));
  return file ? fileOf(file, { type: row.type, isPublic: false }) : null;
}

type Subjects = Awaited<ReturnType<typeof queries.findReportSubjects>>;

/** Staff cannot be suspended: they lose that role first. */
function isPossible(act: ModerationAct, report: queries.ReportRow, { person, story }: Subjects): boolean {
  switch (act) {
    case "dismiss":
      return report.status === "open";
    case "hold":
      return story !== null && story.heldAt === null;
    case "release":
      return story !== null && story.heldAt !== null;
    case "suspend":
      return person !== null && person.suspendedAt === null && person.role !== "staff";
    case "lift":
      return person !== null && person.suspendedAt !== null;
    default:
      return act satisfies never;
  }
}
