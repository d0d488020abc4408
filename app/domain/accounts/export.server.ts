import { messageId } from "~/contract/chat";
import type { ConnectionId, UserId } from "~/contract/ids";
import { maxPageSize } from "~/contract/limits";
import { photoExtensions, type PhotoType } from "~/contract/photo";
import { listBlocked } from "~db/queries/connections";
import { measureAccount } from "~db/queries/exports";
import { listPasskeys } from "~db/queries/passkeys";
import { listOwnPhotos, type PhotoRow } from "~db/queries/photos";
import { listCodes } from "~db/queries/recovery-codes";
import { listReportsBy } from "~db/queries/reports";
import { joinDetails } from "~db/queries/story-texts";
import { TextUnavailable } from "~db/story-databases";
import { listConnections } from "~/domain/connections/connections.server";
import { readPage } from "~/domain/chat/conversations.server";
import { readInbox } from "~/domain/inbox/inbox.server";
import { readPush } from "~/domain/inbox/push.server";
import type { PictureStore, Services } from "~/domain/ports";
import { listSessions, type Viewer } from "./sessions.server";
import { listOwnStories } from "~/domain/stories/stories.server";
import type { ArchivePart } from "./zip-writer.server";

/** Writes the text that explains an export. `missing`: the names of files that could not be read. */
export type WriteReadme = (facts: { madeAt: string; missing: string[] }) => string;

export type ExportServices = Pick<
  Services,
  | "db"
  | "primaryDb"
  | "messageDatabases"
  | "storyDatabases"
  | "photoStorage"
  | "rooms"
  | "inboxes"
  | "now"
  | "log"
  | "classifyFault"
>;

/** Where an export is: plain JSON, so that a job can put it aside and go on later. */
export interface ExportState {
  /** The part of the archive, by its place in the list of parts, and the place in it; null at its beginning. */
  section: number;
  at: unknown;
  /** The names of what could not be read and is left out: one photo that is gone must not take the rest with it. */
  missing: string[];
}

export const exportStart: ExportState = { section: 0, at: null, missing: [] };

interface Exporting {
  services: ExportServices;
  viewer: Viewer;
  missing: string[];
  writeReadme: WriteReadme;
}

/** The rows that one step read, and the cursor of the next step; null at the section's end. */
interface SectionStep<At> {
  parts: ArchivePart[];
  next: At | null;
}

/** A part of the archive that is read step by step. */
type Section = (exporting: Exporting, at: unknown) => Promise<SectionStep<unknown>>;

/** A place is only ever given to the section that returned it. */
function section<At>(step: (exporting: Exporting, at: At | null) => Promise<SectionStep<At>>): Section {
  return (exporting, at) => step(exporting, at as At | null);
}

/** Messages of one step: a page of the API is for a screen. */
const messagesPerStep = 500;

/** Bytes of a photo of one step. */
const photoBytesPerStep = 4 * 1024 * 1024;

/** Calls to D1, R2 and rooms that one step makes at most. */
export const callsPerStep = 8;

/** Everything that belongs to a person, in the order of the archive. */
const sections: readonly Section[] = [
  one("account.json", async ({ viewer }) => viewer.account),
  list("sessions.json", sessionsPage),
  one("passkeys.json", ({ services, viewer }) => passkeysOf(services, viewer.account.id)),
  one("recovery-codes.json", ({ services, viewer }) => codesOf(services, viewer.account.id)),
  list("stories.json", storiesPage),
  list("photos.json", async (exporting, before) => {
    const { items, next } = await photosPage(exporting, before);
    return { items: items.map(describe), next };
  }),
  list("connections.json", connectionsPage),
  one("blocked.json", ({ services, viewer }) => blockedBy(services, viewer.account.id)),
  list("inbox.json", inboxPage),
  one("conversation-marks.json", ({ services, viewer }) => marksOf(services, viewer.account.id)),
  one("notifications.json", ({ services, viewer }) => notificationsOf(services, viewer.account.id)),
  list("reports.json", reportsPage),
  section(conversationStep),
  section(pictureStep),
  section(async ({ services, missing, writeReadme }) => {
    const text = writeReadme({ madeAt: services.now().toISOString(), missing });
    return { parts: file("README.txt", text), next: null };
  }),
];

