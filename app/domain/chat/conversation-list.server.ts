import {
  lastEntryOf,
  maxPreviewLength,
  type Conversation,
  type ConversationChange,
  type ConversationMark,
  type ConversationPage,
  type MarkedConversations,
} from "~/contract/conversation";
import { scheduledDeletionDisplayName } from "~/contract/connection";
import type { ConnectionId, UserId } from "~/contract/ids";
import type { Services } from "~/domain/ports";
import { readConversations, type ConversationRow } from "~db/queries/conversations";
import { admit } from "./conversations.server";

type Listing = Pick<Services, "rooms" | "inboxes">;

/** Rooms that one list asks for messages that D1 does not have yet: those that have just spoken. */
const maxRoomsAsked = 10;

/** Returns the viewer's conversations as D1 has them. */
export function readListed(
  { messageDatabases, now }: Pick<Services, "messageDatabases" | "now">,
  viewerId: UserId,
): Promise<ConversationRow[]> {
  return readConversations(messageDatabases, viewerId, { previewLength: maxPreviewLength, now: now().getTime() });
}

interface ListReading {
  /** As `readListed` returns them, or while it does. */
  listed: ConversationRow[] | Promise<ConversationRow[]>;
  cursor: string | null;
  limit: number;
}

/**
 * Returns a page of the viewer's conversations: on the first page the pinned ones, then the others by what came last. D1 is a few
 * seconds behind; the rooms whose inbox knows of newer messages are asked.
 */
export async function listConversations(
  services: Listing,
  viewerId: UserId,
  { listed, cursor, limit }: ListReading,
): Promise<ConversationPage> {
  const [marked, rows] = await Promise.all([services.inboxes.conversations(viewerId), listed]);
  const fresh = await askRooms(services, viewerId, { rows, marked });
  const marks = new Map(marked.marks.map((mark) => [mark.connectionId, mark]));
  const isPinned = ({ id }: ConversationRow) => (marks.get(id)?.pinnedAt ?? null) !== null;
  const newestFirst = rows.map((row) => fresh.get(row.id) ?? row).toSorted(byNewest);
  const place = placeOf(cursor);
  const others = newestFirst.filter((row) => !isPinned(row) && (place === null || byNewest(place, row) < 0));
  const page = others.slice(0, limit);
  const last = page.at(-1);
  return {
    conversations: [...(place === null ? newestFirst.filter(isPinned) : []), ...page].map((row) =>
      toJson(viewerId, row, { marks, marked }),
    ),
    next_cursor: others.length > limit && last ? cursorOf(last) : null,
  };
}

/** When something last happened in a conversation, in milliseconds since 1970. */
function timeOf({ accepted_at: accepted, last_at: message, event_at: event }: Timed): number {
  return Math.max(accepted, message ?? 0, event ?? 0);
}

type Timed = Pick<ConversationRow, "id" | "accepted_at" | "last_at" | "event_at">;

/** The order of the list, for `toSorted`. */
export function byNewest(a: Timed, b: Timed): number {
  return timeOf(b) - timeOf(a) || (a.id === b.id ? 0 : a.id < b.id ? 1 : -1);
}

/** Returns the rows of rooms that have something newer, with it. A room that does not answer stays as D1 has it. */
async function askRooms(
  { rooms }: Listing,
  viewerId: UserId,
  { rows, marked }: { rows: ConversationRow[]; marked: MarkedConversations },
): Promise<Map<ConnectionId, ConversationRow>> {
  const known = new Map(marked.rooms.map(({ connectionId, lastSeq }) => [connectionId, lastSeq]));
  const behind = rows.filter((row) => isOpen(row) && (known.get(row.id) ?? 0) > (row.newest_seq ?? 0));
  const asked = behind.slice(0, maxRoomsAsked).map(async (row): Promise<[ConnectionId, ConversationRow]> => {
    const span = { viewer: viewerId, before: Number.MAX_SAFE_INTEGER, limit: 1, from: Number.MAX_SAFE_INTEGER };
    const { messages, views } = await rooms.freshHistory(row.id, span);
    const [newest] = messages;
    const view = views.find(({ seq }) => seq === newest?.seq);
    if (!newest || view?.isRemoved) return [row.id, row];
    const { seq, senderId, content, createdAt, photos } = newest;
    const said = {
      last_seq: seq,
      last_sender_id: senderId,
      last_content: view?.content ?? content,
      last_photo_count: photos.length,
      last_at: createdAt,
      last_deleted_at: view?.deletedAt ?? null,
      last_expires_at: newest.expiresAt ?? null,
    };
    return [row.id, { ...row, ...said }];
  });
  const settled = await Promise.allSettled(asked);
  return new Map(settled.flatMap((result) => (result.status === "fulfilled" ? [result.value] : [])));
}

