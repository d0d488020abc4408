import type { PhotoId, UserId } from "~/contract/ids";
import { maxStoredBytes } from "~/contract/limits";
import type { PhotoType, Region, Size } from "~/contract/photo";
import type { ProcessedImage, StoryImage, UploadedImage } from "~/contract/story";
import { personsToFaces, uncoveredFaces } from "~/imaging/face-boxes";
import { scaleRegion } from "~/imaging/geometry";
import { inspect } from "~/imaging/inspect";
import { getOriginal, originalKey, putOriginal } from "~/adapters/r2/originals.server";
import { extensions, getPublicCopy, publicKey, putPublicCopy } from "~/adapters/r2/public-photos.server";
import { isRevealedTo } from "~db/queries/connections";
import * as queries from "~db/queries/photos";
import { checkUpload, type CheckedUpload, type PhotoUpload, type RefusedUpload } from "./check-upload.server";
import { can } from "~/domain/connections/policy";
import { takeRate } from "~/domain/safety/rate-limits.server";
import type { Services } from "~/domain/ports.server";

export type Uploaded =
  | { kind: "stored"; image: UploadedImage }
  | { kind: "limited"; retryAfter: number }
  /** Their photos take `stored` bytes now, and with this one more than they may. */
  | { kind: "storage_full"; stored: number }
  | RefusedUpload;

/** How long an upload may take before its objects count as leftovers, in milliseconds. */
const uploadLasts = 60 * 60 * 1000;

/**
 * Checks a photo byte by byte and stores it under an id that nothing else has: both objects, then the row. A step that
 * fails leaves nothing behind.
 */
export async function uploadPhoto(
  services: Services,
  ownerId: UserId,
  upload: PhotoUpload,
  id: PhotoId,
): Promise<Uploaded> {
  const rate = await takeRate(services, "upload", ownerId);
  if (rate.kind === "limited") return rate;
  const checked = await checkUpload(services, upload);
  if (checked.kind === "refused") {
    services.log({ event: "photo_refused", code: checked.code });
    return checked;
  }
  const row = rowOf(id, ownerId, checked, upload.regions, services.now());
  const stored = await storedBytesOf(services, ownerId);
  const fits = stored + row.publicBytes + (row.originalBytes ?? 0) <= maxStoredBytes;
  if (!fits || !(await store(services, row, checked))) return { kind: "storage_full", stored };
  services.log({
    event: "photo_stored",
    photo_id: id,
    regions: upload.regions.length,
    original_kept: row.originalKey === null ? "no" : "yes",
  });
  return { kind: "stored", image: presentUploaded(row) };
}

/** What its owner was told of a photo when it was uploaded; null when it is not theirs. */
export async function readUploaded({ db }: Services, ownerId: UserId, id: PhotoId): Promise<UploadedImage | null> {
  const row = await queries.findOwnPhoto(db, ownerId, id);
  return row && presentUploaded(row);
}

function presentUploaded(row: queries.PhotoRow): UploadedImage {
  const { id, blurred_url, original_url, width, height, faces_detected } = presentImage(row, "original");
  return { image_id: id, blurred_url, original_url, width, height, faces_detected };
}

/** Bytes that a person's photos take, of `maxStoredBytes`. */
export function storedBytesOf({ db }: Pick<Services, "db">, ownerId: UserId): Promise<number> {
  return queries.findStoredBytes(db, ownerId);
}

function rowOf(id: PhotoId, ownerId: UserId, checked: CheckedUpload, regions: Region[], now: Date): queries.PhotoRow {
  return {
    id,
    ownerId,
    storyId: null,
    position: 0,
    alt: "",
    publicKey: publicKey(id, checked.publicType),
    publicType: checked.publicType,
    publicBytes: checked.publicBytes.length,
    width: checked.width,
    height: checked.height,
    originalKey: checked.original && originalKey(id, checked.original.type),
    originalType: checked.original?.type ?? null,
    originalBytes: checked.original?.bytes.length ?? null,
    thumbhash: checked.thumbhash,
    createdAt: now,
    faceCoordinates: regions,
    facesDetected: regions.length,
    personFaces: null,
    uncoveredFaces: null,
    checkedAt: null,
  };
}

/**
 * The keys are written down as to be removed before an object is put, and forgotten with the row: a crash leaves no orphan.
 * False when others of their photos came meanwhile and it does not fit any more: the sweep then removes the objects.
 */
async function store(services: Services, row: queries.PhotoRow, checked: CheckedUpload): Promise<boolean> {
  const { db, bucket, now } = services;
  const keys = [row.publicKey, ...(row.originalKey === null ? [] : [row.originalKey])];
  await queries.expectRemoval(db, keys, new Date(now().getTime() + uploadLasts));
  await putPublicCopy(bucket, row.publicKey, checked.publicBytes);
  if (row.originalKey !== null && checked.original) await putOriginal(bucket, row.originalKey, checked.original.bytes);
  return queries.insertPhoto(db, row, maxStoredBytes);
}