/** Reads a bounded part of an export. Returns what goes into the archive, and where to go on; null at the end. */
export async function exportStep(
  services: ExportServices,
  { viewer, writeReadme }: { viewer: Viewer; writeReadme: WriteReadme },
  state: ExportState,
): Promise<{ parts: ArchivePart[]; state: ExportState | null }> {
  const exporting = { services, viewer, writeReadme, missing: [...state.missing] };
  const read = sections[state.section];
  if (!read) return { parts: [], state: null };
  const { parts, next } = await read(exporting, state.at);
  const at = next === null ? { section: state.section + 1, at: null } : { section: state.section, at: next };
  return { parts, state: at.section === sections.length ? null : { ...at, missing: exporting.missing } };
}

/** Returns about how many steps an export takes. */
export async function estimateExportSteps({ db }: Pick<Services, "db">, userId: UserId): Promise<number> {
  const { conversations, messages, photos } = await measureAccount(db, userId);
  return sections.length + conversations + messages / messagesPerStep + 2 * photos;
}

/** A page of a list, and the cursor after which it goes on. */
interface Page<Item> {
  items: Item[];
  next: string | null;
}

async function sessionsPage({ services, viewer }: Exporting, before: string | null) {
  const { sessions: items, next_cursor: next } = await listSessions(services, viewer, { before, limit: maxPageSize });
  return { items, next };
}

/** A story is not left out of an export: where its text cannot be read, the export waits. */
async function storiesPage({ services, viewer }: Exporting, before: string | null) {
  const page = await listOwnStories(services, viewer.account.id, { before, limit: maxPageSize });
  if (page.is_incomplete) throw new TextUnavailable("A story's text cannot be read.");
  return { items: page.stories, next: page.next_cursor };
}

async function connectionsPage({ services, viewer }: Exporting, before: string | null) {
  const page = await listConnections(services, viewer.account.id, { before, limit: maxPageSize });
  return { items: page.connections, next: page.next_cursor };
}

async function inboxPage({ services, viewer }: Exporting, before: string | null) {
  const { entries: items, next_cursor: next } = await readInbox(services, viewer.account.id, {
    cursor: before,
    limit: maxPageSize,
  });
  return { items, next };
}

/** Returns a page of the person's reports, with their reasons. What was done about them is between staff and the person reported. */
async function reportsPage({ services, viewer }: Exporting, before: string | null) {
  const rows = await listReportsBy(services.db, viewer.account.id, { before, limit: maxPageSize });
  return {
    items: rows.map(({ id, kind, subjectId, reason, note, createdAt }) => ({
      id,
      subject: { kind, id: subjectId },
      reason,
      note,
      created_at: createdAt,
    })),
    next: rows.length === maxPageSize ? (rows.at(-1)?.id ?? null) : null,
  };
}

/** Where a photo's details cannot be read, the export waits, too. */
async function photosPage({ services, viewer }: Exporting, before: string | null): Promise<Page<PhotoRow>> {
  const rows = await listOwnPhotos(services.db, viewer.account.id, { before, limit: maxPageSize });
  const items = await joinDetails(services.storyDatabases, rows);
  return { items, next: items.length === maxPageSize ? (items.at(-1)?.id ?? null) : null };
}

async function passkeysOf({ db }: ExportServices, viewerId: UserId) {
  const rows = await listPasskeys(db, viewerId);
  return rows.map(({ name, createdAt, lastUsedAt }) => ({ name, created_at: createdAt, last_used_at: lastUsedAt }));
}

async function codesOf({ db }: ExportServices, viewerId: UserId) {
  return (await listCodes(db, viewerId)).map(({ createdAt }) => ({ created_at: createdAt }));
}

async function marksOf({ inboxes }: ExportServices, viewerId: UserId) {
  const { marks } = await inboxes.conversations(viewerId);
  return marks.map(({ connectionId, pinnedAt, archivedAt, isMuted }) => ({
    connection_id: connectionId,
    pinned_at: pinnedAt && new Date(pinnedAt),
    archived_at: archivedAt && new Date(archivedAt),
    muted: isMuted,
  }));
}

async function notificationsOf(services: ExportServices, viewerId: UserId) {
  const { settings, muted, subscriptions } = await readPush(services, viewerId);
  return { settings, muted, subscriptions };
}

