/**
 * The state of an inbox. Everything in this folder is pure: the state and what came in go in, the next state comes out.
 *
 * Two sources feed it, and each can be lost, late or doubled. Rooms report unread messages by their own order. D1 is read as
 * a whole whenever something changed or may have been missed; what differs from the last reading is what happened.
 */
import type { InboxEntryId, InboxKind, UnreadReport } from "../../../app/contract/inbox";
import type { ConnectionId, SessionId, StoryId } from "../../../app/contract/ids";

/**
 * Whether a conversation counts. `unknown`: a room reported it and D1 has not been read since. `closed`: blocked, or an
 * account is scheduled for deletion. `gone`: D1 has no such connection.
 */
export type RoomStatus = "open" | "unknown" | "closed" | "gone";

export interface RoomUnread extends UnreadReport {
  readonly status: RoomStatus;
}

/** Something that happened, once. */
export interface Happening {
  readonly id: InboxEntryId;
  readonly kind: Exclude<InboxKind, "messages">;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly connectionId: ConnectionId | null;
  readonly storyId: StoryId | null;
  readonly sessionId: SessionId | null;
  readonly userAgent: string | null;
  readonly isSeen: boolean;
}

/** Originals of the other person that are revealed in a connection. */
export interface Revealed {
  readonly photos: number;
  /** When the newest was revealed, in milliseconds since 1970. */
  readonly newestAt: number;
}

export interface InboxState {
  readonly rooms: Readonly<Record<ConnectionId, RoomUnread>>;
  readonly happenings: Readonly<Record<InboxEntryId, Happening>>;
  readonly watch: Watch;
}

/** The last reading of D1, for what the next one is compared with. */
export interface Watch {
  /** Requests that wait for the person's answer, by when they were sent, in milliseconds since 1970. */
  readonly requests: Readonly<Record<ConnectionId, number>>;
  readonly revealed: Readonly<Record<ConnectionId, Revealed>>;
  /** Stories that moderation holds, by when it began, in milliseconds since 1970. */
  readonly held: Readonly<Record<StoryId, number>>;
  /** The time up to which news was listed once and is forgotten, in milliseconds since 1970. */
  readonly forgottenUntil: number;
  /** Whether D1 was ever read. */
  readonly isSynced: boolean;
}

export const emptyState: InboxState = {
  rooms: {},
  happenings: {},
  watch: { requests: {}, revealed: {}, held: {}, forgottenUntil: 0, isSynced: false },
};

/** A person's rows in D1, read at one moment. Times in milliseconds since 1970. */
export interface Truth {
  connections: ConnectionTruth[];
  /** Requests that wait for the person's answer. */
  requests: { connectionId: ConnectionId; sentAt: number }[];
  revealed: ({ connectionId: ConnectionId } & Revealed)[];
  held: { storyId: StoryId; heldAt: number }[];
  /** Those of {@link Watch.held} that are shown again; one that was deleted is in neither list. */
  released: StoryId[];
  /** Sign-ins on devices that were new. */
  signIns: { sessionId: SessionId; at: number; userAgent: string | null }[];
}

/** An accepted connection. */
export interface ConnectionTruth {
  connectionId: ConnectionId;
  /** Whether the person does not block the other, and neither account is scheduled for deletion. */
  isOpen: boolean;
  /** Whether the person asked, and when it was accepted. */
  isAsker: boolean;
  acceptedAt: number;
  /** The room's last projection to D1; null before its first message. */
  copied: Omit<UnreadReport, "connectionId"> | null;
}
