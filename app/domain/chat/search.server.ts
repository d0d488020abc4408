import { messageId } from "~/contract/chat";
import type { ConnectionId, UserId } from "~/contract/ids";
import {
  searchWords,
  type FoundConversation,
  type FoundMessage,
  type RoomFindings,
  type SearchPage,
} from "~/contract/search";
import type { Services } from "~/domain/ports";
import { readConversations, type ConversationRow } from "~db/queries/conversations";
import { byNewest, cursorOf, isOpen, placeOf } from "./conversation-list.server";
import type { Admission } from "./conversations.server";
import { snippetOf } from "./snippet";

/** Rooms that one search asks, so many at a time, and what each of them tells. */
const maxRooms = 20;
const roomsAtOnce = 5;
const hitsPerRoom = 3;

/** From this many conversations with something on, a search stops for now. */
const enoughFound = 10;

export type ConversationFindings =
  { kind: "found"; results: FoundMessage[]; next: number | null } | { kind: "not_found" };

interface ConversationSearch {
  room: ConnectionId;
  /** Whether the viewer is one of its members, as `admit` found. */
  admission: Admission;
  q: string;
  before: number | null;
  limit: number;
}

/** Searches in one conversation of the viewer's, from the newest message or from below a seq on. */
export async function searchConversation(
  services: Pick<Services, "rooms">,
  viewerId: UserId,
  { room, admission, q, before, limit }: ConversationSearch,
): Promise<ConversationFindings> {
  if (admission.kind === "not_a_member") return { kind: "not_found" };
  const words = searchWords(q);
  const span = { viewer: viewerId, words, before: before ?? Number.MAX_SAFE_INTEGER, limit };
  const { hits, next } = await services.rooms.search(room, span);
  return { kind: "found", results: hits.map((hit) => toJson(room, hit, words)), next };
}

/** Returns the conversations in which the viewer may search, those with the newest messages first. */
export async function readSearchable(
  { messageDatabases, now }: Pick<Services, "messageDatabases" | "now">,
  viewerId: UserId,
): Promise<ConversationRow[]> {
  const rows = await readConversations(messageDatabases, viewerId, { previewLength: 0, now: now().getTime() });
  return rows.filter(isOpen).toSorted(byNewest);
}

/**
 * Searches in the viewer's conversations, in those with the newest messages first. It stops at a bound, and says where to go
 * on. A room that does not answer is counted.
 */
export async function searchConversations(
  { rooms }: Pick<Services, "rooms">,
  viewerId: UserId,
  { q, cursor, searchable }: { q: string; cursor: string | null; searchable: ConversationRow[] },
): Promise<SearchPage> {
  const place = placeOf(cursor);
  const rows = searchable.filter((row) => place === null || byNewest(place, row) < 0);
  const words = searchWords(q);
  const span = { viewer: viewerId, words, before: Number.MAX_SAFE_INTEGER, limit: hitsPerRoom };
  const conversations: FoundConversation[] = [];
  let [asked, missed] = [0, 0];
  while (asked < Math.min(rows.length, maxRooms) && conversations.length < enoughFound) {
    const turn = rows.slice(asked, asked + roomsAtOnce);
    const answers = await Promise.allSettled(turn.map(async (row) => rooms.search(row.id, span)));
    for (const [index, answer] of answers.entries()) {
      const row = turn[index];
      if (answer.status === "rejected") missed += 1;
      else if (row && answer.value.hits.length > 0) conversations.push(foundIn(row, answer.value, words));
    }
    asked += turn.length;
  }
  const last = rows[asked - 1];
  return { conversations, next_cursor: asked < rows.length && last ? cursorOf(last) : null, missed };
}

function foundIn(row: ConversationRow, { hits, next }: RoomFindings, words: string[]): FoundConversation {
  return {
    id: row.id,
    other: { id: row.other_id, display_name: row.other_name },
    results: hits.map((hit) => toJson(row.id, hit, words)),
    has_more: next !== null,
  };
}

function toJson(room: ConnectionId, hit: RoomFindings["hits"][number], words: string[]): FoundMessage {
  return {
    id: messageId(room, hit.seq),
    seq: hit.seq,
    sender_id: hit.senderId,
    created_at: new Date(hit.createdAt).toISOString(),
    ...snippetOf(hit.content, words),
  };
}
