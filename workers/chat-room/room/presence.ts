/** Who is online and who is typing. Both end by themselves, so the shell asks when to look again. */
import { offlineGraceMs, typingTtlMs } from "../../../app/contract/chat";
import type { UserId } from "../../../app/contract/ids";
import { lastSeenFrame, noteLastSeen } from "./last-seen";
import { announcePresence, announceTyping } from "./server-frames";
import {
  memberState,
  otherMember,
  withMemberState,
  type Effect,
  type MemberState,
  type Outcome,
  type Participant,
  type Room,
} from "./state";

/** Marks a member as online, and tells the other if they were not. */
export function enter(room: Room, member: UserId): Outcome {
  const state = memberState(room, member);
  return {
    room: withMemberState(room, member, { ...state, online: true, offlineAt: null }),
    effects: state.online ? [] : [announcePresence(room, member, true)],
  };
}

/** A socket closed. "Offline" is announced only after a grace, so that a phone that changes networks does not flicker. */
export function leave(room: Room, socket: Participant, stillOpen: number, now: number): Outcome {
  const { [socket.id]: _bad, ...badFrames } = room.badFrames;
  const { [socket.id]: _arrivals, ...frameArrivals } = room.frameArrivals;
  const rest = { ...room, badFrames, frameArrivals };
  if (stillOpen > 0) return { room: rest, effects: [] };
  const state = memberState(rest, socket.userId);
  const left = withMemberState(rest, socket.userId, { ...state, offlineAt: now + offlineGraceMs });
  return noteLastSeen(left, socket.userId, now);
}

/** Handles a typing indicator: only a change is passed on. */
export function setTyping(room: Room, member: UserId, isTyping: boolean, now: number): Outcome {
  const state = memberState(room, member);
  const typingUntil = isTyping ? now + typingTtlMs : null;
  const changed = isTyping !== (state.typingUntil !== null);
  return {
    room: withMemberState(room, member, { ...state, typingUntil }),
    effects: changed ? [announceTyping(room, member, isTyping)] : [],
  };
}

/** Expires what is due by `now`: typing indicators, and the grace of members who did not come back. */
export function expireDue(room: Room, now: number): Outcome {
  return room.members.reduce<Outcome>((outcome, member) => expireMember(outcome, member, now), { room, effects: [] });
}

/** Returns when `expireDue` has something to do next, in milliseconds since 1970; null when nothing is pending. */
export function nextExpiry(room: Room): number | null {
  const times = room.members.flatMap((member) => {
    const { offlineAt, typingUntil } = memberState(room, member);
    return [offlineAt, typingUntil].filter((time) => time !== null);
  });
  return times.length > 0 ? Math.min(...times) : null;
}

function expireMember({ room, effects }: Outcome, member: UserId, now: number): Outcome {
  const before = memberState(room, member);
  const isTyping = before.typingUntil !== null && before.typingUntil > now;
  const isGone = before.offlineAt !== null && before.offlineAt <= now;
  const next: MemberState = {
    ...before,
    typingUntil: isTyping ? before.typingUntil : null,
    online: before.online && !isGone,
    offlineAt: isGone ? null : before.offlineAt,
  };
  const announced = [...effects];
  if (before.typingUntil !== null && !isTyping) announced.push(announceTyping(room, member, false));
  const expired = withMemberState(room, member, next);
  if (before.online && isGone)
    announced.push(announcePresence(room, member, false), ...announceLastSeen(expired, member));
  return { room: expired, effects: announced };
}

function announceLastSeen(room: Room, member: UserId): Effect[] {
  const other = otherMember(room, member);
  const frame = lastSeenFrame(room, other);
  return frame === null ? [] : [{ kind: "send_member", member: other, frame }];
}
