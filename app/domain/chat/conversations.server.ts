import { messageId, roomOfMessage, seqIn, type Message, type MessageId } from "~/contract/chat";
import { photosFor, type ChatPhoto } from "~/contract/chat-photo";
import { entriesOf } from "~/contract/entries";
import type { ConnectionId, UserId } from "~/contract/ids";
import { homeIn, type MessagePlace } from "~db/message-databases";
import { databaseAt } from "~db/placement";
import * as connections from "~db/queries/connections";
import {
  readMessagesBefore,
  readOpeningPages,
  readProjectedPage,
  readProjectedPageAt,
  readPlace,
  type ProjectedPage,
  type SeenRow,
} from "~db/queries/messages";
import type { FreshHistory, FreshMessage, FreshView, Services, Unread, WatermarksByMember } from "~/domain/ports";

/** Whether a person is a member of a room, who the other is, and whether that one blocks them. */
export type Admission =
  | {
      kind: "member";
      other: UserId;
      otherBlocks: boolean;
      /** Whether each of the two shows when they were last here. */
      showsLastSeen: { own: boolean; other: boolean };
    }
  | { kind: "not_a_member" };

/**
 * Admits a member if both agreed, the member does not block the other, and neither account is scheduled for deletion. Who is
 * blocked is not told: the room stays open to them.
 */
export async function admit(services: Services, viewerId: UserId, room: ConnectionId): Promise<Admission> {
  const row = await connections.findConnection(services.db, viewerId, room);
  if (!row || row.status !== "accepted" || row.blockedAt !== null) return { kind: "not_a_member" };
  if (row.askerLeavingAt !== null || row.authorLeavingAt !== null) return { kind: "not_a_member" };
  const isAsker = row.askerId === viewerId;
  const [asker, author] = [row.askerShowsLastSeen === 1, row.authorShowsLastSeen === 1];
  return {
    kind: "member",
    other: isAsker ? row.authorId : row.askerId,
    otherBlocks: row.otherBlocks === 1,
    showsLastSeen: isAsker ? { own: asker, other: author } : { own: author, other: asker },
  };
}

interface HistoryPage {
  kind: "page";
  messages: Message[];
  /** The seq below which to go on; null where it began. */
  next: number | null;
  /** The number of the newest change that the page has. */
  lastChange: number;
  /** The messages that the viewer has not read; null where the room does not say. */
  unread: Unread | null;
}

export type HistoryResult = HistoryPage | { kind: "not_found" };

/**
 * Returns a page of a room's history in the order of `seq`, the newest page first: the newest messages come from the room,
 * the rest from D1. `before` is the seq below which to read; null for the newest page.
 */
export async function readHistory(
  services: Services,
  viewerId: UserId,
  { room, before, limit }: { room: ConnectionId; before: number | null; limit: number },
): Promise<HistoryResult> {
  const isMember = admit(services, viewerId, room).then(({ kind }) => kind === "member");
  return (await readPageIf(services, { room, viewer: viewerId, before, limit }, isMember)) ?? { kind: "not_found" };
}

/** Returns the page around the first message from a time on; the newest page where nothing is that young. */
export async function readHistoryAt(
  services: Services,
  viewerId: UserId,
  { room, at, limit }: { room: ConnectionId; at: Date; limit: number },
): Promise<HistoryResult> {
  const reading = { viewer: viewerId, at: at.getTime(), limit, now: services.now().getTime() };
  const read = async (place: MessagePlace) => {
    const page = await readProjectedPageAt(databaseAt(services.messageDatabases, place), room, reading);
    return { ...page, place };
  };
  const [{ kind }, { before, ...projected }] = await Promise.all([
    admit(services, viewerId, room),
    read(homeIn(services.messageDatabases, room)),
  ]);
  if (kind === "not_a_member") return { kind: "not_found" };
  const span = { room, viewer: viewerId, limit };
  const { page, place } = await joinKnown(services, { ...span, before }, projected);
  if (place === projected.place) return page;
  // The room has not moved home: where its messages are, the time is of another seq.
  const { before: found, ...there } = await read(place);
  return joinFresh(services, { ...span, before: found }, there);
}

/** A conversation as a page opens it: its newest messages, and where the unread ones begin before them, those around there. */
export interface OpenedHistory {
  newest: HistoryPage;
  /** The messages around the first unread one, and the seq below which they are all known. */
  unreadPage: { messages: Message[]; upTo: number } | null;
}

