import type { ConnectionId, UserId } from "~/contract/ids";
import { maxPageSize } from "~/contract/limits";
import { photoExtensions, type PhotoType } from "~/contract/photo";
import type { Connection } from "~/contract/connection";
import type { ArchiveFile } from "~/domain/accounts/zip.server";
import { listBlocked } from "~db/queries/connections";
import { listPasskeys } from "~db/queries/passkeys";
import { listOwnPhotos, type PhotoRow } from "~db/queries/photos";
import { listReportsBy } from "~db/queries/reports";
import { listConnections } from "~/domain/connections/connections.server";
import { readPage } from "~/domain/chat/conversations.server";
import { openFilesOf, type PhotoFile } from "~/domain/photos/photos.server";
import type { Services } from "~/domain/ports";
import { listSessions, type Viewer } from "./sessions.server";
import { listOwnStories } from "~/domain/stories/stories.server";

/** Writes the text that explains an export. `missing`: the names of files that could not be read. */
type WriteReadme = (facts: { madeAt: string; missing: string[] }) => string;

/** What cannot be read is left out and listed: one photo that is gone must not take the rest with it. */
interface Exporting {
  services: Services;
  viewer: Viewer;
  missing: string[];
}

/** Yields everything that belongs to a person, file by file, each read when its turn comes. */
export async function* exportAccount(
  services: Services,
  viewer: Viewer,
  writeReadme: WriteReadme,
): AsyncGenerator<ArchiveFile> {
  const exporting: Exporting = { services, viewer, missing: [] };
  const viewerId = viewer.account.id;
  yield json("account.json", one(viewer.account));
  yield json(
    "sessions.json",
    list((before) => sessionsPage(exporting, before)),
  );
  yield json("passkeys.json", one(await passkeysOf(services, viewerId)));
  yield json(
    "stories.json",
    list((before) => storiesPage(exporting, before)),
  );
  yield json(
    "photos.json",
    list(async (before) => {
      const { items, next } = await photosPage(exporting, before);
      return { items: items.map(describe), next };
    }),
  );
  yield json(
    "connections.json",
    list((before) => connectionsPage(exporting, before)),
  );
  yield json("blocked.json", one(await blockedBy(services, viewerId)));
  yield json(
    "reports.json",
    list((before) => reportsPage(exporting, before)),
  );
  for await (const connection of each((before) => connectionsPage(exporting, before))) {
    if (connection.status === "accepted" && connection.leaving !== "other") yield conversationOf(exporting, connection);
  }
  for await (const photo of each((before) => photosPage(exporting, before))) yield* picturesOf(exporting, photo);
  yield text("README.txt", writeReadme({ madeAt: services.now().toISOString(), missing: exporting.missing }));
}

/** A page of a list, and the cursor after which it goes on. */
interface Page<Item> {
  items: Item[];
  next: string | null;
}

type ReadPage<Item> = (before: string | null) => Promise<Page<Item>>;

async function sessionsPage({ services, viewer }: Exporting, before: string | null) {
  const { sessions: items, next_cursor: next } = await listSessions(services, viewer, { before, limit: maxPageSize });
  return { items, next };
}

async function storiesPage({ services, viewer }: Exporting, before: string | null) {
  const page = await listOwnStories(services, viewer.account.id, { before, limit: maxPageSize });
  return { items: page.stories, next: page.next_cursor };
}

async function connectionsPage({ services, viewer }: Exporting, before: string | null) {
  const page = await listConnections(services, viewer.account.id, { before, limit: maxPageSize });
  return { items: page.connections, next: page.next_cursor };
}

/** What was reported, and why. What was done about it is between staff and the person reported. */
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

async function photosPage({ services, viewer }: Exporting, before: string | null): Promise<Page<PhotoRow>> {
  const items = await listOwnPhotos(services.db, viewer.account.id, { before, limit: maxPageSize });
  return { items, next: items.length === maxPageSize ? (items.at(-1)?.id ?? null) : null };
}

