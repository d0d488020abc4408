import { PhotoId, type UserId } from "~/contract/ids";
import { photoExtensions, type PhotoType } from "~/contract/photo";
import type { StoryImage, UploadedImage } from "~/contract/story";
import { findRevealTo } from "~db/queries/connections";
import * as queries from "~db/queries/photos";
import { can } from "./policy";
import type { Services, StoredFile } from "~/domain/ports";

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

/** Returns a public photo's bytes by the file name of its URL; null when it does not exist or the viewer may not see it. */
export async function readPublicPhoto(
  services: Services,
  viewerId: UserId | null,
  fileName: string,
): Promise<PhotoFile | null> {
  const [name, extension] = fileName.split(".");
  const id = PhotoId.safeParse(name);
  const found = id.success ? await queries.findVisiblePhoto(services.db, viewerId, id.data) : null;
  if (!found || extension !== photoExtensions[found.photo.publicType as PhotoType]) return null;
  const file = await services.photoStorage.publicPhotos.get(found.photo.publicKey);
  return file && fileOf(file, found.photo.publicType, found.isPublic === 1);
}

/** Returns an original's bytes to its owner and to a connection to whom it is revealed; null otherwise. */
export async function readOriginal(services: Services, viewerId: UserId, id: PhotoId): Promise<PhotoFile | null> {
  const photo = await queries.findPhoto(services.db, id);
  if (!photo?.originalKey || !photo.originalType) return null;
  const revealedIn = await findRevealTo(services.db, viewerId, id);
  const isRevealed = revealedIn !== null;
  if (!can("read_original", { viewerId, ownerId: photo.ownerId, isRevealed })) return null;
  const file = await services.photoStorage.originals.get(photo.originalKey);
  if (revealedIn !== null && photo.ownerId !== viewerId) {
    // One that does not reach the room is recorded by the next look.
    services.afterAnswer(() => services.rooms.recordSeen(revealedIn, viewerId, id).catch(() => undefined));
  }
  return file && fileOf(file, photo.originalType, false);
}

/** A stored file as a route serves it. */
export function fileOf({ body, size, etag }: StoredFile, type: string, isPublic: boolean): PhotoFile {
  return { body, type, size, etag, isPublic };
}