/** Returns whether the viewer may read and write in it. */
export function isOpen({
  is_blocked: isBlocked,
  own_leaving_at: own,
  other_leaving_at: other,
}: ConversationRow): boolean {
  return isBlocked === 0 && own === null && other === null;
}

/** Returns the cursor of a page that ends with a conversation. */
export function cursorOf(last: Timed): string {
  return `${timeOf(last)}~${last.id}`;
}

/** Returns where a page begins, as its cursor says. */
export function placeOf(cursor: string | null): Timed | null {
  const [at, id] = cursor?.split("~") ?? [];
  if (at === undefined || id === undefined) return null;
  return { id: id as ConnectionId, accepted_at: Number(at), last_at: null, event_at: null }; // the form of a cursor
}

function toJson(
  viewerId: UserId,
  row: ConversationRow,
  { marks, marked }: { marks: ReadonlyMap<ConnectionId, ConversationMark>; marked: MarkedConversations },
): Conversation {
  const mark = marks.get(row.id);
  const leaving = row.other_leaving_at !== null ? "other" : row.own_leaving_at !== null ? "me" : null;
  const isHidden = leaving === "other";
  const hasStory = row.story_id !== null && !(isHidden && row.is_asker === 1);
  return {
    id: row.id,
    other: { id: row.other_id, display_name: isHidden ? scheduledDeletionDisplayName : row.other_name },
    story: hasStory && row.story_id !== null ? { id: row.story_id, title: row.story_title } : null,
    blocked: row.is_blocked === 1,
    leaving,
    unread: isOpen(row) ? (marked.rooms.find(({ connectionId }) => connectionId === row.id)?.unread ?? 0) : 0,
    last: isOpen(row) ? lastEntryOf(viewerId, newestOf(row)) : null,
    pinned: mark !== undefined && mark.pinnedAt !== null,
    muted: mark?.isMuted ?? false,
    archived: mark !== undefined && isArchived(mark, row),
  };
}

/** A newer message brings it back, unless it is muted. */
function isArchived({ archivedAt, isMuted }: ConversationMark, row: ConversationRow): boolean {
  return archivedAt !== null && (isMuted || timeOf(row) <= archivedAt);
}

function newestOf(row: ConversationRow): Parameters<typeof lastEntryOf>[1] {
  const {
    last_seq: seq,
    last_sender_id: senderId,
    last_at: at,
    event_type: type,
    event_user_id: userId,
    event_at,
  } = row;
  return {
    message:
      seq === null || senderId === null || at === null
        ? null
        : {
            seq,
            senderId,
            content: row.last_content ?? "",
            photoCount: row.last_photo_count,
            at,
            deletedAt: row.last_deleted_at,
            expiresAt: row.last_expires_at,
          },
    reveal: type === null || userId === null || event_at === null ? null : { type, userId, at: event_at },
    other: { delivered: row.other_delivered_seq ?? 0, read: row.other_read_seq ?? 0 },
  };
}

/** Pins or archives a conversation of the viewer's, for themselves. */
export async function markConversation(
  services: Services,
  viewerId: UserId,
  { id, change }: { id: ConnectionId; change: ConversationChange },
): Promise<"done" | "not_found"> {
  const admission = await admit(services, viewerId, id);
  if (admission.kind === "not_a_member") return "not_found";
  await services.inboxes.markConversation({
    owner: viewerId,
    connectionId: id,
    now: services.now().getTime(),
    ...change,
  });
  return "done";
}
