/**
 * The data dictionary. Times are milliseconds since 1970 (UTC), ids UUIDs of version 7 as text, sizes pixels or bytes.
 * Deleted data goes with its row: foreign keys cascade, and R2 keys pass through `pending_removals`.
 */
import { sql } from "drizzle-orm";
import {
  check,
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
  type AnySQLiteColumn,
} from "drizzle-orm/sqlite-core";
import type { ConnectionId, PhotoId, ReportId, SessionId, StoryId, UserId } from "~/contract/ids";
import type { DisappearAfter, EndedBy, MessageChange, RoomEvent } from "~/contract/chat";
import type { ChatPhoto } from "~/contract/chat-photo";
import { mailStopReasons } from "~/contract/mail-event";
import type { Region } from "~/contract/photo";
import { revealTerms, type RevealTerms, type ViewKey } from "~/contract/reveal";
import { automaticReasons, reportReasons, type Evidence } from "~/contract/report";
import type { FaceId, UncoveredFace } from "~/contract/second-look";

const time = (name: string) => integer(name, { mode: "timestamp_ms" });

/**
 * People. An address belongs to one account; the name is all that others see.
 *
 * Kept until its person deletes the account: erased a week after they asked for it.
 */
export const users = sqliteTable(
  "users",
  {
    id: text("id").$type<UserId>().primaryKey(),
    /** In lower case. */
    email: text("email").notNull(),
    displayName: text("display_name").notNull(),
    /** `scrypt$N$r$p$salt$hash`, base64: the parameters travel with the hash. Empty: passkeys alone lead in. */
    passwordHash: text("password_hash").notNull(),
    /** Staff see the moderation pages. */
    role: text("role", { enum: ["member", "staff"] })
      .notNull()
      .default("member"),
    createdAt: time("created_at").notNull(),
    /** When all of it is erased; until then it can be kept, and nobody else sees the person. Null: they stay. */
    leavingAt: time("leaving_at"),
    /** Since when staff keep them out: no session of theirs opens anything, and nobody sees their stories. */
    suspendedAt: time("suspended_at"),
    /** When their address was confirmed; where no mail is sent, when they signed up. Null: not yet, and little is allowed. */
    emailVerifiedAt: time("email_verified_at"),
    /** Whether their connections see when they were last here, if these show it, too. */
    showsLastSeen: integer("shows_last_seen", { mode: "boolean" }).notNull().default(false),
    /** Bytes of all files of their photos. Triggers of the migration keep it, whatever deletes a photo. */
    storedBytes: integer("stored_bytes").notNull().default(0),
  },
  (table) => [
    uniqueIndex("users_email").on(table.email),
    index("users_leaving")
      .on(table.leavingAt)
      .where(sql`${table.leavingAt} is not null`),
    check("users_role", sql`${table.role} in ('member', 'staff')`),
  ],
);

/**
 * One sign-in on one device. It ends by sign-out, by age, or because a refresh token was used twice.
 *
 * Kept for 30 days after it ended or expired, to look into a break-in.
 */
export const sessions = sqliteTable(
  "sessions",
  {
    id: text("id").$type<SessionId>().primaryKey(),
    userId: text("user_id")
      .$type<UserId>()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    userAgent: text("user_agent"),
    createdAt: time("created_at").notNull(),
    expiresAt: time("expires_at").notNull(),
    endedAt: time("ended_at"),
    /** To the quarter of an hour: a row is not written with each request. Null: not since it was opened. */
    lastUsedAt: time("last_used_at"),
    /** Whether nobody had signed in to the account on that device before: its person is told. */
    isNewDevice: integer("is_new_device", { mode: "boolean" }).notNull().default(false),
  },
  (table) => [
    index("sessions_user").on(table.userId, table.id),
    index("sessions_over").on(
      sql`case when ${table.endedAt} is null then ${table.expiresAt} else ${table.endedAt} end`,
    ),
  ],
);

/**
 * The secrets that stand for a session: the newest is good, an older one coming back ends the session, but for a moment of grace.
 *
 * Kept as long as its session: an old secret that comes back must be known.
 */
