import { z } from "zod";
import { ChatPhoto, maxPhotosPerMessage, PhotoIds } from "./chat-photo";
import { isOneEmoji } from "./emoji";
import { ConnectionId, PhotoId, UserId } from "./ids";
import { RevealTerms } from "./reveal";
import { hasVisibleText, isStorable } from "./text";

/** Characters (code points) of one message. */
export const maxMessageLength = 4_000;

/** Bytes of one frame: 4,000 characters of 4 bytes and the words around them. A larger one closes the socket. */
export const maxFrameBytes = 16 * 1024;

/** Messages that one person may send to one room within a minute. */
export const messagesPerMinute = 60;

/** Frames of one socket that may be invalid within a minute before it is closed. */
export const badFramesPerMinute = 20;

/** Open sockets of one person in one room: phones, tabs and a laptop. */
export const maxSocketsPerMember = 10;

/** "Is typing" expires after this time unless it is sent again. */
export const typingTtlMs = 6_000;

/** Between a member's last socket closing and "is offline": a reconnect in between shows nothing. */
export const offlineGraceMs = 5_000;

/** A message may be edited for this long after it was sent. */
export const editWindowMs = 15 * 60_000;

/** A message may be deleted for both for this long after it was sent; for oneself it always may. */
export const deleteWindowMs = 24 * 60 * 60_000;

/** After how many seconds messages may disappear; 0: they stay. */
export const disappearAfterSeconds = [0, 86_400, 604_800] as const;

/** A ping and its answer: exactly this text is answered without waking the room from hibernation. */
export const pingFrame = '{"type":"ping"}';
export const pongFrame = '{"type":"pong"}';

/** Between two pings of a client: with two of them lost on the way, the socket is still not idle. */
export const pingIntervalMs = 25_000;

/** A socket on which neither a frame nor a ping came for this long counts as gone. */
export const socketIdleMs = 80_000;

/** The codes that a room closes sockets with. 1009 (message too big) is defined by RFC 6455. */
export const closeCodes = {
  badFrame: 4400,
  tokenExpired: 4401,
  notAMember: 4403,
  gone: 4408,
  tooManySockets: 4429,
  /** The same: in both cases a client waits before it comes back. */
  tooManyFrames: 4429,
  frameTooBig: 1009,
} as const;

/** A message's id names its room and its place in it: `{connection_id}.{seq}`. */
export const MessageId = z
  .string()
  .regex(/^[0-9a-f-]{36}\.[1-9]\d{0,14}$/)
  .brand<"MessageId">();
export type MessageId = z.infer<typeof MessageId>;

export function messageId(connectionId: string, seq: number): MessageId {
  return `${connectionId}.${seq}` as MessageId; // the one place that makes them
}

/** Returns the conversation that a message belongs to. */
export function roomOfMessage(id: MessageId): ConnectionId {
  return id.split(".")[0] as ConnectionId; // the form of a MessageId
}

/** Returns the seq in a message's id; null when it is not an id of this room. */
export function seqIn(connectionId: string, id: string): number | null {
  const prefix = `${connectionId}.`;
  if (!id.startsWith(prefix)) return null;
  const seq = Number(id.slice(prefix.length));
  return Number.isSafeInteger(seq) && seq > 0 ? seq : null;
}

/** Text as typed. Half characters and control characters cannot be typed. */
function contentThat(isEnough: (text: string) => boolean) {
  return z
    .string("content is missing")
    .refine(isEnough, "content is empty")
    .refine((text) => text.length <= maxMessageLength * 2 && [...text].length <= maxMessageLength, {
      error: `content has more than ${maxMessageLength} characters`,
    })
    .refine(isStorable, "content holds half a character or a control character");
}

/** Text with something to see. */
export const Content = contentThat(hasVisibleText);

const ClientId = z.string().min(1).max(64);

/** Seconds after which a message disappears. */
export const DisappearAfter = z.literal(disappearAfterSeconds);
export type DisappearAfter = z.infer<typeof DisappearAfter>;