async function passkeysOf({ db }: Services, viewerId: UserId) {
  const rows = await listPasskeys(db, viewerId);
  return rows.map(({ name, createdAt, lastUsedAt }) => ({ name, created_at: createdAt, last_used_at: lastUsedAt }));
}

async function blockedBy({ db }: Services, viewerId: UserId) {
  const rows = await listBlocked(db, viewerId);
  return rows.map(({ id, displayName, createdAt }) => ({ id, display_name: displayName, blocked_at: createdAt }));
}

function describe(photo: PhotoRow) {
  return {
    id: photo.id,
    story_id: photo.storyId,
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
    },
  };
}

/** An id is letters, digits and dashes, and the ending is one of three: a safe name on every system. */
const publicName = ({ id, publicType }: PhotoRow) => `photos/public/${id}.${photoExtensions[publicType as PhotoType]}`;
const originalName = ({ id, originalType }: PhotoRow) =>
  `photos/original/${id}.${photoExtensions[originalType as PhotoType]}`;

async function* picturesOf({ services, missing }: Exporting, photo: PhotoRow): AsyncGenerator<ArchiveFile> {
  const files = openFilesOf(services, photo);
  const named = [{ name: publicName(photo), open: files.publicCopy }];
  if (files.original) named.push({ name: originalName(photo), open: files.original });
  for (const { name, open } of named) {
    const file = await open().catch(() => null);
    if (file) yield { name, packing: "stored", bytes: bytesOf(file) };
    else missing.push(name);
  }
}

/** A file that breaks off breaks the archive off: half a picture is not to be taken for a whole one. */
async function* bytesOf(file: PhotoFile): AsyncGenerator<Uint8Array> {
  const reader = (file.body as ReadableStream<Uint8Array>).getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
  } finally {
    await reader.cancel();
  }
}

function conversationOf({ services, missing }: Exporting, connection: Connection): ArchiveFile {
  const name = `conversations/${connection.id}.json`;
  return json(
    name,
    list(async (cursor) => {
      try {
        return await messagesPage(services, connection.id, cursor);
      } catch {
        missing.push(`${name} (it ends early: the conversation did not answer)`);
        return { items: [], next: null };
      }
    }),
  );
}

/** A page of a conversation, the newest first, and the newest message of each first. */
async function messagesPage(services: Services, room: ConnectionId, cursor: string | null) {
  const before = cursor === null ? null : Number(cursor);
  const { messages, next } = await readPage(services, { room, before, limit: maxPageSize });
  return { items: messages.toReversed(), next: next === null ? null : String(next) };
}

async function* pagesOf<Item>(read: ReadPage<Item>): AsyncGenerator<Item[]> {
  let cursor: string | null = null;
  do {
    const { items, next }: Page<Item> = await read(cursor);
    yield items;
    cursor = next;
  } while (cursor !== null);
}

async function* each<Item>(read: ReadPage<Item>): AsyncGenerator<Item> {
  for await (const items of pagesOf(read)) yield* items;
}

/** A JSON array, written as its pages come. */
async function* list<Item>(read: ReadPage<Item>): AsyncGenerator<string> {
  let opening = "[\n";
  for await (const items of pagesOf(read)) {
    if (items.length === 0) continue;
    yield opening + items.map((item) => JSON.stringify(item, null, 2)).join(",\n");
    opening = ",\n";
  }
  yield opening === "[\n" ? "[]\n" : "\n]\n";
}

async function* one(value: unknown): AsyncGenerator<string> {
  yield `${JSON.stringify(value, null, 2)}\n`;
}

function json(name: string, parts: AsyncIterable<string>): ArchiveFile {
  return { name, packing: "deflated", bytes: encoded(parts) };
}

function text(name: string, content: string): ArchiveFile {
  return { name, packing: "deflated", bytes: encoded([content]) };
}

async function* encoded(parts: AsyncIterable<string> | string[]): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const part of parts) yield encoder.encode(part);
}