export const refreshTokens = sqliteTable(
  "refresh_tokens",
  {
    /** SHA-256 of the secret, base64url: the secret itself is never stored. */
    hash: text("hash").primaryKey(),
    sessionId: text("session_id")
      .$type<SessionId>()
      .notNull()
      .references(() => sessions.id, { onDelete: "cascade" }),
    issuedAt: time("issued_at").notNull(),
    replacedAt: time("replaced_at"),
  },
  (table) => [index("refresh_tokens_session").on(table.sessionId)],
);

/**
 * The public halves of keys that a person's devices hold (WebAuthn): each leads in without a password.
 *
 * Kept until its person removes it or the account goes; at most 20 each.
 */
export const passkeys = sqliteTable(
  "passkeys",
  {
    /** The credential id, base64url, as the device chose it. */
    id: text("id").primaryKey(),
    userId: text("user_id")
      .$type<UserId>()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** COSE key, base64url. */
    publicKey: text("public_key").notNull(),
    /** Signatures that the device counted; 0 for those that do not count. One that does not grow is a copied key. */
    counter: integer("counter").notNull(),
    /** The transports by which browsers reach it: `internal`, `hybrid`, `usb`, ... */
    transports: text("transports", { mode: "json" }).$type<string[]>().notNull(),
    name: text("name").notNull(),
    createdAt: time("created_at").notNull(),
    lastUsedAt: time("last_used_at"),
  },
  (table) => [index("passkeys_user").on(table.userId)],
);

/**
 * Challenges that a device has to sign: good once, for a few minutes, for one purpose.
 *
 * Kept until it expires, after five minutes.
 */
export const passkeyChallenges = sqliteTable(
  "passkey_challenges",
  {
    /** 256 random bits, base64url. */
    challenge: text("challenge").primaryKey(),
    purpose: text("purpose", { enum: ["sign_up", "sign_in", "add"] }).notNull(),
    /** Who signs: the person, or at sign-up the id that they will have. Null at sign-in, where the key tells. */
    userId: text("user_id").$type<UserId>(),
    expiresAt: time("expires_at").notNull(),
  },
  (table) => [
    index("passkey_challenges_expiry").on(table.expiresAt),
    index("passkey_challenges_user").on(table.userId),
  ],
);

/**
 * Codes that lead in once each when all passkeys are lost, for accounts without a password.
 *
 * Kept until it is used, others replace it, the password is reset, or the account goes.
 */
export const recoveryCodes = sqliteTable(
  "recovery_codes",
  {
    /** SHA-256 of the person's id and the code, base64url: the code itself is shown once and never stored. */
    hash: text("hash").primaryKey(),
    userId: text("user_id")
      .$type<UserId>()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    createdAt: time("created_at").notNull(),
  },
  (table) => [index("recovery_codes_user").on(table.userId)],
);

/**
 * Links that were sent by mail: each good once, for a time, for one purpose of one person.
 *
 * Kept for a week after it expired, so that its page can say what became of it.
 */
export const mailTokens = sqliteTable(
  "mail_tokens",
  {
    /** SHA-256 of the secret in the link, base64url: the secret itself is never stored. */
    hash: text("hash").primaryKey(),
    userId: text("user_id")
      .$type<UserId>()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** Where it was sent; also the address that the account gets by it. */
    email: text("email").notNull(),
    purpose: text("purpose", { enum: ["reset_password", "verify_email", "change_email", "undo_email"] }).notNull(),
    createdAt: time("created_at").notNull(),
    expiresAt: time("expires_at").notNull(),
    /** When it was used, or another one was in its place. */
    usedAt: time("used_at"),
  },
  (table) => [
    index("mail_tokens_user").on(table.userId, table.purpose),
    /** Addresses that accounts can go back to: nobody else may take one. */
    index("mail_tokens_undo")
      .on(table.email)
      .where(sql`${table.purpose} = 'undo_email' and ${table.usedAt} is null`),
    index("mail_tokens_expiry").on(table.expiresAt),
  ],
);

