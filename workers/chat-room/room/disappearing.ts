/**
 * Messages that disappear: either member sets after how long, and a message keeps the rule that stood when it was sent. What a
 * blocked member sets is theirs alone, as their messages are.
 */
import type { UserId } from "../../../app/contract/ids";
import { clockFrame, eventFrame } from "./server-frames";
import {
  otherMember,
  type Effect,
  type FrameOf,
  type LoggedEvent,
  type Outcome,
  type Participant,
  type Room,
  type RoomLog,
} from "./state";

/** Returns from when a message of a member is gone, in milliseconds since 1970; null when it stays. */
export function expiryOf({ disappearAfter }: Room, senderId: UserId, createdAt: number): number | null {
  const after = disappearAfter[senderId] ?? 0;
  return after === 0 ? null : createdAt + after * 1_000;
}

/** Changes the setting, once, as an event of the conversation; what changes nothing is answered with how it is. */
export function setDisappearing(
  room: Room,
  log: RoomLog,
  { sender, frame, now }: { sender: Participant; frame: FrameOf<"disappearing">; now: number },
): Outcome {
  const { userId, id: socket } = sender;
  const { after, client_id: clientId } = frame;
  const isKnown = log.eventWith(userId, clientId) !== null;
  if (isKnown || (room.disappearAfter[userId] ?? 0) === after) {
    return { room, effects: [{ kind: "send", socket, frame: clockFrame(room, userId, now) }] };
  }
  const isHidden = room.blockers.includes(otherMember(room, userId));
  const createdAt = Math.max(now, room.lastAt);
  const event = { type: frame.type, userId, after, clientId, isHidden, afterSeq: room.lastSeq, createdAt } as const;
  const audience = isHidden ? [userId] : room.members;
  const changed = Object.fromEntries(audience.map((member) => [member, after]));
  const set = { ...room, disappearAfter: { ...room.disappearAfter, ...changed } };
  return { room: set, effects: [{ kind: "project" }, ...announce(set, log.appendEvent(event), { audience, now })] };
}

function announce(
  room: Room,
  event: LoggedEvent,
  { audience, now }: { audience: readonly UserId[]; now: number },
): Effect[] {
  const frame = eventFrame(room.connectionId, event);
  return audience.flatMap((member): Effect[] => [
    { kind: "send_member", member, frame: clockFrame(room, member, now) },
    { kind: "send_member", member, frame },
  ]);
}
