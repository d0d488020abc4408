import { z } from "zod";
import { Person } from "./account";
import { UnreadCounts } from "./chat";
import { LastEntry } from "./conversation";
import { ConnectionId, SessionId, StoryId, UserId } from "./ids";
import { defaultPageSize, maxPageSize } from "./limits";

/** Open sockets of one inbox. A browser has one for all of its tabs; beyond this the oldest devices are long gone. */
export const maxInboxSockets = 20;

/** The time that an inbox's socket may stay open, in milliseconds: then the browser comes back with a fresh token. */
export const inboxSocketTtlMs = 60 * 60 * 1000;

/** The kinds of an inbox's entries. `messages` stands for all unread messages of one conversation. */
export const inboxKinds = [
  "messages",
  "request_received",
  "request_accepted",
  "originals_revealed",
  "originals_taken_back",
  "story_held",
  "story_released",
  "new_sign_in",
] as const;
export const InboxKind = z.enum(inboxKinds);
export type InboxKind = z.infer<typeof InboxKind>;

/** The id of an entry: its kind, and what it is about. */
export const InboxEntryId = z
  .string()
  .max(160)
  .regex(/^[a-z_]{1,40}(\.[0-9a-f-]{1,60}){1,3}$/)
  .brand<"InboxEntryId">();
export type InboxEntryId = z.infer<typeof InboxEntryId>;

/** One entry of the inbox. What it is about is null where the entry is about something else. */
export const InboxEntry = z.object({
  id: InboxEntryId,
  kind: InboxKind,
  at: z.iso.datetime(),
  is_seen: z.boolean(),
  connection_id: ConnectionId.nullable(),
  /** The other person of the connection. */
  other: Person.nullable(),
  story: z.object({ id: StoryId, title: z.string().nullable() }).nullable(),
  /** Unread messages; null for anything but `messages`. */
  unread: z.int().positive().nullable(),
  /** The browser of a new sign-in. */
  browser: z.string().nullable(),
});
export type InboxEntry = z.infer<typeof InboxEntry>;

/** `GET /api/inbox`. */
export const InboxPage = z.object({ entries: z.array(InboxEntry), next_cursor: z.string().nullable() });
export type InboxPage = z.infer<typeof InboxPage>;

/** Where a page ends: the time and the id of its last entry, so that what comes in meanwhile moves nothing. */
const Cursor = z
  .string()
  .max(200)
  .regex(/^\d{1,16}~[a-z_.0-9-]{1,160}$/, "The cursor is not one of ours.");

export const InboxQuery = z.object({
  cursor: Cursor.optional(),
  limit: z.coerce.number().int().min(1).max(maxPageSize).default(defaultPageSize),
});

/** `POST /api/inbox/seen`: entries that their person has looked at. */
export const MarkSeen = z.object({ ids: z.array(InboxEntryId).max(500) });

/** `POST /api/inbox/token`: opens the caller's inbox once, within a minute. */
export const InboxToken = z.object({ token: z.string(), expires_at: z.iso.datetime() });

/** `?token=` of the upgrade: browsers cannot set headers on a socket. */
export const InboxConnectQuery = z.object({
  token: z.string("Add ?token= with a token from POST /api/inbox/token.").max(4_000),
});

/**
 * The last words of a conversation, and the count of what waits in it, from its room: an open list needs to ask nobody. Comes before
 * the badge that counts it, and is kept nowhere on its way.
 */
export const ConversationChanged = z.object({
  type: z.literal("conversation"),
  connection_id: ConnectionId,
  unread: z.int().min(0),
  last: LastEntry.nullable(),
});
export type ConversationChanged = z.infer<typeof ConversationChanged>;

/** The frames that an inbox sends. A badge is the whole state, so that a lost one is made up for by the next. */
export const InboxFrame = z.discriminatedUnion("type", [
  UnreadCounts.extend({ type: z.literal("badge") }),
  z.object({ type: z.literal("happened"), id: InboxEntryId, kind: InboxKind, connection_id: ConnectionId.nullable() }),
  ConversationChanged,
  z.object({ type: z.literal("pong") }),
]);
export type InboxFrame = z.infer<typeof InboxFrame>;

/** The person who opens their inbox, as the route passes them on: all of it verified. */
export const InboxEntrance = z.object({
  user: UserId,
  session: SessionId,
  /** When the socket must be opened anew, in milliseconds since 1970. */
  expires: z.coerce.number().int(),
  /** The token's id, and until when it could be used again, in milliseconds since 1970. */
  token: z.string().min(1).max(100),
  token_expires: z.coerce.number().int(),
});
export type InboxEntrance = z.infer<typeof InboxEntrance>;

/**
 * A room's report of one member: how far its log goes, how far they have read, and how many messages of the other they
 * have not. Both numbers only ever rise, so of two reports it shows which one is newer.
 */
export interface UnreadReport {
  connectionId: ConnectionId;
  lastSeq: number;
  readSeq: number;
  unread: number;
  /** When the newest message was sent, in milliseconds since 1970; 0 where there is none. */
  lastAt: number;
}

/** An entry of an inbox without the names around it, which the reader's side has; `at` in milliseconds since 1970. */
export interface ListedInboxEntry {
  id: InboxEntryId;
  kind: InboxKind;
  at: number;
  isSeen: boolean;
  connectionId: ConnectionId | null;
  storyId: StoryId | null;
  /** Unread messages, of an entry that stands for them. */
  unread: number | null;
  userAgent: string | null;
}

/** Where a page of an inbox begins: below an entry. `at` in milliseconds since 1970. */
export interface InboxPlace {
  at: number;
  id: string;
}