/**
 * Sign-ups that wait for their address to be confirmed, where the operator asks for it: none of them is an account yet.
 *
 * Kept until its link expires, after a day.
 */
export const pendingSignUps = sqliteTable(
  "pending_sign_ups",
  {
    /** SHA-256 of the secret in the link, base64url: the secret itself is never stored. */
    hash: text("hash").primaryKey(),
    /** The id that the account will have. */
    id: text("id").$type<UserId>().notNull(),
    email: text("email").notNull(),
    displayName: text("display_name").notNull(),
    passwordHash: text("password_hash").notNull(),
    createdAt: time("created_at").notNull(),
    expiresAt: time("expires_at").notNull(),
  },
  (table) => [index("pending_sign_ups_email").on(table.email), index("pending_sign_ups_expiry").on(table.expiresAt)],
);

/**
 * Addresses that no mail goes to: mails came back from there for good, or one was called spam.
 *
 * Kept for 180 days, then the address is tried again; at most as long as its account.
 */
export const mailStops = sqliteTable(
  "mail_stops",
  {
    /** In lower case. */
    email: text("email").primaryKey(),
    reason: text("reason", { enum: mailStopReasons }).notNull(),
    stoppedAt: time("stopped_at").notNull(),
  },
  (table) => [index("mail_stops_age").on(table.stoppedAt)],
);

/**
 * One row per limited thing: when its next request would arrive if all came evenly spaced (GCRA).
 *
 * Kept until the limit is whole again, at most a day: a missing row is a whole limit.
 */
export const rateLimits = sqliteTable(
  "rate_limits",
  {
    /** `rule:subject`, the subject being a user id or the hash of an address. */
    key: text("key").primaryKey(),
    /** When all of it may be taken again, in milliseconds since 1970; the sweep then forgets the row. */
    arrivalAt: integer("arrival_at").notNull(),
  },
  (table) => [index("rate_limits_whole").on(table.arrivalAt)],
);

/**
 * True stories. A story is born published; unpublished, only its author sees it.
 *
 * Kept until its author deletes it or the account goes.
 */
export const stories = sqliteTable(
  "stories",
  {
    /** Its order is the order of the feed. */
    id: text("id").$type<StoryId>().primaryKey(),
    authorId: text("author_id")
      .$type<UserId>()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    title: text("title"),
    /** Empty while the text is in another database. */
    body: text("body").notNull(),
    /** The number of the database that has the text, and its version there; null while it is in this row. Triggers of the migration schedule what they named before for removal. */
    textPlace: integer("text_db"),
    textVersion: text("text_version"),
    status: text("status", { enum: ["published", "unpublished"] }).notNull(),
    createdAt: time("created_at").notNull(),
    updatedAt: time("updated_at").notNull(),
    /** Since when staff hide it from all but its author, and the reason that its author reads. */
    heldAt: time("held_at"),
    heldReason: text("held_reason"),
  },
  (table) => [
    index("stories_feed").on(table.status, table.id),
    index("stories_author").on(table.authorId, table.id),
    index("stories_held")
      .on(table.authorId)
      .where(sql`${table.heldAt} is not null`),
    check("stories_status", sql`${table.status} in ('published', 'unpublished')`),
  ],
);

/**
 * Photos: the redacted copy that all may see, and, if its author kept it, the original that is theirs alone. One that was
 * uploaded for a conversation has no story: the two members alone see its copy, once a message has it.
 *
 * Kept as long as its story or its message; without one for a day.
 */
