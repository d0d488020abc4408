/**
 * Originals that are revealed, taken back, seen and over, as events of the conversation. Who may see the bytes is decided by D1;
 * the room keeps the order in which it happened, and shows it on every open page at once.
 */
import type { EndedBy } from "../../../app/contract/chat";
import type { RevealChange } from "../../../app/contract/room";
import type { PhotoId, UserId } from "../../../app/contract/ids";
import { eventFrame } from "./server-frames";
import {
  isVisibleTo,
  otherMember,
  type Effect,
  type LoggedEvent,
  type LogReader,
  type NewReveal,
  type Outcome,
  type Room,
  type RoomLog,
} from "./state";

type Recorded = Omit<RevealChange, "other" | "other_blocks"> & { now: number };

/** Records what changes: a photo that is revealed already, or taken back already, makes no event. `now` in milliseconds since 1970. */
export function recordReveals(room: Room, log: RoomLog, change: Recorded): Outcome {
  const { type, by, imageIds, now } = change;
  const isReveal = type === "reveal";
  const terms = isReveal ? (change.terms ?? "until_taken_back") : null;
  const endsAt = isReveal ? (change.endsAt ?? null) : null;
  const images = (imageIds ?? log.imagesOf(by)).filter((imageId) => isRevealedBy(log, by, imageId) !== isReveal);
  for (const imageId of images) log.saveEnd(imageId, endsAt);
  const changed = images.map((imageId): Happened => ({ ...plain, type, userId: by, imageId, terms, endsAt }));
  return appendEvents(room, log, { events: changed, now });
}

interface Viewed {
  viewer: UserId;
  imageId: PhotoId;
  /** Milliseconds since 1970. */
  now: number;
}

/** Records that a member saw an original: once for each time that it was revealed. */
export function recordSeen(room: Room, log: RoomLog, { viewer, imageId, now }: Viewed): Outcome {
  const newest = log.newestEventOf(imageId);
  const isUnseen = newest?.type === "reveal" && newest.userId === otherMember(room, viewer);
  const events: Happened[] = isUnseen ? [{ ...plain, type: "reveal_seen", userId: viewer, imageId }] : [];
  return appendEvents(room, log, { events, now });
}

/** Saves when an original that a member opened to view once is closed at the latest. */
export function recordOpened(log: RoomLog, { imageId, endsAt }: { imageId: PhotoId; endsAt: number }): void {
  const reveal = log.newestRevealOf(imageId);
  if (reveal?.terms === "view_once" && isRevealedBy(log, reveal.userId, imageId)) log.saveEnd(imageId, endsAt);
}

/** Records that a member closed an original that could be viewed once. */
export function recordViewed(room: Room, log: RoomLog, { viewer, imageId, now }: Viewed): Outcome {
  const reveal = log.newestRevealOf(imageId);
  const isTheirs = reveal?.terms === "view_once" && reveal.userId === otherMember(room, viewer);
  return end(room, log, { images: isTheirs ? [imageId] : [], now });
}

/** Ends the reveals whose time has come. `now` in milliseconds since 1970. */
export function endReveals(room: Room, log: RoomLog, now: number): Outcome {
  return end(room, log, { images: log.endingBy(now), now });
}

/** Ends the reveals of photos whose messages disappeared: a page that shows an original closes it. */
export function endGone(
  room: Room,
  log: RoomLog,
  { photos, now }: { photos: readonly PhotoId[]; now: number },
): Outcome {
  return end(room, log, { images: photos, now, endedBy: "message" });
}

interface Ending {
  images: readonly PhotoId[];
  now: number;
  /** Left out: as the terms of each reveal say. */
  endedBy?: EndedBy;
}

function end(room: Room, log: RoomLog, { images, now, endedBy }: Ending): Outcome {
  const events = images.flatMap((imageId): Happened[] => {
    log.saveEnd(imageId, null);
    const reveal = log.newestRevealOf(imageId);
    if (!reveal || !isRevealedBy(log, reveal.userId, imageId)) return [];
    const byTerms = reveal.terms === "view_once" ? "view" : "time";
    return [{ ...plain, type: "unreveal", userId: reveal.userId, imageId, endedBy: endedBy ?? byTerms }];
  });
  return appendEvents(room, log, { events, now });
}

/** A photo has one owner, so an event of the other member about it can only be that they saw it. */
function isRevealedBy(log: RoomLog, owner: UserId, imageId: PhotoId): boolean {
  const newest = log.newestEventOf(imageId);
  return newest !== null && (newest.type === "reveal_seen" ? newest.userId !== owner : newest.type === "reveal");
}

/**
 * Returns whether a member may know of an event: not of one that is the other's alone. Events of older logs do not say that
 * they are, so their photo is asked, too.
 */
export function mayKnowOf(log: LogReader, member: UserId, event: LoggedEvent): boolean {
  const isHidden = event.isHidden || (event.type !== "disappearing" && log.isPhotoHidden(event.imageId));
  return isVisibleTo(member, { isHidden, senderId: event.userId });
}

type Happened = Omit<NewReveal, "afterSeq" | "createdAt" | "isHidden">;

/** Fields that most events leave empty. */
const plain = { terms: null, endsAt: null, endedBy: null };

function appendEvents(room: Room, log: RoomLog, { events, now }: { events: Happened[]; now: number }): Outcome {
  const effects = events.flatMap((event): Effect[] => {
    const isHidden = log.isPhotoHidden(event.imageId);
    const createdAt = Math.max(now, room.lastAt);
    const logged = log.appendEvent({ ...event, isHidden, afterSeq: room.lastSeq, createdAt });
    const frame = eventFrame(room.connectionId, logged);
    const audience = room.members.filter((member) => mayKnowOf(log, member, logged));
    return audience.map((member) => ({ kind: "send_member", member, frame }));
  });
  return { room, effects };
}
