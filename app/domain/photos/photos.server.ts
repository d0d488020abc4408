import { PhotoId, type UserId } from "~/contract/ids";
import { photoExtensions, smallerSidesPx, type PhotoType, type SmallerCopy } from "~/contract/photo";
import type { StoryImage, UploadedImage } from "~/contract/story";
import type { ViewKey } from "~/contract/reveal";
import { findRevealTo } from "~db/queries/connections";
import { publicSizeOf } from "~/imaging/geometry";
import * as queries from "~db/queries/photos";
import { can } from "./policy";
import { findSmallerCopy, makeSmallerCopy } from "./smaller-copies.server";
import type { ByteRange, PictureWhole, Services, StoredFile } from "~/domain/ports";

/** Returns what an upload answered; null when the photo is not theirs. */
export async function readUploaded({ db }: Services, ownerId: UserId, id: PhotoId): Promise<UploadedImage | null> {
  const row = await queries.findOwnPhoto(db, ownerId, id);
  return row && uploadToJson(row);
}

export function uploadToJson(row: queries.PhotoRow): UploadedImage {
  const { id, blurred_url, original_url, width, height, faces_detected } = imageToJson(row, "original");
  return { image_id: id, blurred_url, original_url, width, height, faces_detected };
}

/** Returns how many bytes a person's photos take, of `maxStoredBytes`. */
export function storedBytesOf({ db }: Pick<Services, "db">, ownerId: UserId): Promise<number> {
  return queries.findStoredBytes(db, ownerId);
}

/** Returns a photo as a viewer sees it: with `original` access the original's URL, too, where one was kept. */
export function imageToJson(photo: queries.PhotoRow, access: "public_photo" | "original"): StoryImage {
  const showsOriginal = access === "original" && photo.originalKey !== null;
  return {
    id: photo.id,
    blurred_url: `/images/${photo.id}.${photoExtensions[photo.publicType as PhotoType]}`,
    smaller: smallerUrlsOf(photo),
    ...(showsOriginal && { original_url: `/api/images/${photo.id}/original` }),
    width: photo.width,
    height: photo.height,
    alt: photo.alt,
    thumbhash: photo.thumbhash,
    faces_detected: photo.facesDetected,
  };
}

const smallerCopies = ["thumb", "small"] as const satisfies readonly SmallerCopy[];

/** Returns the copies that are smaller than the public copy, whether they are made already or not. */
function smallerUrlsOf(photo: queries.PhotoRow): StoryImage["smaller"] {
  const longest = Math.max(photo.width, photo.height);
  return smallerCopies
    .map((which) => smallerSidesPx[which])
    .filter((side) => side < longest)
    .map((side) => ({ url: `/images/${photo.id}/${fileNameOf(side)}`, ...publicSizeOf(photo, side) }));
}

function fileNameOf(sidePx: number): string {
  return `${sidePx}.${photoExtensions["image/jpeg"]}`;
}

export interface PhotoFile {
  body: ReadableStream;
  type: string;
  /** Bytes of the whole file. */
  size: number;
  /** The part of the file that the body is; null when it is all of it. */
  range: ByteRange | null;
  etag: string;
  /** Whether caches that serve others may keep it. */
  isPublic: boolean;
  /** What it is part of, where it is public. */
  partOf: readonly PictureWhole[];
  /** Whether the reader's device may keep it for when there is no network: nothing of a conversation. */
  isKeptOffline: boolean;
}

/** Returns the bytes of a file of that many bytes that a reader wants; null when they want all of them. */
export type RangeOf = (sizeBytes: number) => ByteRange | null;

const all: RangeOf = () => null;

/** Returns a public photo's bytes by the file name of its URL; null when it does not exist or the viewer may not see it. */
export async function readPublicPhoto(
  services: Services,
  viewerId: UserId | null,
  { fileName, rangeOf = all }: { fileName: string; rangeOf?: RangeOf },
): Promise<PhotoFile | null> {
  const [name, extension] = fileName.split(".");
  const id = PhotoId.safeParse(name);
  const found = id.success ? await findVisible(services, viewerId, id.data) : null;
  if (!found || extension !== photoExtensions[found.photo.publicType as PhotoType]) return null;
  return openPublicCopy(services, found, rangeOf);
}