export const storyImages = sqliteTable(
  "story_images",
  {
    id: text("id").$type<PhotoId>().primaryKey(),
    ownerId: text("owner_id")
      .$type<UserId>()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** Null between the upload and the story; the sweep removes what stays there for a day. */
    storyId: text("story_id")
      .$type<StoryId>()
      .references(() => stories.id, { onDelete: "cascade" }),
    /** Set for a photo of a conversation. Triggers of the migration remove its files and its row, whatever deletes the message. */
    connectionId: text("connection_id")
      .$type<ConnectionId>()
      .references((): AnySQLiteColumn => connections.id, { onDelete: "cascade" }),
    /** The message that has it, copied from the room; null until then. */
    messageSeq: integer("message_seq"),
    /** Whether its sender was blocked as they sent it: then it is theirs alone, for good. */
    isHidden: integer("is_hidden", { mode: "boolean" }).notNull().default(false),
    /** From when its message is gone, copied with it: the message may be in another database. Null: it stays. */
    expiresAt: time("expires_at"),
    position: integer("position").notNull().default(0),
    alt: text("alt").notNull().default(""),
    /** R2 key `public/images/{id}.{ext}`. */
    publicKey: text("public_key").notNull(),
    publicType: text("public_type").notNull(),
    publicBytes: integer("public_bytes").notNull(),
    width: integer("width").notNull(),
    height: integer("height").notNull(),
    /** R2 key `private/images/{id}.{ext}`; null when the author kept the original on the device. */
    originalKey: text("original_key"),
    originalType: text("original_type"),
    originalBytes: integer("original_bytes"),
    /**
     * R2 key `public/images/{id}/960.jpg`: the public copy made smaller, from its pixels alone. Null: not made yet. A trigger of
     * the migration schedules its removal, whatever deletes the row.
     */
    smallKey: text("small_key"),
    smallBytes: integer("small_bytes"),
    /** R2 key `public/images/{id}/480.jpg`: the thumbnail, made and removed with the small copy. Null: not made yet. */
    thumbKey: text("thumb_key"),
    thumbBytes: integer("thumb_bytes"),
    /** Base64, made from the redacted pixels. */
    thumbhash: text("thumbhash").notNull(),
    createdAt: time("created_at").notNull(),
    /**
     * The number of the database that has the photo's details, and their version there; null while they are in this row, in the four
     * columns `face_coordinates`, `person_faces`, `uncovered_faces` and `confirmed_face_ids`. Triggers of the migration schedule what
     * they named before for removal.
     */
    detailsPlace: integer("details_db"),
    detailsVersion: text("details_version"),
    /** The regions that were covered: `[{x, y, width, height, confidence?}]` in pixels of the public copy. */
    faceCoordinates: text("face_coordinates", { mode: "json" }).$type<Region[]>().notNull().default([]),
    facesDetected: integer("faces_detected").notNull().default(0),
    /** The second look at the public copy: faces of the people that the person-finder saw, and those that no region covers. */
    personFaces: text("person_faces", { mode: "json" }).$type<Region[]>(),
    uncoveredFaces: text("uncovered_faces", { mode: "json" }).$type<UncoveredFace[]>(),
    /** When the look finished; null: not yet. A finished look stands. */
    checkedAt: time("checked_at"),
    /** While a look runs, until when it may: later it counts as lost. */
    lookLeasedUntil: time("look_leased_until"),
    /** Uncovered faces that the author leaves as they are. */
    confirmedFaceIds: text("confirmed_face_ids", { mode: "json" }).$type<FaceId[]>().notNull().default([]),
    /** Published on the author's word while the look could not run: the sweep looks, those with the fewest failed looks first. */
    unverified: integer("unverified", { mode: "boolean" }).notNull().default(false),
    failedLooks: integer("failed_looks").notNull().default(0),
  },
  (table) => [
    index("story_images_story").on(table.storyId, table.position),
    index("story_images_owner").on(table.ownerId, table.id),
    index("story_images_loose")
      .on(table.createdAt)
      .where(sql`${table.storyId} is null and ${table.messageSeq} is null`),
    index("story_images_message")
      .on(table.connectionId, table.messageSeq)
      .where(sql`${table.connectionId} is not null`),
    index("story_images_unverified")
      .on(table.failedLooks, table.id)
      .where(sql`${table.unverified} = 1`),
    check("story_images_size", sql`${table.width} > 0 and ${table.height} > 0`),
    check("story_images_original", sql`(${table.originalKey} is null) = (${table.originalType} is null)`),
  ],
);

