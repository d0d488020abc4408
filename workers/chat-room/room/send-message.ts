/** A member sends a message: in the log first, then acknowledged, then delivered; at most 60 a minute. */
import { messagesPerMinute, seqIn } from "../../../app/contract/chat";
import { photoSendTtlMs, type ChatPhoto } from "../../../app/contract/chat-photo";
import type { UserId } from "../../../app/contract/ids";
import { acknowledge, announceTyping, goneFrame, messageFrame, type MessageFrame } from "./server-frames";
import { expiryOf } from "./disappearing";
import {
  isVisibleTo,
  memberState,
  otherMember,
  withMemberState,
  type Effect,
  type FrameOf,
  type LoggedMessage,
  type Outcome,
  type Participant,
  type RepliedTo,
  type Room,
  type RoomLog,
} from "./state";

/** The window of `messagesPerMinute`. */
const rateWindowMs = 60_000;

/** Appends a new message, or repeats the acknowledgement of one that is in the log. `now` in milliseconds since 1970. */
export function sendMessage(
  room: Room,
  log: RoomLog,
  { sender, frame, now }: { sender: Participant; frame: FrameOf<"chat_message">; now: number },
): Outcome {
  const clientId = frame.client_id ?? null;
  const state = memberState(room, sender.userId);
  const sentAt = state.sentAt.filter((time) => time > now - rateWindowMs);
  if (sentAt.length >= messagesPerMinute) {
    return overRateLimit(room, log, { sender, clientId, waitMs: sentAt[0]! + rateWindowMs - now });
  }
  const replyTo = repliedTo(room, log, sender, frame);
  if (replyTo === "unknown") return refuseNew(room, log, { sender, clientId, code: "unknown_message" });
  const photos = photosIn(log, { sender, frame, now });
  if (photos === "unknown") return refuseNew(room, log, { sender, clientId, code: "unknown_photo" });
  const message = nextMessage(room, { sender, frame, now }, { replyTo, photos });
  const seq = log.append(message);
  if (seq !== message.seq) return { room, effects: [acknowledgeAgain(room, log, sender, seq)] };

  const own = messageFrame(room.connectionId, message, { viewer: sender.userId });
  const grown: Room = { ...room, lastSeq: seq, lastAt: message.createdAt };
  return {
    room: withMemberState(grown, sender.userId, { ...state, sentAt: [...sentAt, now], typingUntil: null }),
    effects: [
      acknowledge(sender, own, clientId),
      ...(state.typingUntil === null ? [] : [announceTyping(room, sender.userId, false)]),
      ...deliver(room, sender, { message, own }),
    ],
  };
}

/** Returns a message as it is appended to the log; its time is never before that of the message before it. */
function nextMessage(
  room: Room,
  { sender: { userId: senderId }, frame, now }: { sender: Participant; frame: FrameOf<"chat_message">; now: number },
  rest: Pick<LoggedMessage, "replyTo" | "photos">,
): LoggedMessage {
  const createdAt = Math.max(now, room.lastAt);
  return {
    seq: room.lastSeq + 1,
    senderId,
    clientId: frame.client_id ?? null,
    content: frame.content,
    createdAt,
    // Who is blocked is answered like anybody else; who blocks has no socket here.
    isHidden: room.blockers.includes(otherMember(room, senderId)),
    ...rest,
    expiresAt: expiryOf(room, senderId, createdAt),
  };
}

/** Refuses a message, unless it is in the log already: then it was in order, and the sender must learn that it is there. */
function refuseNew(
  room: Room,
  log: RoomLog,
  {
    sender,
    clientId,
    code,
  }: { sender: Participant; clientId: string | null; code: "unknown_message" | "unknown_photo" },
): Outcome {
  const known = clientId === null ? null : log.seqOf(sender.userId, clientId);
  if (known !== null) return { room, effects: [acknowledgeAgain(room, log, sender, known)] };
  return { room, effects: [{ kind: "send_error", socket: sender.id, error: { code }, clientId }] };
}

/** Returns the photos of a message; "unknown" when one is not the sender's, is in a message already, or waited for too long. */
function photosIn(
  log: RoomLog,
  { sender, frame, now }: { sender: Participant; frame: FrameOf<"chat_message">; now: number },
): readonly ChatPhoto[] | "unknown" {
  const found = (frame.photos ?? []).map((id) => log.photoOf(id));
  const mayGo = found.every(
    (each) =>
      each !== null && each.ownerId === sender.userId && each.seq === null && now - each.uploadedAt < photoSendTtlMs,
  );
  return mayGo ? found.flatMap((each) => each?.photo ?? []) : "unknown";
}

/** One frame for all, unless the sender's own devices are told more: what a hidden message answers, where an original is. */
function deliver(
  { connectionId, members }: Room,
  { id: except, userId }: Participant,
  { message, own }: { message: LoggedMessage; own: MessageFrame },
): Effect[] {
  const hasOriginal = message.photos.some(({ original_url: url }) => url !== undefined);
  if (!message.replyTo?.isPrivate && !hasOriginal) return [{ kind: "send_others", except, frame: own }];
  const frameFor = (viewer: UserId) => (viewer === userId ? own : messageFrame(connectionId, message, { viewer }));
  return members.map((to) => ({ kind: "send_others", except, to, frame: frameFor(to) }));
}

/** Returns what a message answers; "unknown" for an id of another room, or of what the sender may not know. */
function repliedTo(
  { connectionId }: Room,
  log: RoomLog,
  { userId }: Participant,
  { reply_to: id }: FrameOf<"chat_message">,
): RepliedTo | null | "unknown" {
  if (id === undefined) return null;
  const seq = seqIn(connectionId, id);
  const answered = seq === null ? null : (log.at(seq) ?? log.goneAt(seq));
  if (!answered || !isVisibleTo(userId, answered)) return "unknown";
  return { seq: answered.seq, isPrivate: answered.isHidden };
}

/** Repeats the acknowledgement of a message that is in the log, with the time of the first. */
function acknowledgeAgain(room: Room, log: RoomLog, sender: Participant, seq: number): Effect {
  const logged = log.at(seq);
  if (!logged) return acknowledgeGone(room, log, sender, seq);
  return acknowledge(sender, messageFrame(room.connectionId, logged, { viewer: sender.userId }), logged.clientId);
}

/** The client learns that its message was in the log, and that its time is over. */
function acknowledgeGone(room: Room, log: RoomLog, sender: Participant, seq: number): Effect {
  const gone = log.goneAt(seq);
  if (!gone) throw new Error("The log found a message under a seq that it does not hold.");
  return acknowledge(sender, goneFrame(room.connectionId, gone), gone.clientId);
}

/** A resend over the limit is acknowledged all the same: the client must learn that the message is in the log. */
function overRateLimit(
  room: Room,
  log: RoomLog,
  { sender, clientId, waitMs }: { sender: Participant; clientId: string | null; waitMs: number },
): Outcome {
  const known = clientId === null ? null : log.seqOf(sender.userId, clientId);
  if (known !== null) return { room, effects: [acknowledgeAgain(room, log, sender, known)] };
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000));
  const error = { code: "rate_limited", frameType: "chat_message", retryAfterSeconds } as const;
  return { room, effects: [{ kind: "send_error", socket: sender.id, error, clientId }] };
}