export const ClientFrame = z.discriminatedUnion("type", [
  z
    .object({
      type: z.literal("chat_message"),
      /** May be empty beside photos. */
      content: contentThat((text) => text === "" || hasVisibleText(text)),
      client_id: ClientId.optional(),
      /** The id of the message that this one answers. */
      reply_to: z.string().max(80).optional(),
      /** Photos that were uploaded for this conversation, in their order. */
      photos: PhotoIds.optional(),
    })
    .refine(({ content, photos }) => content !== "" || photos !== undefined, {
      path: ["content"],
      error: "content is empty",
    }),
  z.object({ type: z.literal("delivery_confirmation"), id: z.string().max(80) }),
  z.object({ type: z.literal("read_receipt"), id: z.string().max(80) }),
  z.object({ type: z.literal("typing_indicator"), is_typing: z.boolean() }),
  z.object({ type: z.literal("ping") }),
  z.object({ type: z.literal("edit"), id: z.string().max(80), content: Content, client_id: ClientId }),
  z.object({ type: z.literal("delete"), id: z.string().max(80), for: z.enum(["me", "both"]), client_id: ClientId }),
  z.object({
    type: z.literal("reaction"),
    id: z.string().max(80),
    /** Null takes the reaction back. */
    emoji: z.string().refine(isOneEmoji, "emoji is not one emoji").nullable(),
    client_id: ClientId,
  }),
  z.object({ type: z.literal("disappearing"), after: DisappearAfter, client_id: ClientId }),
]);
export type ClientFrame = z.infer<typeof ClientFrame>;

export const errorCodes = [
  "bad_frame",
  "unknown_type",
  "bad_content",
  "unknown_message",
  "unknown_photo",
  "not_yours",
  "too_late",
  "rate_limited",
  "too_far_behind",
] as const;
export const ErrorCode = z.enum(errorCodes);
export type ErrorCode = z.infer<typeof ErrorCode>;

/**
 * The fields of an event of a conversation, beside its messages. Events have an order of their own, so that `seq` counts
 * messages alone; `after_seq` says where each stands among them.
 */
const eventFields = {
  connection_id: ConnectionId,
  /** The room's order of events, from 1. */
  event_seq: z.int().positive(),
  /** The newest message when it happened; 0 before the first. */
  after_seq: z.int().min(0),
  /** Who did it, or who saw. */
  user_id: UserId,
  created_at: z.iso.datetime(),
};

/** What ends a reveal that its owner did not end. */
export const endings = ["time", "view", "message"] as const;
const EndedBy = z.enum(endings);
export type EndedBy = z.infer<typeof EndedBy>;

/** An original was revealed, taken back, or seen by the other person. */
export const RevealEvent = z.object({
  ...eventFields,
  type: z.enum(["reveal", "unreveal", "reveal_seen"]),
  image_id: PhotoId,
  /** Of a reveal: for how long; left out by those of before. */
  terms: RevealTerms.optional(),
  /** Of a reveal: when it ends by itself. */
  ends_at: z.iso.datetime().optional(),
  /** Of an unreveal that its owner did not ask for: its time was over, it was viewed once, or its message disappeared. */
  ended_by: EndedBy.optional(),
});
export type RevealEvent = z.infer<typeof RevealEvent>;

/** A member set after how long the messages that are sent from now on disappear. */
export const DisappearingEvent = z.object({
  ...eventFields,
  type: z.literal("disappearing"),
  /** Seconds; 0: they stay. */
  after: DisappearAfter,
});
export type DisappearingEvent = z.infer<typeof DisappearingEvent>;

export type RoomEvent = RevealEvent | DisappearingEvent;

/** The changes of a message since it was sent; each field is left out where there was none. */
const changedFields = {
  /** When its sender last edited it. */
  edited_at: z.iso.datetime().optional(),
  /** When its sender deleted it for both; its content is empty since. */
  deleted_at: z.iso.datetime().optional(),
  /** One for each member who reacted. */
  reactions: z.array(z.object({ user_id: UserId, emoji: z.string() })).optional(),
  /** The room's number of the newest change of this message that the viewer sees. */
  change_seq: z.int().positive().optional(),
};

/** When a message disappears, by the room's clock; left out for one that stays. */
const expiresAt = z.iso.datetime().optional();

/**
 * A message was changed: all of what the member sees of it from now on. Changes have an order of their own, from 1, in which
 * numbers may be missing: of two changes of one message the one with the higher number counts.
 */
export const MessageChange = z.object({
  ...changedFields,
  type: z.enum(["edit", "delete", "reaction"]),
  id: MessageId,
  connection_id: ConnectionId,
  content: z.string(),
  /** 0 when nothing changed: an edit to the very words. */
  change_seq: z.int().min(0),
  /** Set when the viewer deleted it for themselves. */
  removed: z.literal(true).optional(),
  /** To the devices of who changed it: the id of their frame. */
  client_id: z.string().optional(),
});
export type MessageChange = z.infer<typeof MessageChange>;

