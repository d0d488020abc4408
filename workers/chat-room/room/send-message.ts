/** A member sends a message: in the log first, then acknowledged, then delivered; at most 60 a minute. */
import { messagesPerMinute } from "../../../app/contract/chat";
import { acknowledge, announceTyping, messageFrame } from "./server-frames";
import {
  memberState,
  otherMember,
  withMemberState,
  type Effect,
  type FrameOf,
  type Outcome,
  type Participant,
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
  const createdAt = Math.max(now, room.lastAt);
  // Who is blocked is answered like anybody else; who blocks has no socket here.
  const isHidden = room.blockers.includes(otherMember(room, sender.userId));
  const { content } = frame;
  const message = { seq: room.lastSeq + 1, senderId: sender.userId, clientId, content, createdAt, isHidden };
  const seq = log.append(message);
  if (seq !== message.seq) return { room, effects: [acknowledgeAgain(room, log, sender, seq)] };

  const delivered = messageFrame(room.connectionId, message);
  const grown: Room = { ...room, lastSeq: seq, lastAt: createdAt };
  return {
    room: withMemberState(grown, sender.userId, { ...state, sentAt: [...sentAt, now], typingUntil: null }),
    effects: [
      acknowledge(sender, delivered, clientId),
      ...(state.typingUntil === null ? [] : [announceTyping(room, sender.userId, false)]),
      { kind: "send_others", except: sender.id, frame: delivered },
    ],
  };
}

/** Repeats the acknowledgement of a message that is in the log, with the time of the first. */
function acknowledgeAgain(room: Room, log: RoomLog, sender: Participant, seq: number): Effect {
  const logged = log.at(seq);
  if (!logged) throw new Error("The log found a message under a seq that it does not hold.");
  return acknowledge(sender, messageFrame(room.connectionId, logged), logged.clientId);
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