/**
 * Returns the bytes of a smaller copy of a photo, by its address; null when it does not exist or the viewer may not see the
 * photo. While one cannot be made the public copy stands in for it, and no cache keeps that.
 */
export async function readSmallerCopy(
  services: Services,
  viewerId: UserId | null,
  { id, fileName, rangeOf = all }: { id: PhotoId; fileName: string; rangeOf?: RangeOf },
): Promise<PhotoFile | null> {
  const which = smallerCopies.find((copy) => fileName === fileNameOf(smallerSidesPx[copy]));
  const found = which === undefined ? null : await findVisible(services, viewerId, id);
  if (which === undefined || found === null) return null;
  const { photo } = found;
  const bytes = which === "small" ? photo.smallBytes : photo.thumbBytes;
  const range = bytes === null ? null : rangeOf(bytes);
  const served = { type: "image/jpeg", ...publicityOf(found), isKeptOffline: photo.connectionId === null };
  const stored = await findSmallerCopy(services, photo, { which, range });
  if (stored) return fileOf(stored, { ...served, range });
  const made = await makeSmallerCopy(services, photo, which);
  return made ? fileOf(made, served) : openPublicCopy(services, { photo, isPublic: 0 }, all);
}

/**
 * Returns a photo whose public copy the viewer may see. One of a conversation the other member sees once a message has it that
 * is not hidden from them: until the room has told D1, the room is asked.
 */
async function findVisible({ db, rooms, now }: Services, viewerId: UserId | null, id: PhotoId) {
  const found = await queries.findVisiblePhoto(db, viewerId, { id, now: now() });
  const { connectionId = null, ownerId, messageSeq, isHidden } = found?.photo ?? {};
  if (connectionId === null || viewerId === null || ownerId === viewerId) return found;
  if (messageSeq !== null) return isHidden ? null : found;
  const place = await rooms.placeOfPhoto(connectionId, id);
  return place && !place.isHidden ? found : null;
}

/** Returns whether all may see a photo, and what changes that. */
function publicityOf({ photo: { storyId, ownerId }, isPublic }: { photo: queries.PhotoRow; isPublic: number }) {
  const partOf: PictureWhole[] = isPublic === 1 && storyId !== null ? [`story-${storyId}`, `person-${ownerId}`] : [];
  return { isPublic: isPublic === 1, partOf };
}

async function openPublicCopy(
  services: Services,
  { photo, isPublic }: { photo: queries.PhotoRow; isPublic: number },
  rangeOf: RangeOf,
): Promise<PhotoFile | null> {
  const range = rangeOf(photo.publicBytes);
  const file = await services.photoStorage.publicPhotos.get(photo.publicKey, range ?? undefined);
  if (!file) return null;
  return fileOf(file, {
    type: photo.publicType,
    ...publicityOf({ photo, isPublic }),
    isKeptOffline: photo.connectionId === null,
    range,
  });
}

/** Returns an original's bytes to its owner and to a connection to whom it is revealed; null otherwise. `view`: the key of an open view. */
export async function readOriginal(
  services: Services,
  viewerId: UserId,
  { id, view }: { id: PhotoId; view: ViewKey | null },
): Promise<PhotoFile | null> {
  const now = services.now();
  const [photo, revealedIn] = await Promise.all([
    queries.findPhotoNotGone(services.db, id, now),
    findRevealTo(services.db, viewerId, { imageId: id, view, now }),
  ]);
  if (!photo?.originalKey || !photo.originalType) return null;
  const isRevealed = revealedIn !== null;
  if (!can("read_original", { viewerId, ownerId: photo.ownerId, isRevealed })) return null;
  const file = await services.photoStorage.originals.get(photo.originalKey);
  if (revealedIn !== null && photo.ownerId !== viewerId) {
    // One that does not reach the room is recorded by the next look.
    services.afterAnswer(() => services.rooms.recordSeen(revealedIn, viewerId, id).catch(() => undefined));
  }
  return file && fileOf(file, { type: photo.originalType, isPublic: false });
}

/** A stored file as a route serves it. */
export function fileOf(
  { body, size, etag }: StoredFile,
  served: Pick<PhotoFile, "type" | "isPublic"> & Partial<Pick<PhotoFile, "range" | "partOf" | "isKeptOffline">>,
): PhotoFile {
  return { body, size, etag, range: null, partOf: [], isKeptOffline: false, ...served };
}
