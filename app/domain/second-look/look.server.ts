/** The second look: the server finds the people in the public copy of a photo, before anybody else may see it. */
import type { PhotoId, UserId } from "~/contract/ids";
import { smallCopySidePx, type Region } from "~/contract/photo";
import { FaceId, lateLookHoldReason, type UncoveredFace } from "~/contract/second-look";
import type { ProcessedImage } from "~/contract/story";
import type { FinderOutage, Services } from "~/domain/ports";
import { draftReport, withPhoto } from "./automatic-reports.server";
import { withLookLease } from "./look-lease.server";
import type { LookResult } from "./look-result";
import { personsToFaces, uncoveredFaces } from "~/imaging/face-boxes";
import { publicSizeOf, roundConfidence, roundToPixels, scaleRegion } from "~/imaging/geometry";
import { readSmallCopy } from "~/domain/photos/smaller-copies.server";
import { findOwnPhoto, type PhotoRow } from "~db/queries/photos";
import { joinDetails } from "~db/queries/story-texts";
import { countFailedLook, listUnverified, saveLook } from "~db/queries/second-look";

/**
 * Looks at photos that were not looked at yet. A finished look stands, so that nobody asks again until the model errs. What
 * is searched is made from the public copy alone: a client may send any original beside it. Throws `TextUnavailable` when the
 * database that has what a look found does not answer.
 */
export async function lookAtAll(services: Services, photos: readonly PhotoRow[]): Promise<LookResult[]> {
  const looks = await Promise.all(photos.map((photo) => lookOnce(services, photo)));
  const found = looks.flatMap((look) => (look.kind === "looked" ? [look.photo] : []));
  const whole = new Map((await joinDetails(services.storyDatabases, found)).map((photo) => [photo.id, photo]));
  return looks.map((look) =>
    look.kind === "looked" ? { kind: "looked", photo: whole.get(look.photo.id) ?? look.photo } : look,
  );
}

async function lookOnce(services: Services, photo: PhotoRow): Promise<LookResult> {
  if (photo.checkedAt !== null) return { kind: "looked", photo };
  return withLookLease(services, photo, (leased) => lookAt(services, leased));
}

async function lookAt(services: Services, photo: PhotoRow): Promise<LookResult> {
  const copy = await readSmallCopy(services, photo);
  if (copy === null) return { kind: "gone", id: photo.id };
  const people = await services.personFinder(copy);
  if (people.kind === "unavailable") {
    services.log({ event: "person_finder_failed", photo_id: photo.id, error: people.error ?? people.reason });
    return { kind: "unavailable", photo, reason: people.reason };
  }
  const size = publicSizeOf(photo, smallCopySidePx);
  // In whole pixels of the photo, as it is stored: fractions of them would be most of its row.
  const faces = personsToFaces(people.detections, size)
    .map((face) => roundToPixels(scaleRegion(face, size, photo)))
    .map(roundConfidence);
  const after = await finish(services, photo, faces);
  return after?.publicKey === photo.publicKey && after.checkedAt !== null
    ? { kind: "looked", photo: after }
    : { kind: "gone", id: photo.id };
}

/** Stores a look. Of a photo that was published unseen the story is held, when it shows somebody. */
async function finish(services: Services, photo: PhotoRow, faces: Region[]): Promise<PhotoRow | null> {
  const uncovered = await Promise.all(
    uncoveredFaces(faces, photo.faceCoordinates).map((face) => named(services, photo, face)),
  );
  const look = { faces, uncovered, now: services.now() };
  if (uncovered.length === 0) return saveLook(services.db, photo, { ...look, late: null });
  // Drafted for every photo: one that is not published may be, while it is looked at.
  const story = { storyId: photo.storyId, title: null };
  const draft = draftReport(services, photo, { reason: "face_found_later", faces: uncovered, story });
  const report = photo.unverified ? await withPhoto(services, draft, photo) : draft;
  if (photo.unverified) services.log({ event: "people_found_late", photo_id: photo.id });
  const saved = await saveLook(services.db, photo, { ...look, late: { holdReason: lateLookHoldReason, report } });
  // It may have been published, and held again, while it was looked at.
  await services.pictureCache.forget(`person-${photo.ownerId}`);
  if (photo.unverified) void services.inboxes.refresh([photo.ownerId]);
  return saved;
}

/** A face with its id. Nobody else can compute it, and nobody confirms with it what another look found. */
async function named({ secrets }: Services, photo: PhotoRow, face: Region): Promise<UncoveredFace> {
  const { x, y, width, height } = face;
  const hash = await secrets.keyedHash("uncovered_face", [photo.id, photo.publicKey, x, y, width, height].join(":"));
  return { ...face, id: FaceId.parse(hash) };
}

export type ProcessPhotoResult =
  { kind: "processed"; image: ProcessedImage } | { kind: "not_found" } | { kind: "unavailable"; reason: FinderOutage };

/** Returns an author's photo that is to be looked at; null where it is not theirs. */
export function findProcessable({ db }: Pick<Services, "db">, ownerId: UserId, id: PhotoId): Promise<PhotoRow | null> {
  return findOwnPhoto(db, ownerId, id);
}

/**
 * Looks at an author's photo. Returns the faces in it, and which of them no region covers. Pixels of the public photo.
 * `found`: the photo, where it was read already.
 */
export async function processPhoto(
  services: Services,
  ownerId: UserId,
  id: PhotoId | { found: PhotoRow | null },
): Promise<ProcessPhotoResult> {
  const found = typeof id === "string" ? await findProcessable(services, ownerId, id) : id.found;
  const [look] = await lookAtAll(services, found ? [found] : []);
  if (look === undefined || look.kind === "gone") return { kind: "not_found" };
  if (look.kind === "unavailable") return { kind: "unavailable", reason: look.reason };
  const { personFaces, uncoveredFaces: uncovered, facesDetected } = look.photo;
  const image = {
    image_id: look.photo.id,
    faces: personFaces ?? [],
    uncovered: uncovered ?? [],
    faces_detected: facesDetected,
  };
  return { kind: "processed", image };
}

/** Photos looked at in one sweep: at about 0.2 s each. */
const looksPerSweep = 20;

/** After as many failures in a row the finder is taken to be down, until the next sweep. */
const failuresInARow = 3;

/** Looks at photos that were published while the finder was down. Returns how many were looked at. */
export async function lookAtUnverified(services: Services): Promise<number> {
  let looked = 0;
  let failures = 0;
  for (const photo of await listUnverified(services.db, looksPerSweep)) {
    if (await isLookedAt(services, photo)) {
      looked += 1;
      failures = 0;
      continue;
    }
    await countFailedLook(services.db, photo.id);
    failures += 1;
    if (failures === failuresInARow) break;
  }
  return looked;
}

/** Looks at a photo. A file that cannot be read is a failure like any other: the sweep has more to do. */
async function isLookedAt(services: Services, photo: PhotoRow): Promise<boolean> {
  try {
    const [look] = await lookAtAll(services, [photo]);
    return look?.kind === "looked";
  } catch (error) {
    services.log({ event: "failed", where: "late look", error: services.classifyFault(error).name });
    return false;
  }
}
