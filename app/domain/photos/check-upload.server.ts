/** What an upload must be before any of it is stored, read from its bytes. */
import { maxPublicBytes, maxPublicSide } from "~/contract/limits";
import type { PhotoType, Pixels, Region, Size } from "~/contract/photo";
import { inspect, withoutMetadata } from "~/imaging/inspect";
import type { Services } from "~/domain/ports.server";
import { thumbhashOf } from "~/imaging/thumbhash";

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

/** What may be stored: both pictures without their metadata. Sizes in pixels of the public copy. */
export interface CheckedUpload extends Size {
  kind: "checked";
  publicBytes: Uint8Array;
  publicType: PhotoType;
  original: { bytes: Uint8Array; type: PhotoType } | null;
  thumbhash: string;
}

/** Checks both pictures and their regions, and that each region holds the fill. */
export async function checkUpload(services: Services, upload: PhotoUpload): Promise<CheckedUpload | PhotoRefusal> {
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