/** The photos of a message; gone once it was deleted for both. */
const MessagePhotos = z.array(ChatPhoto).min(1).max(maxPhotosPerMessage);

export const ServerFrame = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("chat_message"),
    id: MessageId,
    connection_id: ConnectionId,
    sender_id: UserId,
    content: z.string(),
    created_at: z.iso.datetime(),
    seq: z.int().positive(),
    /** The message that this one answers. */
    reply_to: MessageId.optional(),
    photos: MessagePhotos.optional(),
    expires_at: expiresAt,
    ...changedFields,
  }),
  z.object({
    type: z.literal("delivery_confirmation"),
    id: MessageId,
    client_id: z.string().optional(),
    status: z.enum(["sent", "delivered"]),
    /** With "sent": when the message was logged, by the room's clock. */
    created_at: z.iso.datetime().optional(),
    /** With "sent": when it disappears. */
    expires_at: expiresAt,
  }),
  z.object({ type: z.literal("read_receipt"), id: MessageId, user_id: UserId }),
  z.object({ type: z.literal("typing_indicator"), user_id: UserId, is_typing: z.boolean() }),
  z.object({ type: z.literal("presence"), user_id: UserId, is_online: z.boolean() }),
  /** When the other member was last here, where both show it; null once one of them does no longer. */
  z.object({ type: z.literal("last_seen"), user_id: UserId, at: z.iso.datetime().nullable() }),
  z.object({ type: z.literal("pong") }),
  z.object({
    type: z.literal("error"),
    code: ErrorCode,
    message: z.string(),
    client_id: z.string().optional(),
    /** Seconds. */
    retry_after: z.int().positive().optional(),
  }),
  RevealEvent,
  DisappearingEvent,
  /** To a socket that resumes after an event: when messages disappear as things stand, and the room's clock, by which they go. */
  z.object({ type: z.literal("room_clock"), now: z.iso.datetime(), disappear_after: DisappearAfter }),
  MessageChange,
]);
export type ServerFrame = z.infer<typeof ServerFrame>;

/** A message as the history shows it; `status` is derived from the other member's watermarks. */
export const Message = z.object({
  id: MessageId,
  connection_id: ConnectionId,
  sender_id: UserId,
  content: z.string(),
  status: z.enum(["sent", "delivered", "read"]),
  created_at: z.iso.datetime(),
  seq: z.int().positive(),
  /** The message that this one answers: it may have been deleted since. */
  reply_to: MessageId.optional(),
  photos: MessagePhotos.optional(),
  expires_at: expiresAt,
  ...changedFields,
});
export type Message = z.infer<typeof Message>;

/** `?cursor=&at=&limit=` of the history: the cursor is the seq below which the page ends. */
export const HistoryQuery = z.object({
  cursor: z.coerce.number().int().positive().optional(),
  /** In place of a cursor: the page around the first message from this time on. */
  at: z.iso.datetime({ offset: true, error: "at is not a time like 2026-01-31T00:00:00Z" }).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

/** `?token=&after=` of an upgrade: browsers cannot set headers on a socket. */
export const ConnectQuery = z.object({
  token: z.string("Add ?token= with a token from POST /api/chat/token.").max(4_000),
  after: z.coerce.number().int().min(0).optional(),
  /** The `event_seq` after which events were missed; without it none are sent again. */
  events_after: z.coerce.number().int().min(0).optional(),
  /** The same for `change_seq`. */
  changes_after: z.coerce.number().int().min(0).optional(),
});

/** `POST /api/chat/messages/mark-delivered`. */
export const MarkDelivered = z.object({ message_ids: z.array(MessageId).max(500) });

/** `last_change`: the number of the newest change that the page has; `changes_after` of a socket that goes on from it. */
export const HistoryPage = z.object({
  messages: z.array(Message),
  next_cursor: z.string().nullable(),
  last_change: z.int().min(0),
});

/**
 * `GET /api/chat/unread-counts`: unread messages by connection and in all, requests that wait for the caller's answer, and
 * other news of the inbox that was not seen.
 */
export const UnreadCounts = z.object({
  counts: z.record(z.string(), z.int()),
  total: z.int(),
  asks: z.int(),
  news: z.int(),
});
export type UnreadCounts = z.infer<typeof UnreadCounts>;