async function blockedBy({ db }: ExportServices, viewerId: UserId) {
  const rows = await listBlocked(db, viewerId);
  return rows.map(({ id, displayName, createdAt }) => ({ id, display_name: displayName, blocked_at: createdAt }));
}

function describe(photo: PhotoRow) {
  return {
    id: photo.id,
    story_id: photo.storyId,
    connection_id: photo.connectionId,
    message_id: photo.connectionId && photo.messageSeq && messageId(photo.connectionId, photo.messageSeq),
    position: photo.position,
    alt: photo.alt,
    created_at: photo.createdAt,
    public_copy: { file: publicName(photo), bytes: photo.publicBytes, width: photo.width, height: photo.height },
    original: photo.originalKey === null ? null : { file: originalName(photo), bytes: photo.originalBytes },
    covered_regions: photo.faceCoordinates,
    second_look: photo.checkedAt && {
      at: photo.checkedAt,
      faces: photo.personFaces,
      uncovered: photo.uncoveredFaces,
      confirmed: photo.confirmedFaceIds,
    },
    published_unseen: photo.unverified,
  };
}

/** An id is letters, digits and dashes, and the ending is one of three: a safe name on every system. */
const publicName = ({ id, publicType }: PhotoRow) => `photos/public/${id}.${photoExtensions[publicType as PhotoType]}`;
const originalName = ({ id, originalType }: PhotoRow) =>
  `photos/original/${id}.${photoExtensions[originalType as PhotoType]}`;

/** The connections of a page whose conversations are still to come, the page after it, and where the first one is. */
interface ConversationsAt {
  rooms: ConnectionId[];
  page: string | null;
  /** The seq below which the first of them goes on; null when it has not begun. */
  before: number | null;
}

async function conversationStep(
  exporting: Exporting,
  at: ConversationsAt | null,
): Promise<SectionStep<ConversationsAt>> {
  const [room, ...rooms] = at?.rooms ?? [];
  if (room === undefined) return { parts: [], next: await nextRooms(exporting, at) };
  const { page = null, before = null } = at ?? {};
  const { messages, next, isMissing } = await messagesBelow(exporting, room, before);
  const name = `conversations/${room}.json`;
  if (isMissing) exporting.missing.push(`${name} (it ends early: the conversation did not answer)`);
  const text = jsonList(messages, { isFirst: before === null, isLast: next === null });
  const parts = pieceOf(name, text, { isFirst: before === null, isLast: next === null });
  if (before === null) parts.unshift(...(await revealsPart(exporting, room)));
  if (next !== null) return { parts, next: { rooms: [room, ...rooms], page, before: next } };
  return { parts, next: rooms.length > 0 || page !== null ? { rooms, page, before: null } : null };
}

async function nextRooms(exporting: Exporting, at: ConversationsAt | null): Promise<ConversationsAt | null> {
  const { items, next } = await connectionsPage(exporting, at?.page ?? null);
  const rooms = items.filter(({ status, leaving }) => status === "accepted" && leaving !== "other").map(({ id }) => id);
  return rooms.length > 0 || next !== null ? { rooms, page: next, before: null } : null;
}

/** Returns the reveals of a conversation, with when each was taken back and seen, as a file of its own; none where there is nothing. */
async function revealsPart({ services, viewer, missing }: Exporting, room: ConnectionId): Promise<ArchivePart[]> {
  const name = `conversations/${room}.reveals.json`;
  try {
    const events = await services.rooms.events(room, viewer.account.id);
    if (events.length === 0) return [];
    return file(name, `${JSON.stringify(events, null, 2)}\n`);
  } catch {
    missing.push(name);
    return [];
  }
}

/** A page of a conversation, the newest page first, and the newest message of each first. */
async function messagesBelow({ services, viewer }: Exporting, room: ConnectionId, before: number | null) {
  try {
    const { messages, next } = await readPage(services, {
      room,
      viewer: viewer.account.id,
      before,
      limit: messagesPerStep,
    });
    return { messages: messages.toReversed(), next, isMissing: false };
  } catch {
    return { messages: [], next: null, isMissing: true };
  }
}

/** A photo's place in the list, which of its files is next, and from which byte. */
interface PicturesAt {
  /** The id below which the photo is; null for the newest. */
  before: string | null;
  /** The photo that was begun: another one there means that it was deleted meanwhile. */
  photo: string | null;
  file: number;
  offset: number;
}

