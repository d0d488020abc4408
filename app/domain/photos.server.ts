import { rgbaToThumbHash } from "thumbhash";
import { uuidv7 } from "uuidv7";
import type { PhotoId, UserId } from "~/contract/ids";
import { maxPublicBytes, maxPublicSide } from "~/contract/limits";
import type { PhotoType, Pixels, Region, Size } from "~/contract/photo";
import type { ProcessedImage, StoryImage, UploadedImage } from "~/contract/story";
import { personsToFaces, uncoveredFaces } from "~/platform/face-boxes";
import { inspect, withoutMetadata } from "~/platform/image-bytes";
import { getOriginal, originalKey, putOriginal } from "~/platform/originals.server";
import { extensions, getPublicCopy, publicKey, putPublicCopy } from "~/platform/public-photos.server";
import { isRevealedTo } from "~db/queries/connections";
import * as queries from "~db/queries/photos";
import { can } from "./policy";
import { takeRate } from "./rate-limits.server";
import type { Services } from "./services.server";

/** What an author uploads: bytes as they came, and the regions in pixels of the public copy. */
export interface PhotoUpload {
  publicCopy: Uint8Array;
  original: Uint8Array | null;
  regions: Region[];
}

/** Which field of the upload is not good, and a sentence that names the fix. */
export interface PhotoRefusal {
  kind: "refused";
  code: "invalid" | "photo_refused" | "not_redacted" | "too_large";
  field: "image_blurred" | "image_original" | "face_coordinates";
  detail: string;
}

export type Uploaded =
  { kind: "stored"; image: UploadedImage } | { kind: "limited"; retryAfter: number } | PhotoRefusal;

/** How long an upload may take before its objects count as leftovers, in milliseconds. */
const uploadLasts = 60 * 60 * 1000;

/** Checks a photo byte by byte and stores it: both objects, then the row. A step that fails leaves nothing behind. */
export async function uploadPhoto(services: Services, ownerId: UserId, upload: PhotoUpload): Promise<Uploaded> {
  const rate = await takeRate(services, "upload", ownerId);
  if (rate.kind === "limited") return rate;
  const checked = await checkUpload(services, upload);
  if (checked.kind === "refused") {
    services.log({ event: "photo_refused", code: checked.code });
    return checked;
  }
  const id = uuidv7() as PhotoId;
  const row = rowOf(id, ownerId, checked, upload.regions, services.now());
  await store(services, row, checked);
  services.log({
    event: "photo_stored",
    photo_id: id,
    regions: upload.regions.length,
    original_kept: row.originalKey === null ? "no" : "yes",
  });
  const { blurred_url, original_url, width, height, faces_detected } = presentImage(row, "original");
  return { kind: "stored", image: { image_id: id, blurred_url, original_url, width, height, faces_detected } };
}

interface CheckedUpload extends Size {
  kind: "checked";
  publicBytes: Uint8Array;
  publicType: PhotoType;
  original: { bytes: Uint8Array; type: PhotoType } | null;
  thumbhash: string;
}

async function checkUpload(services: Services, upload: PhotoUpload): Promise<CheckedUpload | PhotoRefusal> {
  const copy = checkPublicBytes(upload.publicCopy);
  if (copy.kind === "refused") return copy;
  const outside = upload.regions.findIndex((region) => !isInside(region, copy));
  if (outside !== -1) {
    const detail = `Region ${outside} lies outside the picture of ${copy.width} x ${copy.height} pixels.`;
    return { kind: "refused", code: "invalid", field: "face_coordinates", detail };
  }
  const original = upload.original === null ? null : checkOriginal(upload.original, copy);
  if (original?.kind === "refused") return original;
  const pixels = await decode(services, copy);
  if ("kind" in pixels) return pixels;
  const verdict = services.verifyRedaction(pixels, upload.regions);
  if (verdict.kind === "not_redacted") {
    const detail = `A face can still be made out in region ${verdict.regions.join(", ")}: fill each declared region, then upload again.`;
    return { kind: "refused", code: "not_redacted", field: "image_blurred", detail };
  }
  return {
    kind: "checked",
    width: pixels.width,
    height: pixels.height,
    publicBytes: copy.bytes,
    publicType: copy.type,
    original,
    thumbhash: thumbhashOf(pixels),
  };
}

interface PublicBytes extends Size {
  kind: "bytes";
  bytes: Uint8Array;
  type: PhotoType;
}

function checkPublicBytes(bytes: Uint8Array): PublicBytes | PhotoRefusal {
  const refuse = (detail: string): PhotoRefusal => ({
    kind: "refused",
    code: "photo_refused",
    field: "image_blurred",
    detail,
  });
  if (bytes.length > maxPublicBytes)
    return refuse(`The public copy is larger than ${maxPublicBytes} bytes: make it smaller.`);
  const seen = inspect(bytes);
  if (seen.kind === "refused") return refuse(seen.detail);
  if (seen.type === "image/png") return refuse("The public copy must be a JPEG or a WebP: encode it as one of them.");
  if (Math.max(seen.width, seen.height) > maxPublicSide) {
    return refuse(`The public copy's longest side is over ${maxPublicSide} pixels: make it smaller.`);
  }
  if (seen.orientation !== 1) return refuse("The public copy must be stored upright: turn its pixels, not its EXIF.");
  const clean = withoutMetadata(bytes, "nothing");
  if (clean.kind === "refused") return refuse(clean.detail);
  return { kind: "bytes", bytes: clean.bytes, type: seen.type, width: seen.width, height: seen.height };
}

