/** The list of a person's conversations: what was said last in each, and what they marked. */
import { z } from "zod";
import { Person } from "./account";
import { ConnectionId, StoryId, type UserId } from "./ids";
import { maxPageSize } from "./limits";

/** Conversations that one person may pin: a list that is all pins has no top. */
export const maxPinned = 20;

/** Characters of a last message that the list has: two lines of a phone. */
export const maxPreviewLength = 160;

/** A message, one that was deleted for both, or an original that was revealed or taken back. */
export const entryKinds = ["message", "deleted", "revealed", "taken_back"] as const;

/** The delivery statuses of a message of one's own. */
export const ownStatuses = ["sent", "delivered", "read"] as const;

/** The newest event of a conversation, as its reader sees it. */
export const LastEntry = z.object({
  kind: z.enum(entryKinds),
  is_mine: z.boolean(),
  /** The beginning of a message; empty for all else. */
  text: z.string(),
  /** Photos of a message, which may have no words then. */
  photo_count: z.int().min(0),
  at: z.iso.datetime(),
  /** The delivery status of a message of the reader's own; null for all else. */
  status: z.enum(ownStatuses).nullable(),
  /** From when a message is gone; null for one that stays, and for all else. */
  expires_at: z.iso.datetime().nullable(),
});
export type LastEntry = z.infer<typeof LastEntry>;

/** The newest message that a member sees. Times in milliseconds since 1970. */
export interface NewestMessage {
  seq: number;
  senderId: UserId;
  /** As the member sees it; longer than a preview perhaps. */
  content: string;
  photoCount: number;
  at: number;
  deletedAt: number | null;
  expiresAt: number | null;
}

/** The newest original that was revealed or taken back; `at` in milliseconds since 1970. */
export interface NewestReveal {
  type: "reveal" | "unreveal";
  userId: UserId;
  at: number;
}

interface Newest {
  message: NewestMessage | null;
  reveal: NewestReveal | null;
  /** The seq up to which the other member's devices have the messages, and that up to which they have read. */
  other: { delivered: number; read: number };
}

/** Returns the newest event of a conversation as a member sees it; null before the first. */
export function lastEntryOf(viewerId: UserId, { message, reveal, other }: Newest): LastEntry | null {
  if (reveal !== null && reveal.at >= (message?.at ?? 0)) {
    const kind = reveal.type === "reveal" ? "revealed" : "taken_back";
    const rest = { text: "", photo_count: 0, status: null, expires_at: null };
    return { kind, is_mine: reveal.userId === viewerId, at: isoOf(reveal.at), ...rest };
  }
  if (message === null) return null;
  const { seq, senderId, content, photoCount, at, deletedAt, expiresAt } = message;
  const isMine = senderId === viewerId;
  const isDeleted = deletedAt !== null;
  const status = seq <= other.read ? "read" : seq <= other.delivered ? "delivered" : "sent";
  return {
    kind: isDeleted ? "deleted" : "message",
    is_mine: isMine,
    text: isDeleted ? "" : [...content].slice(0, maxPreviewLength).join(""),
    photo_count: isDeleted ? 0 : photoCount,
    at: isoOf(at),
    status: isMine && !isDeleted ? status : null,
    expires_at: expiresAt === null ? null : isoOf(expiresAt),
  };
}

function isoOf(at: number): string {
  return new Date(at).toISOString();
}

export const Conversation = z.object({
  id: ConnectionId,
  other: Person,
  story: z.object({ id: StoryId, title: z.string().nullable() }).nullable(),
  blocked: z.boolean(),
  leaving: z.enum(["me", "other"]).nullable(),
  unread: z.int().min(0),
  /** Null before the first message. */
  last: LastEntry.nullable(),
  pinned: z.boolean(),
  muted: z.boolean(),
  /** Until something newer comes, or for as long as it is muted. */
  archived: z.boolean(),
});
export type Conversation = z.infer<typeof Conversation>;

/** The end of a page: when its last conversation was last spoken in, and its id. */
export const ConversationCursor = z
  .string()
  .max(60)
  .regex(/^\d{1,16}~[0-9a-f-]{36}$/, "The cursor is not one of ours.");

/** `GET /api/chat/conversations`. */
export const ConversationsQuery = z.object({
  cursor: ConversationCursor.optional(),
  limit: z.coerce.number().int().min(1).max(maxPageSize).default(maxPageSize),
});

export const ConversationPage = z.object({
  conversations: z.array(Conversation),
  next_cursor: z.string().nullable(),
});
export type ConversationPage = z.infer<typeof ConversationPage>;

/** `PATCH /api/chat/conversations/:id`: what is left out stays. */
export const ConversationChange = z.object({ pinned: z.boolean().optional(), archived: z.boolean().optional() });
export type ConversationChange = z.infer<typeof ConversationChange>;

/** A person's marks on a conversation; times in milliseconds since 1970, null where they did not. */
export interface ConversationMark {
  connectionId: ConnectionId;
  pinnedAt: number | null;
  archivedAt: number | null;
  isMuted: boolean;
}

/** The part of an inbox that the list of conversations needs. */
export interface MarkedConversations {
  marks: ConversationMark[];
  /** The newest message of each room that has unread ones. */
  rooms: { connectionId: ConnectionId; lastSeq: number; unread: number }[];
}

/** Whose conversation is marked, and how. `now` in milliseconds since 1970. */
export interface Marking extends ConversationChange {
  owner: UserId;
  connectionId: ConnectionId;
  now: number;
}