/** A photo as a viewer sees it. `original` for those who may read the original, where one was kept. */
export function presentImage(photo: queries.PhotoRow, sees: "public copy" | "original"): StoryImage {
  const showsOriginal = sees === "original" && photo.originalKey !== null;
  return {
    id: photo.id as PhotoId,
    blurred_url: `/images/${photo.id}.${extensions[photo.publicType as PhotoType]}`,
    ...(showsOriginal && { original_url: `/api/images/${photo.id}/original` }),
    width: photo.width,
    height: photo.height,
    alt: photo.alt,
    thumbhash: photo.thumbhash,
    faces_detected: photo.facesDetected,
  };
}

export interface PhotoFile {
  body: ReadableStream;
  type: string;
  size: number;
  etag: string;
  /** Whether caches that serve others may keep it. */
  isPublic: boolean;
}

/** The public copy's bytes by the file name of its URL; null for what does not exist or is not the viewer's to see. */
export async function readPublicCopy(
  services: Services,
  viewerId: UserId | null,
  file: string,
): Promise<PhotoFile | null> {
  const [id = "", extension] = file.split(".");
  const found = await queries.findVisiblePhoto(services.db, viewerId, id);
  if (!found || extension !== extensions[found.photo.publicType as PhotoType]) return null;
  const object = await getPublicCopy(services.bucket, found.photo.publicKey);
  return object && fileOf(object, found.photo.publicType, found.isPublic === 1);
}

/** The original's bytes: for its owner, and for a connection to whom it is revealed. */
export async function readOriginal(services: Services, viewerId: UserId, id: PhotoId): Promise<PhotoFile | null> {
  const photo = await queries.findPhoto(services.db, id);
  if (!photo?.originalKey || !photo.originalType) return null;
  const isRevealed = await isRevealedTo(services.db, viewerId, id);
  if (!can("read_original", { viewerId, ownerId: photo.ownerId, isRevealed })) return null;
  const object = await getOriginal(services.bucket, photo.originalKey);
  return object && fileOf(object, photo.originalType, false);
}

/** The ways to a photo's bytes, for a rule that has seen that it is the viewer's own. A file that is gone opens as null. */
export function openFilesOf({ bucket }: Pick<Services, "bucket">, photo: queries.PhotoRow) {
  const { publicKey: copyKey, publicType, originalKey: key, originalType: type } = photo;
  return {
    publicCopy: async () => {
      const object = await getPublicCopy(bucket, copyKey);
      return object && fileOf(object, publicType, false);
    },
    original:
      key === null || type === null
        ? null
        : async () => {
            const object = await getOriginal(bucket, key);
            return object && fileOf(object, type, false);
          },
  };
}

/** An object as a route serves it. */
export function fileOf(object: R2ObjectBody, type: string, isPublic: boolean): PhotoFile {
  return { body: object.body, type, size: object.size, etag: object.httpEtag, isPublic };
}

export type Processed =
  | { kind: "processed"; image: ProcessedImage }
  | { kind: "not_found" }
  | { kind: "limited"; retryAfter: number }
  | { kind: "unavailable"; reason: string };

/** Pixels and bytes of an original up to which the person-finder gets it; a larger one is stood for by the public copy. */
const finderPixels = 8_000_000;
const finderBytes = 8 * 1024 * 1024;

/** The second look: finds the people in a photo, and says whose faces no region covers. Pixels of the public copy. */
export async function processPhoto(services: Services, ownerId: UserId, id: PhotoId): Promise<Processed> {
  const photo = await queries.findOwnPhoto(services.db, ownerId, id);
  if (!photo) return { kind: "not_found" };
  const rate = await takeRate(services, "process", ownerId);
  if (rate.kind === "limited") return rate;
  const picture = await pictureToSearch(services, photo);
  if (!picture) return { kind: "not_found" };
  const people = await services.personFinder(picture.bytes);
  if (people.kind === "unavailable") {
    services.log({ event: "person_finder_failed", photo_id: id, error: people.reason.slice(0, 200) });
    return { kind: "unavailable", reason: people.reason };
  }
  const faces = personsToFaces(people.detections, picture.size).map((face) => scaleRegion(face, picture.size, photo));
  const uncovered = uncoveredFaces(faces, photo.faceCoordinates);
  await queries.savePersonCheck(services.db, id, { faces, uncovered, now: services.now() });
  return { kind: "processed", image: { image_id: id, faces, uncovered, faces_detected: photo.facesDetected } };
}

async function pictureToSearch(
  { bucket }: Services,
  photo: queries.PhotoRow,
): Promise<{ bytes: Uint8Array; size: Size } | null> {
  if (photo.originalKey !== null && (photo.originalBytes ?? 0) <= finderBytes) {
    const object = await getOriginal(bucket, photo.originalKey);
    const bytes = object && new Uint8Array(await object.arrayBuffer());
    const seen = bytes && inspect(bytes);
    if (bytes && seen?.kind === "picture" && seen.orientation === 1 && seen.width * seen.height <= finderPixels) {
      return { bytes, size: seen };
    }
  }
  const object = await getPublicCopy(bucket, photo.publicKey);
  return object && { bytes: new Uint8Array(await object.arrayBuffer()), size: photo };
}