const picturesStart: PicturesAt = { before: null, photo: null, file: 0, offset: 0 };

async function pictureStep(exporting: Exporting, found: PicturesAt | null): Promise<SectionStep<PicturesAt>> {
  const at = found ?? picturesStart;
  const { db } = exporting.services;
  const [photo] = await listOwnPhotos(db, exporting.viewer.account.id, { before: at.before, limit: 1 });
  if (at.offset > 0 && photo?.id !== at.photo) {
    exporting.missing.push(`photos/ (${at.photo} ends early: it was deleted)`);
    return { parts: [{ kind: "close" }], next: { ...picturesStart, before: at.before } };
  }
  if (!photo) return { parts: [], next: null };
  const picture = picturesOf(exporting.services, photo)[at.file];
  if (!picture) return { parts: [], next: { ...picturesStart, before: photo.id } };
  const { parts, next } = await pieceOfPicture(exporting, picture, at.offset);
  const nextFile = next === null ? { file: at.file + 1, offset: 0 } : { file: at.file, offset: next };
  return { parts, next: { before: at.before, photo: photo.id, ...nextFile } };
}

interface Picture {
  name: string;
  store: PictureStore;
  key: string;
}

function picturesOf({ photoStorage }: ExportServices, photo: PhotoRow): Picture[] {
  const copy = { name: publicName(photo), store: photoStorage.publicPhotos, key: photo.publicKey };
  if (photo.originalKey === null) return [copy];
  return [copy, { name: originalName(photo), store: photoStorage.originals, key: photo.originalKey }];
}

/** A file whose beginning cannot be read is left out; one that breaks off later rejects, to be tried again. */
async function pieceOfPicture(
  { missing }: Exporting,
  { name, store, key }: Picture,
  offset: number,
): Promise<SectionStep<number>> {
  const reading = store.readPart(key, { offset, length: photoBytesPerStep });
  const part = await (offset === 0 ? reading.catch(() => null) : reading);
  if (!part) {
    missing.push(offset === 0 ? name : `${name} (it ends early: it was deleted)`);
    return { parts: offset === 0 ? [] : [{ kind: "close" }], next: null };
  }
  const end = offset + part.bytes.length;
  const isLast = end >= part.size || part.bytes.length === 0;
  return { parts: pieceOf(name, part.bytes, { isFirst: offset === 0, isLast }), next: isLast ? null : end };
}

/** Whether a piece is the first of its file, and the last: both when it is all of it. */
interface Piece {
  isFirst: boolean;
  isLast: boolean;
}

/** Text is deflated, the bytes of a picture are stored. */
function pieceOf(name: string, content: string | Uint8Array, { isFirst, isLast }: Piece): ArchivePart[] {
  const isText = typeof content === "string";
  const bytes = isText ? new TextEncoder().encode(content) : content;
  return [
    ...(isFirst ? [{ kind: "open", name, packing: isText ? "deflated" : "stored" } as const] : []),
    { kind: "bytes", bytes },
    ...(isLast ? [{ kind: "close" } as const] : []),
  ];
}

const file = (name: string, text: string) => pieceOf(name, text, { isFirst: true, isLast: true });

function one(name: string, read: (exporting: Exporting) => Promise<unknown>): Section {
  return async (exporting) => {
    const text = `${JSON.stringify(await read(exporting), null, 2)}\n`;
    return { parts: file(name, text), next: null };
  };
}

/** A JSON array, written as its pages are read. */
function list<Item>(name: string, read: (exporting: Exporting, before: string | null) => Promise<Page<Item>>): Section {
  return section<string>(async (exporting, before) => {
    const { items, next } = await read(exporting, before);
    const piece = { isFirst: before === null, isLast: next === null };
    return { parts: pieceOf(name, jsonList(items, piece), piece), next };
  });
}

/** A page of a JSON array with what is before and after it. Only the first page may be empty. */
function jsonList(items: readonly unknown[], { isFirst, isLast }: Piece): string {
  const rows = items.map((item) => JSON.stringify(item, null, 2)).join(",\n");
  if (isFirst && isLast && rows === "") return "[]\n";
  const opening = isFirst ? "[\n" : rows === "" ? "" : ",\n";
  return `${opening}${rows}${isLast ? "\n]\n" : ""}`;
}
