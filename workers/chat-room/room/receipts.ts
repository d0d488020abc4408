/** Delivery and read receipts: watermarks that only ever rise, and only for what the other member sent in this room. */
import { seqIn } from "../../../app/contract/chat";
import type { UserId } from "../../../app/contract/ids";
import { deliveredFrame, readFrame } from "./server-frames";
import {
  isVisibleTo,
  memberState,
  otherMember,
  withMemberState,
  type LogReader,
  type Outcome,
  type Participant,
  type Room,
} from "./state";

/** Handles a receipt frame. An id that cannot be confirmed is answered with an error and changes nothing. */
export function receiveReceipt(
  room: Room,
  log: LogReader,
  { sender, kind, id }: { sender: Participant; kind: "delivered" | "read"; id: string },
): Outcome {
  const seq = confirmableSeq(room, log, sender.userId, id);
  if (seq === null) {
    const error = { code: "unknown_message" } as const;
    return { room, effects: [{ kind: "send_error", socket: sender.id, error, clientId: null }] };
  }
  return kind === "read" ? raiseRead(room, sender, seq) : raiseDelivered(room, log, sender.userId, seq);
}

/** Handles a delivery receipt that came over HTTP: the same rule, without an error frame. */
export function confirmDelivery(room: Room, log: LogReader, member: UserId, id: string): Outcome {
  const seq = confirmableSeq(room, log, member, id);
  return seq === null ? { room, effects: [] } : raiseDelivered(room, log, member, seq);
}

/** Returns the seq of a message that the *other* member sent in this room; null for anything else. */
function confirmableSeq(room: Room, log: LogReader, member: UserId, id: string): number | null {
  const seq = seqIn(room.connectionId, id);
  const message = seq === null ? null : log.envelopeOf(seq);
  const isTheirs = message !== null && message.senderId !== member && isVisibleTo(member, message);
  return isTheirs ? message.seq : null;
}

function raiseDelivered(room: Room, log: LogReader, member: UserId, seq: number): Outcome {
  const state = memberState(room, member);
  if (seq <= state.watermarks.delivered) return { room, effects: [] };
  const watermarks = { ...state.watermarks, delivered: seq };
  return {
    room: withMemberState(room, member, { ...state, watermarks }),
    effects: [
      { kind: "save_watermarks", member, watermarks },
      { kind: "send_member", member: otherMember(room, member), frame: deliveredFrame(room, log, seq) },
    ],
  };
}

function raiseRead(room: Room, { id, userId }: Participant, seq: number): Outcome {
  const state = memberState(room, userId);
  if (seq <= state.watermarks.read) return { room, effects: [] };
  const watermarks = { delivered: Math.max(seq, state.watermarks.delivered), read: seq };
  return {
    room: withMemberState(room, userId, { ...state, watermarks }),
    effects: [
      { kind: "save_watermarks", member: userId, watermarks },
      { kind: "send_others", except: id, frame: readFrame(room, userId, seq) },
    ],
  };
}