/** Returns what a conversation opens with; null for anybody but a member. */
export async function readOpening(
  services: Services,
  viewerId: UserId,
  { room, limit }: { room: ConnectionId; limit: number },
): Promise<OpenedHistory | null> {
  const span = spanOf({ room, viewer: viewerId, before: null, limit });
  const read = async (place: MessagePlace) => {
    const reading = { viewer: viewerId, limit, now: services.now().getTime() };
    return { ...(await readOpeningPages(databaseAt(services.messageDatabases, place), room, reading)), place };
  };
  const [{ kind }, projected] = await Promise.all([
    admit(services, viewerId, room),
    read(homeIn(services.messageDatabases, room)),
  ]);
  if (kind === "not_a_member") return null;
  const { page: newest, known, place } = await joinKnown(services, span, projected);
  const { unread: around } = place === projected.place ? projected : await read(place);
  const messages = shownMessages(around.map(fromRow), known, span);
  return { newest, unreadPage: unreadPageOf(newest, messages) };
}

/** D1 may be behind what the room knows to be read: then its page may be another one, and is left out. */
function unreadPageOf({ unread, messages: [oldest] }: HistoryPage, around: Message[]): OpenedHistory["unreadPage"] {
  if (unread === null || unread.count === 0 || (oldest?.seq ?? 1) <= unread.afterSeq + 1) return null;
  const [first, last] = [around[0]?.seq ?? Infinity, around.at(-1)?.seq ?? 0];
  return first <= unread.afterSeq + 1 && last > unread.afterSeq ? { messages: around, upTo: last + 1 } : null;
}

/** Returns a page of a room's history, while whether its reader may see it is still being found out; null when not. */
export async function readPageIf(
  services: HistoryServices,
  page: PageOfRoom,
  isAllowed: Promise<boolean>,
): Promise<HistoryPage | null> {
  const span = spanOf(page);
  const [allowed, projected] = await Promise.all([isAllowed, readProjected(services, span)]);
  // Only then the room is asked: to ask it makes it.
  return allowed ? joinFresh(services, span, projected) : null;
}

/** Returns a page of a room's history as a member reads it: only for a rule that has checked that they are one. */
export async function readPage(services: HistoryServices, page: PageOfRoom): Promise<HistoryPage> {
  const span = spanOf(page);
  return joinFresh(services, span, await readProjected(services, span));
}

/** `before` is the seq below which to read; null for the newest page. */
interface PageOfRoom {
  room: ConnectionId;
  viewer: UserId;
  before: number | null;
  limit: number;
}

interface Span extends PageOfRoom {
  before: number;
}

function spanOf(page: PageOfRoom): Span {
  return { ...page, before: page.before ?? Number.MAX_SAFE_INTEGER };
}

/** Reads where the messages belong, which is where they are but while they move. */
async function readProjected({ messageDatabases, now }: HistoryServices, { room, ...span }: Span): Promise<PlacedPage> {
  const place = homeIn(messageDatabases, room);
  const page = await readProjectedPage(databaseAt(messageDatabases, place), room, { ...span, now: now().getTime() });
  return { ...page, place };
}

/** A page of what D1 has, and in which database it was read. */
interface PlacedPage extends ProjectedPage {
  place: MessagePlace;
}

type HistoryServices = Pick<Services, "messageDatabases" | "rooms" | "now">;

/** Joins what D1 had with what the room has that D1 may lack. */
async function joinFresh(services: HistoryServices, span: Span, projected: PlacedPage): Promise<HistoryPage> {
  return (await joinKnown(services, span, projected)).page;
}

/** Returns the same, with all that the room said, and where D1 has its messages. */
async function joinKnown(
  services: HistoryServices,
  { room, ...span }: Span,
  projected: PlacedPage,
): Promise<{ page: HistoryPage; known: FreshHistory; place: MessagePlace }> {
  // Of every message that D1 gave the room says what changed: D1 may be behind, or was when it was read.
  const from = projected.messages.at(-1)?.seq ?? span.before;
  const known = await services.rooms.freshHistory(room, { ...span, from });
  const { messages: fresh, lastChange, checkpoint, unread = null } = known;
  const older = {
    ...span,
    before: fresh.at(-1)?.seq ?? span.before,
    limit: span.limit - fresh.length,
    now: services.now().getTime(),
  };
  const place = await placeOf(services, room, known);
  // What was projected since D1 was read is in neither: then D1 is read again, as where a room's messages are elsewhere.
  const isWhole = older.limit === 0 || (place === projected.place && checkpoint <= projected.newestSeq);
  const there = databaseAt(services.messageDatabases, place);
  const rows = isWhole ? projected.messages : await readMessagesBefore(there, room, older);
  const old = rows.filter(({ seq }) => seq < older.before).slice(0, older.limit);
  const newestFirst = [...fresh, ...old.map(fromRow)];
  const oldest = newestFirst.at(-1)?.seq ?? 1;
  const messages = shownMessages(newestFirst, known, { room, ...span });
  return { page: { kind: "page", messages, next: oldest > 1 ? oldest : null, lastChange, unread }, known, place };
}

