/** When a member was last here: kept of who shows it alone, and shown to the other where both do. */
import type { ServerFrame } from "../../../app/contract/chat";
import type { UserId } from "../../../app/contract/ids";
import { memberState, otherMember, type Effect, type Outcome, type Room } from "./state";

/** Keeps when a member's last socket closed. Of who is blocked nothing is kept: to the other they are not here. */
export function noteLastSeen(room: Room, member: UserId, now: number): Outcome {
  const isKept = room.showLastSeen.includes(member) && !room.blockers.includes(otherMember(room, member));
  if (!isKept) return { room, effects: [] };
  const lastSeen = { ...room.lastSeen, [member]: now };
  return { room: { ...room, lastSeen }, effects: [{ kind: "save_last_seen", lastSeen }] };
}

/** Returns the frame for one member that says when the other was last here; null where that is not shown, or they are here. */
export function lastSeenFrame(room: Room, viewer: UserId): ServerFrame | null {
  const other = otherMember(room, viewer);
  const at = room.lastSeen[other];
  if (at === undefined || memberState(room, other).online || !isShown(room)) return null;
  return { type: "last_seen", user_id: other, at: new Date(at).toISOString() };
}

/** Changes whether a member shows it. Who does no longer has nothing kept of them, and sees nothing of the other. */
export function setLastSeenShown(
  before: Room,
  { member, isShown: isWanted }: { member: UserId; isShown: boolean },
): Outcome {
  if (before.showLastSeen.includes(member) === isWanted) return { room: before, effects: [] };
  const others = before.showLastSeen.filter((each) => each !== member);
  const { [member]: _forgotten, ...rest } = before.lastSeen;
  const room = {
    ...before,
    showLastSeen: isWanted ? [...others, member] : others,
    lastSeen: isWanted ? before.lastSeen : rest,
  };
  return { room, effects: [{ kind: "save_last_seen", lastSeen: room.lastSeen }, ...room.members.map(tell(room))] };
}

function tell(room: Room) {
  return (member: UserId): Effect => {
    const nothing: ServerFrame = { type: "last_seen", user_id: otherMember(room, member), at: null };
    return { kind: "send_member", member, frame: lastSeenFrame(room, member) ?? nothing };
  };
}

function isShown({ members, showLastSeen }: Room): boolean {
  return members.every((member) => showLastSeen.includes(member));
}
