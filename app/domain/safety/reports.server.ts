import { roomOfMessage, seqIn, type Message, type MessageId } from "~/contract/chat";
import type { PhotoId, ReportId, StoryId, UserId } from "~/contract/ids";
import {
  messagesBeforeReported,
  type Evidence,
  type NewReport,
  type ReportedMessage,
  type ReportSubject,
} from "~/contract/report";
import { findConnection } from "~db/queries/connections";
import { findPhotosOfMessage, type PhotoRow } from "~db/queries/photos";
import * as queries from "~db/queries/reports";
import { findVisibleStory } from "~db/queries/stories";
import { readPageIf } from "~/domain/chat/conversations.server";
import { copyAllAsEvidence, copyAsEvidence } from "~/domain/photos/evidence.server";
import type { Services } from "~/domain/ports";

export type ReportResult =
  | { kind: "reported"; id: ReportId }
  /** Also for what the reporter may not see. */
  | { kind: "not_found" }
  | { kind: "own" };

/** The subject of a report as its reporter sees it, and their first report of it; null where there is none. */
interface Reportable {
  seen: ReportedSubject | null;
  before: ReportId | null;
}

/** Returns what decides about a report. */
export async function findReportable(
  services: Services,
  reporterId: UserId,
  { subject }: NewReport,
): Promise<Reportable> {
  const [seen, before] = await Promise.all([
    findSubject(services, reporterId, subject),
    queries.findReportBy(services.db, reporterId, subject),
  ]);
  return { seen, before };
}

/** Files a report with what its reporter sees now. A second report of the same thing returns the first. */
export async function report(
  services: Services,
  reporterId: UserId,
  input: NewReport & { found?: Reportable },
): Promise<ReportResult> {
  const { seen, before } = input.found ?? (await findReportable(services, reporterId, input));
  if (seen === null) return { kind: "not_found" };
  if (seen.personId === reporterId) return { kind: "own" };
  if (before !== null) return { kind: "reported", id: before };
  const id = services.newId<ReportId>();
  const photos = await copyAllAsEvidence(services, id, seen.photos ?? []);
  const row: queries.NewReportRow = {
    id,
    reporterId,
    kind: input.subject.kind,
    subjectId: input.subject.id,
    personId: seen.personId,
    storyId: seen.storyId,
    reason: input.reason,
    note: input.note,
    evidence: seen.evidence,
    ...(seen.photo && (await copyAsEvidence(services, id, seen.photo))),
    status: "open",
    createdAt: services.now(),
  };
  const isFirst = await queries.insertReport(services.db, row, photos);
  const first = isFirst ? id : await queries.findReportBy(services.db, reporterId, input.subject);
  return { kind: "reported", id: first ?? id };
}

interface ReportedSubject {
  /** The person who is reported. */
  personId: UserId;
  storyId: StoryId | null;
  evidence: Evidence;
  photo?: PhotoRow;
  /** Of a message. */
  photos?: PhotoRow[];
}

/** Returns the subject as the reporter sees it; null when they do not. */
async function findSubject(
  services: Services,
  reporterId: UserId,
  subject: ReportSubject,
): Promise<ReportedSubject | null> {
  switch (subject.kind) {
    case "story":
      return findStory(services, reporterId, subject.id);
    case "photo":
      return findReportedPhoto(services, reporterId, subject.id);
    case "ask": {
      const row = await findConnection(services.db, reporterId, subject.id);
      return row && { personId: row.askerId, storyId: null, evidence: { kind: "ask", note: row.note } };
    }
    case "message":
      return findMessage(services, reporterId, subject.id);
    default:
      return subject satisfies never;
  }
}

async function findStory(services: Services, reporterId: UserId, id: StoryId): Promise<ReportedSubject | null> {
  const row = await findVisibleStory(services, reporterId, id);
  if (!row) return null;
  const { authorId, title, body } = row.story;
  return { personId: authorId, storyId: id, evidence: { kind: "story", title, body } };
}

/** A photo is visible where its story is. */
async function findReportedPhoto(services: Services, reporterId: UserId, id: PhotoId): Promise<ReportedSubject | null> {
  const row = await findVisibleStory(services, reporterId, { of: id });
  const photo = row?.photos.find((other) => other.id === id);
  if (!photo || !row) return null;
  const { alt, width, height } = photo;
  return {
    personId: photo.ownerId,
    storyId: row.story.id,
    evidence: { kind: "photo", alt, story_title: row.story.title, width, height },
    photo,
  };
}

/** Whoever blocked the other may still report what they wrote, as the room's history has it. */
async function findMessage(services: Services, reporterId: UserId, id: MessageId): Promise<ReportedSubject | null> {
  const room = roomOfMessage(id);
  const seq = seqIn(room, id);
  if (seq === null) return null;
  const isConnected = findConnection(services.db, reporterId, room).then((row) => row?.status === "accepted");
  const span = { room, viewer: reporterId, before: seq + 1, limit: messagesBeforeReported + 1 };
  const page = await readPageIf(services, span, isConnected);
  const reported = page?.messages.at(-1);
  if (!page || reported?.seq !== seq || reported.deleted_at !== undefined) return null;
  const earlier = reported.edited_at === undefined ? [] : await services.rooms.versions(room, seq);
  const ids = reported.photos?.map((photo) => photo.id) ?? [];
  const photos = await findPhotosOfMessage(services.db, room, ids);
  const messages = page.messages
    .filter(({ deleted_at }) => deleted_at === undefined)
    .map((message) => evidenceOf(message, reported))
    .map((message, index, { length }) =>
      index === length - 1 && earlier.length > 0
        ? { ...message, earlier: earlier.map((version) => version.content) }
        : message,
    );
  return { personId: reported.sender_id, storyId: null, evidence: { kind: "message", messages }, photos };
}

function evidenceOf(message: Message, reported: Message): ReportedMessage {
  const { sender_id: sender, content, created_at, photos = [] } = message;
  const from = sender === reported.sender_id ? "reported" : "reporter";
  if (photos.length === 0) return { from, content, created_at };
  if (message !== reported) return { from, content, created_at, photo_count: photos.length };
  return { from, content, created_at, photos: photos.map(({ alt, width, height }) => ({ alt, width, height })) };
}