/**
 * R2 objects that must go. Written before an object is, and before its row is deleted, so a crash leaves no orphan.
 *
 * Kept until the object is gone, which is tried each hour once it is due.
 */
export const pendingRemovals = sqliteTable(
  "pending_removals",
  {
    objectKey: text("object_key").primaryKey(),
    dueAt: time("due_at").notNull(),
  },
  (table) => [index("pending_removals_due").on(table.dueAt)],
);

/**
 * Texts of stories, and details of photos, in other databases that no row names any more. Triggers write them, whatever changes or
 * deletes the story or the photo.
 *
 * Kept until the text is gone, which is tried each hour once it is due.
 */
export const pendingTextRemovals = sqliteTable(
  "pending_text_removals",
  {
    authorId: text("author_id").$type<UserId>().notNull(),
    storyId: text("story_id").$type<StoryId>().notNull(),
    /** The photo of the story that the details were of; null for a text. */
    photoId: text("photo_id").$type<PhotoId>(),
    version: text("version").notNull(),
    /** The number of its database. */
    place: integer("place").notNull(),
    /** At once for a story or a photo that was deleted; an hour later for a version that a reader may have just been told. */
    dueAt: time("due_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.authorId, table.storyId, table.version, table.place] }),
    index("pending_text_removals_due").on(table.dueAt),
  ],
);

/**
 * How far the texts of stories, and the details of their photos, have moved to where they belong since a database was added: one row.
 *
 * Kept until a database is added: then it begins anew.
 */
export const textMoves = sqliteTable("text_moves", {
  /** Always 1. */
  id: integer("id").primaryKey(),
  /** The numbers of the databases, as `0,1,2`, and `with details` where those of photos move, too. */
  databases: text("databases").notNull(),
  /** The row of `stories` up to which it has come. */
  lastRow: integer("last_row").notNull(),
  checked: integer("checked").notNull(),
  moved: integer("moved").notNull(),
  /** Texts whose database did not answer: once it is done, it begins anew. */
  left: integer("left").notNull(),
  isDone: integer("is_done", { mode: "boolean" }).notNull(),
});

/**
 * An ask to connect, and the connection that it becomes: they share the id, which also names the room.
 *
 * Kept as long as both accounts once accepted; a request that was not is gone 60 days after it was sent.
 */
export const connections = sqliteTable(
  "connections",
  {
    id: text("id").$type<ConnectionId>().primaryKey(),
    storyId: text("story_id")
      .$type<StoryId>()
      .references(() => stories.id, { onDelete: "set null" }),
    askerId: text("asker_id")
      .$type<UserId>()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    authorId: text("author_id")
      .$type<UserId>()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    note: text("note").notNull().default(""),
    status: text("status", { enum: ["asked", "accepted", "declined", "withdrawn", "expired"] }).notNull(),
    createdAt: time("created_at").notNull(),
    updatedAt: time("updated_at").notNull(),
  },
  (table) => [
    index("connections_asker").on(table.askerId, table.id),
    index("connections_author").on(table.authorId, table.id),
    index("connections_story").on(table.storyId),
    /** For the number of asks that wait for somebody's answer: asks that were answered are not in it. */
    index("connections_waiting")
      .on(table.authorId, table.createdAt)
      .where(sql`${table.status} = 'asked'`),
    index("connections_unaccepted")
      .on(table.createdAt)
      .where(sql`${table.status} <> 'accepted'`),
    /** Two people have at most one ask or connection between them, whoever asked. */
    uniqueIndex("connections_pair")
      .on(
        sql`case when ${table.askerId} < ${table.authorId} then ${table.askerId} || ${table.authorId} else ${table.authorId} || ${table.askerId} end`,
      )
      .where(sql`${table.status} in ('asked', 'accepted')`),
    check("connections_status", sql`${table.status} in ('asked', 'accepted', 'declined', 'withdrawn', 'expired')`),
    check("connections_two_people", sql`${table.askerId} <> ${table.authorId}`),
  ],
);

/**
 * The copy of each room's log: written in batches by the room, read for history pages. The key is the order, so a
 * page reads its own rows alone; the migration makes the table WITHOUT ROWID, so a message is one row written.
 *
 * Kept as long as its connection, or until it disappears.
 */
export const messages = sqliteTable(
  "messages",
  {
    connectionId: text("connection_id")
      .$type<ConnectionId>()
      .notNull()
      .references(() => connections.id, { onDelete: "cascade" }),
    /** The room's order, from 1, without a gap. */
    seq: integer("seq").notNull(),
    senderId: text("sender_id").$type<UserId>().notNull(),
    /** As typed: at most 4,000 characters, escaped only when shown. Empty for photos without words. */
    content: text("content").notNull(),
    createdAt: time("created_at").notNull(),
    /** Whether its sender was blocked as they sent it: then it is theirs alone, also after the block. */
    isHidden: integer("is_hidden", { mode: "boolean" }).notNull().default(false),
    /** The seq of the message that it answers, and whether only its sender may know of that: it was hidden. */
    replyTo: integer("reply_to"),
    isReplyPrivate: integer("is_reply_private", { mode: "boolean" }).notNull().default(false),
    /** Its photos as their sender sees them, in their order; null for most. */
    photos: text("photos", { mode: "json" }).$type<ChatPhoto[]>(),
    /** From when it is gone: the room deletes it then, and until its row is deleted nobody is given it. Null: it stays. */
    expiresAt: time("expires_at"),
  },
  (table) => [
    primaryKey({ columns: [table.connectionId, table.seq] }),
    index("messages_expiry")
      .on(table.expiresAt)
      .where(sql`${table.expiresAt} is not null`),
    check("messages_seq", sql`${table.seq} > 0`),
  ],
);

/**
 * A member's place in a room, copied from the room with its messages: one row answers "how many are unread?".
 *
 * Kept as long as its connection.
 */
export const chatMembers = sqliteTable(
  "chat_members",
  {
    userId: text("user_id")
      .$type<UserId>()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    connectionId: text("connection_id")
      .$type<ConnectionId>()
      .notNull()
      .references(() => connections.id, { onDelete: "cascade" }),
    /** Up to which seq the member has got, and read, what the other sent. */
    deliveredSeq: integer("delivered_seq").notNull().default(0),
    readSeq: integer("read_seq").notNull().default(0),
    /** The newest message of the room, and how many of the other's the member has not read. */
    lastSeq: integer("last_seq").notNull().default(0),
    unread: integer("unread").notNull().default(0),
    /** While one of the two is about to leave nobody reads or writes here, and nothing counts as unread. */
    isClosed: integer("is_closed", { mode: "boolean" }).notNull().default(false),
    /** The message database that holds the conversation's messages, views and events; null: this one. */
    messagesDb: integer("messages_db"),
    /** When the newest message was sent, for lists: where the messages are elsewhere they cannot be joined. */
    lastAt: time("last_at"),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.connectionId] }),
    index("chat_members_connection").on(table.connectionId),
  ],
);