/** Returns where D1 has a room's messages: the room says so, or the main database for one that nobody ever joined. */
async function placeOf(
  { messageDatabases }: HistoryServices,
  room: ConnectionId,
  { place }: FreshHistory,
): Promise<MessagePlace> {
  if (place !== undefined || messageDatabases.others.size === 0) return place ?? null;
  return readPlace(messageDatabases, room);
}

/** Returns messages as their reader sees them, the oldest first. `newestFirst`: as D1 and the room's log have them. */
function shownMessages(
  newestFirst: SeenMessage[],
  { views, marks }: FreshHistory,
  { room, viewer }: Pick<Span, "room" | "viewer">,
): Message[] {
  return asSeen(newestFirst, views)
    .toReversed()
    .map((message) => withoutPrivateParts(message, viewer))
    .map((message) => toJson(room, message, otherWatermarks(marks, message.senderId)));
}

/** A message as its reader sees it; the fields of a change are null where there was none. */
type SeenMessage = FreshMessage & Partial<Omit<FreshView, "seq" | "content" | "isRemoved">>;

/** The answered message may be known to its sender alone, and so are the originals of its photos. */
function withoutPrivateParts(message: SeenMessage, viewer: UserId): SeenMessage {
  const photos = message.deletedAt ? [] : photosFor(viewer, message.senderId, message.photos);
  const isOthers = message.replyTo?.isPrivate && message.senderId !== viewer;
  return { ...message, photos, ...(isOthers && { replyTo: null }) };
}

/** Returns messages with what the room knows of their changes; what D1 has may be newer. */
function asSeen(messages: SeenMessage[], views: FreshView[]): SeenMessage[] {
  const bySeq = new Map(views.map((view) => [view.seq, view]));
  return messages.flatMap((message): SeenMessage[] => {
    const view = bySeq.get(message.seq);
    if (!view || view.changeSeq <= (message.changeSeq ?? 0)) return [message];
    return view.isRemoved ? [] : [{ ...message, ...view }];
  });
}

function fromRow(row: SeenRow): SeenMessage {
  return {
    seq: row.seq,
    senderId: row.sender_id,
    content: row.content,
    createdAt: row.created_at,
    // D1 has left out what the viewer may not know.
    replyTo: row.reply_to === null ? null : { seq: row.reply_to, isPrivate: false },
    photos: row.photos === null ? [] : (JSON.parse(row.photos) as ChatPhoto[]), // the room's JSON
    expiresAt: row.expires_at,
    editedAt: row.edited_at,
    deletedAt: row.deleted_at,
    ...(row.reactions !== null && { reactions: JSON.parse(row.reactions) as FreshView["reactions"] }), // the room's JSON
    ...(row.change_seq !== null && { changeSeq: row.change_seq }),
  };
}

function otherWatermarks(marks: WatermarksByMember, senderId: string): { delivered: number; read: number } {
  const other = Object.entries(marks).find(([member]) => member !== senderId);
  return other?.[1] ?? { delivered: 0, read: 0 };
}

function toJson(room: ConnectionId, message: SeenMessage, { delivered, read }: { delivered: number; read: number }) {
  const { editedAt, deletedAt, changeSeq, reactions = {} } = message;
  const reacted = entriesOf(reactions).map(([user, emoji]) => ({ user_id: user, emoji }));
  const status = message.seq <= read ? "read" : message.seq <= delivered ? "delivered" : "sent";
  return {
    id: messageId(room, message.seq),
    connection_id: room,
    sender_id: message.senderId,
    content: message.content,
    status,
    created_at: new Date(message.createdAt).toISOString(),
    seq: message.seq,
    ...(message.replyTo && { reply_to: messageId(room, message.replyTo.seq) }),
    ...(message.photos.length > 0 && { photos: [...message.photos] }),
    ...(message.expiresAt && { expires_at: new Date(message.expiresAt).toISOString() }),
    ...(editedAt && { edited_at: new Date(editedAt).toISOString() }),
    ...(deletedAt && { deleted_at: new Date(deletedAt).toISOString() }),
    ...(reacted.length > 0 && { reactions: reacted }),
    ...(changeSeq && { change_seq: changeSeq }),
  } satisfies Message;
}

/** Confirms delivery by message ids of any of the viewer's rooms. Returns how many were sent to the viewer and counted. */
export async function markDelivered(services: Services, viewerId: UserId, ids: MessageId[]): Promise<number> {
  const byRoom = Map.groupBy(new Set(ids), roomOfMessage);
  const counts = await Promise.all(
    [...byRoom].map(async ([room, ofRoom]) => {
      const admission = await admit(services, viewerId, room);
      if (admission.kind === "not_a_member") return 0;
      return services.rooms.markDelivered(
        room,
        viewerId,
        ofRoom.filter((id) => seqIn(room, id) !== null),
      );
    }),
  );
  return counts.reduce((sum, n) => sum + n, 0);
}
