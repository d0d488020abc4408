/** Which photos of an author may be seen by all: those that the server has looked at, and what it found is covered or confirmed. */
import type { PhotoId, UserId } from "~/contract/ids";
import { certainScore, type FaceId, type UncoveredFace, type UncoveredImage } from "~/contract/second-look";
import { takeRates } from "~/domain/limits/rate-limits.server";
import type { LookResult } from "./look-result";
import { lookAtAll } from "./look.server";
import type { FinderOutage, Services } from "~/domain/ports";
import type { PhotoRow } from "~db/queries/photos";
import type { ClearedPhoto } from "~db/queries/stories";

/** An author's answers about photos. */
export interface Confirmation {
  /** Uncovered faces that they leave as they are. */
  faceIds: readonly FaceId[];
  /** Photos that they have checked themselves, for as long as the server cannot. */
  imageIds: readonly PhotoId[];
}

/** Why photos cannot be in a story that others see. */
export type PhotoObjection =
  /** Not the author's own and free. */
  | { kind: "not_yours"; ids: PhotoId[] }
  | { kind: "uncovered_people"; photos: UncoveredImage[] }
  | { kind: "not_looked_at"; ids: PhotoId[]; reason: FinderOutage }
  | { kind: "limited"; retryAfterSeconds: number };

/** A photo that others may see, and the faces that its author has just left uncovered although they surely are some. */
export interface Clearance {
  photo: PhotoRow;
  cleared: ClearedPhoto;
  certain: UncoveredFace[];
}

export type ClearanceResult = { kind: "cleared"; clearances: Clearance[] } | PhotoObjection;

/** Looks at an author's photos where that was not done yet, and decides about each. */
export async function clearPhotos(
  services: Services,
  ownerId: UserId,
  photos: readonly PhotoRow[],
  confirmation: Confirmation,
): Promise<ClearanceResult> {
  const unseen = photos.filter(({ checkedAt }) => checkedAt === null);
  const rate = await takeRates(
    services,
    unseen.map(() => ({ rule: "process", subject: ownerId }) as const),
  );
  if (rate.kind === "limited") return rate;
  return judgeLooks(await lookAtAll(services, photos), confirmation);
}

/** Decides about photos by what was found. Uncovered people come first: a confirmation of the whole photo says nothing of them. */
export function judgeLooks(looks: readonly LookResult[], { faceIds, imageIds }: Confirmation): ClearanceResult {
  const gone = looks.flatMap((look) => (look.kind === "gone" ? [look.id] : []));
  if (gone.length > 0) return { kind: "not_yours", ids: gone };
  const uncovered = looks.flatMap((look) => (look.kind === "looked" ? unconfirmedIn(look.photo, faceIds) : []));
  if (uncovered.length > 0) return { kind: "uncovered_people", photos: uncovered };
  const unseen = looks.filter((look) => look.kind === "unavailable");
  const unchecked = unseen.filter(({ photo }) => !photo.unverified && !imageIds.includes(photo.id));
  const [first] = unchecked;
  if (first) return { kind: "not_looked_at", ids: unchecked.map(({ photo }) => photo.id), reason: first.reason };
  return { kind: "cleared", clearances: looks.flatMap((look) => (look.kind === "gone" ? [] : [clear(look, faceIds)])) };
}

function unconfirmedIn(photo: PhotoRow, faceIds: readonly FaceId[]): UncoveredImage[] {
  const confirmed = [...photo.confirmedFaceIds, ...faceIds];
  const faces = (photo.uncoveredFaces ?? []).filter(({ id }) => !confirmed.includes(id));
  return faces.length > 0 ? [{ image_id: photo.id, faces }] : [];
}

function clear({ kind, photo }: LookResult & { photo: PhotoRow }, faceIds: readonly FaceId[]): Clearance {
  const faces = photo.uncoveredFaces ?? [];
  const confirmedNow = faces.filter(({ id }) => faceIds.includes(id) && !photo.confirmedFaceIds.includes(id));
  return {
    photo,
    cleared: {
      seen: { publicKey: photo.publicKey, checkedAt: photo.checkedAt },
      details: detailsAfter(photo, confirmedNow),
      unverified: kind === "unavailable",
    },
    certain: confirmedNow.filter(({ confidence }) => (confidence ?? 0) >= certainScore),
  };
}

/** Returns a photo's details with the faces that its author has just confirmed; null where another database has them as they are. */
function detailsAfter(photo: PhotoRow, confirmed: readonly UncoveredFace[]): ClearedPhoto["details"] {
  if (photo.detailsVersion !== null && confirmed.length === 0) return null;
  const { faceCoordinates, personFaces, uncoveredFaces, confirmedFaceIds } = photo;
  const all = [...confirmedFaceIds, ...confirmed.map(({ id }) => id)];
  return { faceCoordinates, personFaces, uncoveredFaces, confirmedFaceIds: all };
}
