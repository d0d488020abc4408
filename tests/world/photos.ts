/** Rows of photos, as small as they come. */
import type { PhotoId, UserId } from "../../app/contract/ids";
import { notLookedAt, type PhotoRow } from "../../db/queries/photos";
import type { PlacedPhoto } from "../../db/queries/stories";
import { newId } from "./ids";
import { start } from "./start";

/** A photo that nobody has looked at, in no story, of 10 bytes: 4 of its copy, 6 of its original. */
export function photoRowOf(ownerId: UserId, changes: Partial<PhotoRow> = {}): PhotoRow {
  const id = changes.id ?? newId<PhotoId>();
  return {
    id,
    ownerId,
    storyId: null,
    connectionId: null,
    messageSeq: null,
    isHidden: false,
    expiresAt: null,
    position: 0,
    alt: "",
    publicKey: `public/images/${id}.jpg`,
    publicType: "image/jpeg",
    publicBytes: 4,
    originalKey: `private/images/${id}.jpg`,
    originalType: "image/jpeg",
    originalBytes: 6,
    smallKey: null,
    smallBytes: null,
    thumbKey: null,
    thumbBytes: null,
    width: 1,
    height: 1,
    thumbhash: "",
    createdAt: new Date(start),
    detailsPlace: null,
    detailsVersion: null,
    faceCoordinates: [{ x: 1, y: 2, width: 3, height: 4 }],
    facesDetected: 1,
    ...notLookedAt,
    ...changes,
  };
}

/** A photo's place in a story, cleared as it is. */
export function placed({ id, alt, publicKey, checkedAt, ...details }: PhotoRow): PlacedPhoto {
  return { id, alt, cleared: { seen: { publicKey, checkedAt }, details, unverified: false } };
}
