/**
 * The part of its log that a room without one finds in D1. After a restore into an account of its own the rooms' storage is empty, and a room
 * that began at 1 again would give two messages one number. The newest messages are enough: a socket is sent no more of them,
 * and older ones are read from D1.
 */
import type { ChatPhoto } from "../../app/contract/chat-photo";
import type { PhotoId, UserId } from "../../app/contract/ids";
import type { readRoomProjection } from "../../db/queries/messages";
import { replayLimit } from "./room/join";
import type { MessageView } from "./room/message-views";
import type { LoggedEvent, LoggedMessage, Watermarks } from "./room/state";
import { messageView } from "./sql-change-log";
import { loggedEvent } from "./sql-event-log";

/** The number of a room's messages that go back into its log. */
export const recoveredMessages = replayLimit;

/** A room's log as D1 has it: the newest messages and events, oldest first. */
export interface RecoveredLog {
  messages: LoggedMessage[];
  /** The photos of all messages that are their senders' alone. */
  hiddenPhotos: PhotoId[];
  events: LoggedEvent[];
  views: MessageView[];
  /** The number of the newest change of all; 0 when there is none. */
  lastChange: number;
  /** The newest seq that was ever given; 0 when there is none. */
  lastSeq: number;
  watermarks: Record<UserId, Watermarks>;
}

/**
 * Client ids are not in D1: a message that was sent, stored and never acknowledged before the loss can come twice. Nor are the
 * words that messages had before they were edited.
 */
export function recoveredLog(
  { messages, events, views, lastChange, members }: Awaited<ReturnType<typeof readRoomProjection>>,
  hiddenPhotos: PhotoId[],
): RecoveredLog {
  const watermarks: Record<UserId, Watermarks> = {};
  for (const { user_id, delivered_seq, read_seq } of members) {
    if (delivered_seq > 0 || read_seq > 0) watermarks[user_id] = { delivered: delivered_seq, read: read_seq };
  }
  const oldestFirst = messages.toReversed().map((row) => ({
    seq: row.seq,
    senderId: row.sender_id,
    clientId: null,
    content: row.content,
    createdAt: row.created_at,
    isHidden: row.is_hidden === 1,
    replyTo: row.reply_to === null ? null : { seq: row.reply_to, isPrivate: row.is_reply_private === 1 },
    photos: row.photos === null ? [] : (JSON.parse(row.photos) as ChatPhoto[]), // the room's own JSON
    expiresAt: row.expires_at,
  }));
  const lastSeq = Math.max(messages[0]?.seq ?? 0, ...members.map(({ last_seq }) => last_seq));
  const eventsInOrder = events.toSorted((a, b) => a.event_seq - b.event_seq).map(loggedEvent);
  return {
    messages: oldestFirst,
    hiddenPhotos,
    events: eventsInOrder,
    views: views.map(messageView),
    lastChange,
    lastSeq,
    watermarks,
  };
}
