/**
 * Originals that are revealed, taken back and seen, as events of the conversation. Who may see the bytes is decided by D1;
 * the room keeps the order in which it happened, and shows it on every open page at once.
 */
import type { RevealChange } from "../../../app/contract/room";
import type { PhotoId, UserId } from "../../../app/contract/ids";
import { eventFrame } from "./server-frames";
import {
  isVisibleTo,
  otherMember,
  type Effect,
  type LogReader,
  type NewReveal,
  type NewSetting,
  type Outcome,
  type Room,
  type RoomLog,
} from "./state";

/** Records what changes: a photo that is revealed already, or taken back already, makes no event. `now` in milliseconds since 1970. */
export function recordReveals(
  room: Room,
  log: RoomLog,
  { type, by, imageIds, now }: Pick<RevealChange, "type" | "by" | "imageIds"> & { now: number },
): Outcome {
  const images = imageIds ?? log.imagesOf(by);
  return appendEvents(
    room,
    log,
    images
      .filter((imageId) => isRevealedBy(log, by, imageId) === (type === "unreveal"))
      .map((imageId) => ({ type, userId: by, imageId, now })),
  );
}

/** Records that a member saw an original: once for each time that it was revealed. */
export function recordSeen(
  room: Room,
  log: RoomLog,
  { viewer, imageId, now }: { viewer: UserId; imageId: PhotoId; now: number },
): Outcome {
  const newest = log.newestEventOf(imageId);
  const isUnseen = newest?.type === "reveal" && newest.userId === otherMember(room, viewer);
  return appendEvents(room, log, isUnseen ? [{ type: "reveal_seen", userId: viewer, imageId, now }] : []);
}

/** A photo has one owner, so an event of the other member about it can only be that they saw it. */
function isRevealedBy(log: RoomLog, owner: UserId, imageId: PhotoId): boolean {
  const newest = log.newestEventOf(imageId);
  return newest !== null && (newest.type === "reveal_seen" ? newest.userId !== owner : newest.type === "reveal");
}

/** Returns whether a member may know of an event: not of one about a photo whose message is, or was, hidden from them. */
export function mayKnowOf(
  log: LogReader,
  member: UserId,
  event: Pick<NewReveal, "type" | "imageId"> | Pick<NewSetting, "type">,
): boolean {
  if (event.type === "disappearing") return true; // the log has left out those that are hidden
  const seq = log.photoOf(event.imageId)?.seq ?? null;
  const message = seq === null ? null : (log.at(seq) ?? log.goneAt(seq));
  return message === null || isVisibleTo(member, message);
}

function appendEvents(
  room: Room,
  log: RoomLog,
  events: (Pick<NewReveal, "type" | "userId" | "imageId"> & { now: number })[],
): Outcome {
  const effects = events.flatMap(({ now, ...event }): Effect[] => {
    const logged = log.appendEvent({ ...event, afterSeq: room.lastSeq, createdAt: Math.max(now, room.lastAt) });
    const frame = eventFrame(room.connectionId, logged);
    const audience = room.members.filter((member) => mayKnowOf(log, member, event));
    return audience.map((member) => ({ kind: "send_member", member, frame }));
  });
  return { room, effects };
}