/**
 * Blocks: the blocked person is not told, and neither sees the other anywhere.
 *
 * Kept until it is lifted or one of the accounts goes.
 */
export const blocks = sqliteTable(
  "blocks",
  {
    blockerId: text("blocker_id")
      .$type<UserId>()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    blockedId: text("blocked_id")
      .$type<UserId>()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    createdAt: time("created_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.blockerId, table.blockedId] }),
    index("blocks_blocked").on(table.blockedId, table.blockerId),
  ],
);

/** Events of conversations: the projection of the rooms' own logs. Kept as long as its connection. */
export const chatEvents = sqliteTable(
  "chat_events",
  {
    connectionId: text("connection_id")
      .$type<ConnectionId>()
      .notNull()
      .references(() => connections.id, { onDelete: "cascade" }),
    /** The room's order of events, from 1, without a gap. */
    eventSeq: integer("event_seq").notNull(),
    type: text("type").$type<RoomEvent["type"]>().notNull(),
    userId: text("user_id").$type<UserId>().notNull(),
    /** The photo may be gone: that it was revealed is part of the conversation. Empty for an event about no photo. */
    imageId: text("image_id").$type<PhotoId | "">().notNull(),
    afterSeq: integer("after_seq").notNull(),
    createdAt: time("created_at").notNull(),
    /** Of a `disappearing` event: after how many seconds messages go from then on; 0: they stay. */
    seconds: integer("seconds").$type<DisappearAfter>(),
    /** Whether whose doing it was was blocked: then it is theirs alone. */
    isHidden: integer("is_hidden", { mode: "boolean" }).notNull().default(false),
    /** Of a reveal: for how long, and when it ends by itself. Of an unreveal that its owner did not ask for: what ended it. */
    terms: text("terms").$type<RevealTerms>(),
    endsAt: time("ends_at"),
    endedBy: text("end_cause").$type<EndedBy>(),
  },
  (table) => [primaryKey({ columns: [table.connectionId, table.eventSeq] })],
);

/**
 * Changed messages as each member sees them, copied from the room: edited, deleted for both, or deleted for themselves. The
 * words of an edited message stand in `messages`; here only those that this member alone sees.
 *
 * Kept as long as its connection.
 */
export const messageViews = sqliteTable(
  "message_views",
  {
    connectionId: text("connection_id")
      .$type<ConnectionId>()
      .notNull()
      .references(() => connections.id, { onDelete: "cascade" }),
    seq: integer("seq").notNull(),
    viewerId: text("viewer_id").$type<UserId>().notNull(),
    /** The number of the newest change. */
    changeSeq: integer("change_seq").notNull(),
    type: text("type").$type<MessageChange["type"]>().notNull(),
    content: text("content"),
    editedAt: time("edited_at"),
    deletedAt: time("deleted_at"),
    isRemoved: integer("is_removed", { mode: "boolean" }).notNull(),
    /** The emoji of each member who reacted. */
    reactions: text("reactions", { mode: "json" }).$type<Record<UserId, string>>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.connectionId, table.seq, table.viewerId] })],
);

