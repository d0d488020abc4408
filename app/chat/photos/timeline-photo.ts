/** The photos of a message as the timeline has them: in the log, or on this device still. Pure. */
import type { ChatPhoto } from "~/contract/chat-photo";
import type { PhotoId } from "~/contract/ids";
import type { UnsentPhoto } from "./unsent-photo";

export type TimelinePhoto = { kind: "sent"; photo: ChatPhoto } | { kind: "unsent"; photo: UnsentPhoto };

/** The photos of a message, and the acts on them. */
export interface MessagePhotos {
  photos: readonly TimelinePhoto[];
  isMine: boolean;
  /** Opens an original that the other member revealed; null where none of a photo is. */
  originalOf: (imageId: PhotoId) => (() => void) | null;
  /** Asks for how long the original of one's own photo is to be revealed. */
  onReveal: (photo: ChatPhoto) => void;
}

export function sentPhotos(photos: readonly ChatPhoto[] = []): TimelinePhoto[] {
  return photos.map((photo) => ({ kind: "sent", photo }));
}

export function unsentPhotos(photos: readonly UnsentPhoto[] = []): TimelinePhoto[] {
  return photos.map((photo) => ({ kind: "unsent", photo }));
}

/** Returns a photo whose message was just acknowledged: what else is known of it comes with the history. */
export function acknowledgedPhoto({ uploaded, regions, width, height, alt }: UnsentPhoto): ChatPhoto[] {
  if (!uploaded) return [];
  const { image_id: id, ...urls } = uploaded;
  return [{ id, ...urls, smaller: [], width, height, alt, thumbhash: "", faces_detected: regions.length }];
}
