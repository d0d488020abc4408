/** Revealed originals, as the events of a conversation tell of them. Pure. */
import type { EndedBy, RevealEvent, RoomEvent } from "~/contract/chat";
import type { Connection } from "~/contract/connection";
import type { PhotoId, UserId } from "~/contract/ids";
import type { RevealTerms } from "~/contract/reveal";

/** One time that an original was revealed. */
export interface Reveal {
  eventSeq: number;
  /** The newest message when it was revealed; 0 before the first. */
  afterSeq: number;
  imageId: PhotoId;
  isMine: boolean;
  /** Milliseconds since 1970. */
  at: number;
  terms: RevealTerms;
  /** When it ends by itself, in milliseconds since 1970; null when it does not. */
  endsAt: number | null;
  /** Whether it has not ended. */
  isOpen: boolean;
  /** The cause of its end. */
  endedBy: EndedBy | "owner" | null;
  /** When the other person first saw it, in milliseconds since 1970; null before that. */
  seenAt: number | null;
}

/** Returns the reveals that events, in their order, tell of, oldest first. */
export function revealsOf(events: readonly RoomEvent[], viewerId: UserId): Reveal[] {
  const reveals: Reveal[] = [];
  for (const event of events.filter(isReveal)) {
    const newest = reveals.findLast(({ imageId }) => imageId === event.image_id);
    const at = Date.parse(event.created_at);
    switch (event.type) {
      case "reveal": {
        const { event_seq: eventSeq, after_seq: afterSeq, image_id: imageId } = event;
        const isMine = event.user_id === viewerId;
        const { terms = "until_taken_back", ends_at: end } = event;
        const endsAt = end === undefined ? null : Date.parse(end);
        const open = { isOpen: true, endedBy: null, seenAt: null };
        reveals.push({ eventSeq, afterSeq, imageId, isMine, at, terms, endsAt, ...open });
        break;
      }
      case "unreveal":
        if (newest) Object.assign(newest, { isOpen: false, endedBy: event.ended_by ?? "owner" });
        break;
      case "reveal_seen":
        if (newest) newest.seenAt ??= at;
        break;
      default:
        event.type satisfies never;
    }
  }
  return reveals;
}

/** Returns whether the newest that is known of a photo is that it was taken back. */
export function isTakenBack(events: readonly RoomEvent[], imageId: PhotoId): boolean {
  return events.filter(isReveal).findLast((event) => event.image_id === imageId)?.type === "unreveal";
}

/** Returns whether the page's connection was read before the newest event about an original. */
export function isBehind(connection: Pick<Connection, "revealed" | "revealed_to_me">, events: readonly RoomEvent[]) {
  const newest = events.filter(isReveal).findLast(({ type }) => type !== "reveal_seen");
  if (newest === undefined) return false;
  const isListed = [...connection.revealed, ...connection.revealed_to_me].some(({ id }) => id === newest.image_id);
  return isListed !== (newest.type === "reveal");
}

/** Returns whether an event is about an original. */
export function isReveal(event: RoomEvent): event is RevealEvent {
  return event.type !== "disappearing";
}