/**
 * An original that its owner shows to the other member of a connection, until the row goes or its time is over.
 *
 * Kept until its owner ends it or its time is over, or as long as its photo and its connection.
 */
export const reveals = sqliteTable(
  "reveals",
  {
    connectionId: text("connection_id")
      .$type<ConnectionId>()
      .notNull()
      .references(() => connections.id, { onDelete: "cascade" }),
    imageId: text("image_id")
      .$type<PhotoId>()
      .notNull()
      .references(() => storyImages.id, { onDelete: "cascade" }),
    createdAt: time("created_at").notNull(),
    terms: text("terms", { enum: revealTerms }).notNull().default("until_taken_back"),
    /** When it ends by itself; null while it does not: of one that may be viewed once, until it is opened. */
    endsAt: time("ends_at"),
    /** Of one that is open to be viewed once: what its page chose, without which nobody has the bytes. */
    viewKey: text("view_key").$type<ViewKey>(),
  },
  (table) => [
    primaryKey({ columns: [table.connectionId, table.imageId] }),
    index("reveals_image").on(table.imageId, table.connectionId),
    index("reveals_end")
      .on(table.endsAt)
      .where(sql`${table.endsAt} is not null`),
  ],
);

/**
 * Reports, each with the content as it was then. The subject may be gone, its person is not: a report goes
 * with them.
 *
 * Kept until 180 days after it was closed, its evidence and note for the first 90; an open one until it is closed.
 */
