import { messageId, seqIn, type Message, type MessageId, type UnreadCounts } from "~/contract/chat";
import { askLasts } from "~/contract/connection";
import type { ConnectionId, UserId } from "~/contract/ids";
import * as connections from "~db/queries/connections";
import { readMessagesBefore, readUnreadCounts } from "~db/queries/messages";
import type { FreshMessage, Services, WatermarksByMember } from "~/domain/ports";

/** Whether a person may be in a room, and with whom. */
export type Admission = { kind: "member"; other: UserId } | { kind: "not_a_member" };

/** Both must have agreed, neither have blocked the other, and neither be about to leave. */
export async function admit(services: Services, viewerId: UserId, room: ConnectionId): Promise<Admission> {
  const row = await connections.findConnection(services.db, viewerId, room);
  if (!row || row.status !== "accepted" || row.blockedAt !== null) return { kind: "not_a_member" };
  if (row.askerLeavingAt !== null || row.authorLeavingAt !== null) return { kind: "not_a_member" };
  const other = (row.askerId === viewerId ? row.authorId : row.askerId) as UserId;
  return { kind: "member", other };
}

interface HistoryPage {
  kind: "page";
  messages: Message[];
  /** The seq below which to go on; null where it began. */
  next: number | null;
}

export type History = HistoryPage | { kind: "not_found" };

/**
 * A page of a room's history in the order of `seq`, the newest page first: what is a moment old comes from the room,
 * the rest from D1. `before` is the seq below which to read; null for the newest page.
 */
export async function readHistory(
  services: Services,
  viewerId: UserId,
  { room, before, limit }: { room: ConnectionId; before: number | null; limit: number },
): Promise<History> {
  const admission = await admit(services, viewerId, room);
  if (admission.kind === "not_a_member") return { kind: "not_found" };
  return readPage(services, { room, before, limit });
}

/** A page of a room's history, whoever asks: only for a rule that has seen that the conversation is the viewer's. */
export async function readPage(
  services: Pick<Services, "db" | "rooms">,
  { room, before, limit }: { room: ConnectionId; before: number | null; limit: number },
): Promise<HistoryPage> {
  const below = before ?? Number.MAX_SAFE_INTEGER;
  const { messages: young, marks } = await services.rooms.freshHistory(room, { before: below, limit });
  const old = young.length < limit ? await readOlder(services, room, { young, below, limit }) : [];
  const newestFirst = [...young, ...old];
  const oldest = newestFirst.at(-1)?.seq ?? 1;
  return {
    kind: "page",
    messages: newestFirst.toReversed().map((message) => present(room, message, otherMarks(marks, message.senderId))),
    next: oldest > 1 ? oldest : null,
  };
}

async function readOlder(
  services: Pick<Services, "db">,
  room: ConnectionId,
  { young, below, limit }: { young: FreshMessage[]; below: number; limit: number },
): Promise<FreshMessage[]> {
  const before = Math.min(below, young.at(-1)?.seq ?? below);
  const rows = await readMessagesBefore(services.db.$client, room, { before, limit: limit - young.length });
  return rows.map((row) => ({
    seq: row.seq,
    senderId: row.sender_id,
    content: row.content,
    createdAt: row.created_at,
  }));
}

function otherMarks(marks: WatermarksByMember, senderId: string): { delivered: number; read: number } {
  const other = Object.entries(marks).find(([member]) => member !== senderId);
  return other?.[1] ?? { delivered: 0, read: 0 };
}

function present(room: ConnectionId, message: FreshMessage, { delivered, read }: { delivered: number; read: number }) {
  const status = message.seq <= read ? "read" : message.seq <= delivered ? "delivered" : "sent";
  return {
    id: messageId(room, message.seq),
    connection_id: room,
    sender_id: message.senderId as UserId,
    content: message.content,
    status,
    created_at: new Date(message.createdAt).toISOString(),
    seq: message.seq,
  } satisfies Message;
}

/**
 * What waits for the viewer: unread messages by connection, without those that are blocked or over (one row read per
 * connection), and asks (one row read each).
 */
export async function countUnread({ db, now }: Pick<Services, "db" | "now">, viewerId: UserId): Promise<UnreadCounts> {
  const [counts, asks] = await Promise.all([
    readUnreadCounts(db.$client, viewerId),
    connections.countWaitingAsks(db, viewerId, new Date(now().getTime() - askLasts)),
  ]);
  const total = [...counts.values()].reduce((sum, n) => sum + n, 0);
  return { counts: Object.fromEntries(counts), total, asks };
}

/** Confirms delivery by message ids of any of the viewer's rooms; gives how many were sent to the viewer and counted. */
export async function markDelivered(services: Services, viewerId: UserId, ids: MessageId[]): Promise<number> {
  const byRoom = Map.groupBy(new Set(ids), (id) => id.split(".")[0] as ConnectionId);
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
