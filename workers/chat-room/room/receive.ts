/** A frame came over a socket: what it does to the room. */
import { badFramesPerMinute, type ClientFrame } from "../../../app/contract/chat";
import { changeMessage } from "./change-message";
import { setDisappearing } from "./disappearing";
import { takeFrame, takeMemberFrame, type Arrivals } from "./frame-budgets";
import type { ParsedFrame } from "./parse-frame";
import { setTyping } from "./presence";
import { receiveReceipt } from "./receipts";
import { sendMessage } from "./send-message";
import {
  memberState,
  withMemberState,
  type Effect,
  type Outcome,
  type Participant,
  type Room,
  type RoomLog,
} from "./state";

/** The window of `badFramesPerMinute`. */
const badFrameWindowMs = 60_000;

interface Arrival<Frame> {
  sender: Participant;
  frame: Frame;
  /** Milliseconds since 1970. */
  now: number;
}

/** Returns what becomes of a room by a frame, valid or not. */
export function receive(room: Room, log: RoomLog, { sender, frame: parsed, now }: Arrival<ParsedFrame>): Outcome {
  switch (parsed.kind) {
    case "frame":
      return receiveWithinBudget(room, log, { sender, frame: parsed.frame, now });
    case "bad":
      return receiveBad(room, { sender, frame: parsed, now });
    case "too_big":
      return { room, effects: [{ kind: "close", socket: sender.id, reason: "frame_too_big" }] };
    default:
      return parsed satisfies never;
  }
}

/** Acts on a frame that is within its budgets. One over them is refused, and a socket that goes on is closed. */
function receiveWithinBudget(room: Room, log: RoomLog, arrival: Arrival<ClientFrame>): Outcome {
  const { sender, frame, now } = arrival;
  const member = memberState(room, sender.userId);
  const own = takeFrame(room.frameArrivals[sender.id] ?? {}, frame.type, now);
  if (own.kind === "over") return refuse(room, arrival, own.waitMs);
  const all = takeMemberFrame(member.frameArrivals, frame.type, now);
  if (all.kind === "over") return refuse(room, arrival, all.waitMs);
  const counted = withArrivals(room, sender, own.arrivals);
  return receiveValid(
    withMemberState(counted, sender.userId, { ...member, frameArrivals: all.arrivals }),
    log,
    arrival,
  );
}

function refuse(room: Room, { sender, frame, now }: Arrival<ClientFrame>, waitMs: number): Outcome {
  const taken = takeFrame(room.frameArrivals[sender.id] ?? {}, "refused", now);
  if (taken.kind === "over") {
    return { room, effects: [{ kind: "close", socket: sender.id, reason: "too_many_frames" }] };
  }
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000));
  const error = { code: "rate_limited", frameType: frame.type, retryAfterSeconds } as const;
  const clientId = "client_id" in frame ? (frame.client_id ?? null) : null;
  const effects: Effect[] = [{ kind: "send_error", socket: sender.id, error, clientId }];
  return { room: withArrivals(room, sender, taken.arrivals), effects };
}

function withArrivals(room: Room, { id }: Participant, arrivals: Arrivals): Room {
  return { ...room, frameArrivals: { ...room.frameArrivals, [id]: arrivals } };
}

function receiveValid(room: Room, log: RoomLog, { sender, frame, now }: Arrival<ClientFrame>): Outcome {
  switch (frame.type) {
    case "chat_message":
      return sendMessage(room, log, { sender, frame, now });
    case "delivery_confirmation":
      return receiveReceipt(room, log, { sender, kind: "delivered", id: frame.id });
    case "read_receipt":
      return receiveReceipt(room, log, { sender, kind: "read", id: frame.id });
    case "edit":
    case "delete":
    case "reaction":
      return changeMessage(room, log, { sender, frame, now });
    case "disappearing":
      return setDisappearing(room, log, { sender, frame, now });
    case "typing_indicator":
      return setTyping(room, sender.userId, frame.is_typing, now);
    case "ping":
      return { room, effects: [{ kind: "send", socket: sender.id, frame: { type: "pong" } }] };
    default:
      return frame satisfies never;
  }
}

/** Answers an invalid frame with an error, and closes a socket that sends too many of them. */
function receiveBad(room: Room, { sender, frame, now }: Arrival<Extract<ParsedFrame, { kind: "bad" }>>): Outcome {
  const recent = (room.badFrames[sender.id] ?? []).filter((time) => time > now - badFrameWindowMs);
  const badFrames = { ...room.badFrames, [sender.id]: [...recent, now] };
  const effects: Effect[] = [{ kind: "send_error", socket: sender.id, error: frame.error, clientId: frame.clientId }];
  if (recent.length + 1 > badFramesPerMinute) {
    effects.push({ kind: "close", socket: sender.id, reason: "too_many_bad_frames" });
  }
  return { room: { ...room, badFrames }, effects };
}