export const reports = sqliteTable(
  "reports",
  {
    /** Its order is the order of the queue. */
    id: text("id").$type<ReportId>().primaryKey(),
    /** Null once the account is gone, and for what the server reports itself. */
    reporterId: text("reporter_id")
      .$type<UserId>()
      .references(() => users.id, { onDelete: "set null" }),
    kind: text("kind", { enum: ["story", "photo", "ask", "message"] }).notNull(),
    subjectId: text("subject_id").notNull(),
    /** Whose it is. */
    personId: text("person_id")
      .$type<UserId>()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** The story itself, or the one that the photo was in. */
    storyId: text("story_id").$type<StoryId>(),
    reason: text("reason", { enum: [...reportReasons, ...automaticReasons] }).notNull(),
    note: text("note").notNull(),
    /** Null once it was swept, some time after the report was closed. */
    evidence: text("evidence", { mode: "json" }).$type<Evidence>(),
    /** R2 key `private/evidence/{id}.{ext}` of a photo's public copy as it was. */
    evidenceKey: text("evidence_key"),
    evidenceType: text("evidence_type"),
    status: text("status", { enum: ["open", "closed"] }).notNull(),
    createdAt: time("created_at").notNull(),
    closedAt: time("closed_at"),
  },
  (table) => [
    index("reports_queue").on(table.status, table.id),
    index("reports_person").on(table.personId),
    index("reports_reporter").on(table.reporterId, table.id),
    uniqueIndex("reports_once").on(table.reporterId, table.kind, table.subjectId),
    index("reports_evidence")
      .on(table.closedAt)
      .where(sql`${table.evidence} is not null`),
    index("reports_closed")
      .on(table.closedAt)
      .where(sql`${table.evidence} is null`),
    check("reports_status", sql`${table.status} in ('open', 'closed')`),
  ],
);

/**
 * The photos of a reported message, as they were. A trigger of the migration schedules the removal of the file, whatever
 * deletes the row.
 *
 * Kept as long as the evidence of its report.
 */
export const reportPhotos = sqliteTable(
  "report_photos",
  {
    reportId: text("report_id")
      .$type<ReportId>()
      .notNull()
      .references(() => reports.id, { onDelete: "cascade" }),
    /** Its place in the evidence, from 0. */
    position: integer("position").notNull(),
    /** R2 key `private/evidence/{a new id}.{ext}`. */
    objectKey: text("object_key").notNull(),
    type: text("type").notNull(),
  },
  (table) => [primaryKey({ columns: [table.reportId, table.position] })],
);

/**
 * Objects by the key that created them (`Idempotency-Key`): a second request with it finds the same object. The answer itself is
 * not kept, so what is deleted is nowhere.
 *
 * Kept for a day.
 */
export const idempotencyKeys = sqliteTable(
  "idempotency_keys",
  {
    userId: text("user_id")
      .$type<UserId>()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** As the client chose it. */
    key: text("key").notNull(),
    /** SHA-256 of the path and the body, base64: a key is good for one request alone. */
    fingerprint: text("fingerprint").notNull(),
    /** The id that the object has, or will have: a second attempt cannot make another one. */
    objectId: text("object_id").notNull(),
    isDone: integer("is_done", { mode: "boolean" }).notNull(),
    /** Until when the attempt that runs is left alone. */
    leasedUntil: time("leased_until").notNull(),
    createdAt: time("created_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.key] }), index("idempotency_keys_age").on(table.createdAt)],
);

/**
 * The log of moderation: who did what, why and when. Triggers of the migration let no row be changed or deleted, but for what an account
 * that is erased takes with it: the lines about the person, and who of staff it was.
 *
 * Kept as long as the account of the person it is about.
 */
export const moderationLog = sqliteTable(
  "moderation_log",
  {
    id: text("id").primaryKey(),
    reportId: text("report_id").$type<ReportId>().notNull(),
    /** Whom it is about: their log is shown with each report of theirs. */
    personId: text("person_id")
      .$type<UserId>()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    staffId: text("staff_id")
      .$type<UserId>()
      .references(() => users.id, { onDelete: "set null" }),
    act: text("act", { enum: ["dismiss", "hold", "release", "suspend", "lift"] }).notNull(),
    reason: text("reason").notNull(),
    createdAt: time("created_at").notNull(),
  },
  (table) => [
    index("moderation_log_person").on(table.personId, table.id),
    index("moderation_log_staff").on(table.staffId),
  ],
);