/** How far the original's shape may be off the public copy's: rounding of a copy's sides to whole pixels. */
const aspectTolerance = 0.02;

function checkOriginal(
  bytes: Uint8Array,
  copy: Size,
): { kind: "original"; bytes: Uint8Array; type: PhotoType } | PhotoRefusal {
  const refuse = (detail: string): PhotoRefusal => ({
    kind: "refused",
    code: "photo_refused",
    field: "image_original",
    detail,
  });
  const seen = inspect(bytes);
  if (seen.kind === "refused") return refuse(seen.detail);
  const isTurned = seen.orientation >= 5;
  const aspect = isTurned ? seen.height / seen.width : seen.width / seen.height;
  if (Math.abs(aspect / (copy.width / copy.height) - 1) > aspectTolerance + 2 / Math.min(copy.width, copy.height)) {
    return refuse("The original has another shape than the public copy: send the same photo, uncropped.");
  }
  const clean = withoutMetadata(bytes, "orientation");
  return clean.kind === "refused" ? refuse(clean.detail) : { kind: "original", bytes: clean.bytes, type: seen.type };
}

async function decode(services: Services, copy: PublicBytes): Promise<Pixels | PhotoRefusal> {
  try {
    return await services.decodePicture(copy.bytes, copy.type);
  } catch {
    const detail = "The public copy is broken and cannot be decoded: make it again.";
    return { kind: "refused", code: "photo_refused", field: "image_blurred", detail };
  }
}

function isInside(region: Region, picture: Size): boolean {
  return (
    region.x >= 0 &&
    region.y >= 0 &&
    region.x + region.width <= picture.width &&
    region.y + region.height <= picture.height
  );
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

/** The keys are written down as to be removed before an object is put, and forgotten with the row: a crash leaves no orphan. */
async function store(services: Services, row: queries.PhotoRow, checked: CheckedUpload): Promise<void> {
  const { db, bucket, now } = services;
  const keys = [row.publicKey, ...(row.originalKey === null ? [] : [row.originalKey])];
  await queries.expectRemoval(db, keys, new Date(now().getTime() + uploadLasts));
  await putPublicCopy(bucket, row.publicKey, checked.publicBytes);
  if (row.originalKey !== null && checked.original) await putOriginal(bucket, row.originalKey, checked.original.bytes);
  await queries.insertPhoto(db, row);
}

/** The longest side that thumbhash takes, in pixels. */
const thumbSide = 100;

/** A placeholder made from redacted pixels alone: the picture averaged down to at most 100 px. Base64. */
export function thumbhashOf(pixels: Pixels): string {
  const scale = Math.min(1, thumbSide / Math.max(pixels.width, pixels.height));
  const width = Math.max(1, Math.round(pixels.width * scale));
  const height = Math.max(1, Math.round(pixels.height * scale));
  const small = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++)
      small.set(averageOf(pixels, cellAt(pixels, x / width, y / height, 1 / width, 1 / height)), (y * width + x) * 4);
  }
  return Buffer.from(rgbaToThumbHash(width, height, small)).toString("base64");
}

interface Cell {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

function cellAt(pixels: Size, x: number, y: number, across: number, down: number): Cell {
  const left = Math.floor(x * pixels.width);
  const top = Math.floor(y * pixels.height);
  const right = Math.max(left + 1, Math.floor((x + across) * pixels.width));
  const bottom = Math.max(top + 1, Math.floor((y + down) * pixels.height));
  return { left, top, right: Math.min(right, pixels.width), bottom: Math.min(bottom, pixels.height) };
}

function averageOf(pixels: Pixels, { left, top, right, bottom }: Cell): number[] {
  const sums = [0, 0, 0];
  for (let y = top; y < bottom; y++) {
    for (let at = (y * pixels.width + left) * 4; at < (y * pixels.width + right) * 4; at += 4) {
      for (let channel = 0; channel < 3; channel++) sums[channel]! += pixels.data[at + channel]!;
    }
  }
  const count = Math.max(1, (right - left) * (bottom - top));
  return [...sums.map((sum) => sum / count), 255];
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
  const faces = personsToFaces(people.detections, picture.size).map((face) => scale(face, picture.size, photo));
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

function scale(region: Region, from: Size, to: Size): Region {
  const across = to.width / from.width;
  const down = to.height / from.height;
  return {
    ...region,
    x: region.x * across,
    y: region.y * down,
    width: region.width * across,
    height: region.height * down,
  };
}
