/** Checks an upload by its bytes before any of it is stored. */
import { maxPublicBytes, maxPublicSide, maxRegionsArea } from "~/contract/limits";
import type { PhotoType, Pixels, Region, Size } from "~/contract/photo";
import type { UploadRefusal } from "~/contract/photo-refusal";
import type { Services } from "~/domain/ports";
import { liesInside } from "~/imaging/geometry";
import { inspect } from "~/imaging/formats/inspect";
import { stripMetadata } from "~/imaging/formats/strip";
import { thumbhashOf } from "~/imaging/thumbhash";

/** An author's upload: bytes as they came, and the regions in pixels of the public copy. */
export interface PhotoUpload {
  publicCopy: Uint8Array;
  original: Uint8Array | null;
  regions: Region[];
}

/** An upload of which nothing is stored: the field that needs a change, and why. */
export interface RefusedUpload {
  kind: "refused";
  code: "invalid" | "photo_refused" | "not_redacted";
  field: "image_blurred" | "image_original" | "face_coordinates";
  reason: UploadRefusal;
}

/** An upload that may be stored: both pictures without their metadata. Sizes in pixels of the public copy. */
export interface CheckedUpload extends Size {
  kind: "checked";
  publicBytes: Uint8Array;
  publicType: PhotoType;
  original: { bytes: Uint8Array; type: PhotoType } | null;
  thumbhash: string;
}

/** Checks both pictures and their regions, and that each region holds the fill. */
export async function checkUpload(services: Services, upload: PhotoUpload): Promise<CheckedUpload | RefusedUpload> {
  const copy = checkPublicBytes(upload.publicCopy);
  if (copy.kind === "refused") return copy;
  const objection = objectionToRegions(upload.regions, copy);
  if (objection) return { kind: "refused", code: "invalid", field: "face_coordinates", reason: objection };
  const original = upload.original === null ? null : checkOriginal(upload.original, copy);
  if (original?.kind === "refused") return original;
  const pixels = await decode(services, copy);
  if ("kind" in pixels) return pixels;
  const verdict = services.verifyRedaction(pixels, upload.regions);
  if (verdict.kind === "not_redacted") {
    const reason = { code: "face_visible", regions: verdict.regions } as const;
    return { kind: "refused", code: "not_redacted", field: "image_blurred", reason };
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

/** Returns why regions cannot be declared of a picture of this size; null when they can. Asked before any decoding. */
function objectionToRegions(regions: readonly Region[], picture: Size): UploadRefusal | null {
  const outside = regions.findIndex((region) => !liesInside(region, picture));
  if (outside !== -1) {
    return { code: "region_outside", region: outside, widthPx: picture.width, heightPx: picture.height };
  }
  const area = regions.reduce((sum, { width, height }) => sum + width * height, 0);
  const isTooMuch = area > maxRegionsArea * picture.width * picture.height;
  return isTooMuch ? { code: "regions_area", maxPictures: maxRegionsArea } : null;
}

interface PublicBytes extends Size {
  kind: "bytes";
  bytes: Uint8Array;
  type: PhotoType;
}

function refusePublic(reason: UploadRefusal): RefusedUpload {
  return { kind: "refused", code: "photo_refused", field: "image_blurred", reason };
}

function refuseOriginal(reason: UploadRefusal): RefusedUpload {
  return { kind: "refused", code: "photo_refused", field: "image_original", reason };
}

function checkPublicBytes(bytes: Uint8Array): PublicBytes | RefusedUpload {
  if (bytes.length > maxPublicBytes) return refusePublic({ code: "public_too_large", maxBytes: maxPublicBytes });
  const seen = inspect(bytes);
  if (seen.kind === "refused") return refusePublic(seen);
  if (seen.type === "image/png") return refusePublic({ code: "public_type" });
  if (Math.max(seen.width, seen.height) > maxPublicSide) {
    return refusePublic({ code: "public_side", maxSidePx: maxPublicSide });
  }
  if (seen.orientation !== 1) return refusePublic({ code: "public_not_upright" });
  const stripped = stripMetadata(bytes, "nothing");
  if (stripped.kind === "refused") return refusePublic(stripped);
  return { kind: "bytes", bytes: stripped.bytes, type: seen.type, width: seen.width, height: seen.height };
}

/** How far the original's shape may be off the public copy's: rounding of a copy's sides to whole pixels. */
const aspectTolerance = 0.02;

function checkOriginal(
  bytes: Uint8Array,
  copy: Size,
): { kind: "original"; bytes: Uint8Array; type: PhotoType } | RefusedUpload {
  const seen = inspect(bytes);
  if (seen.kind === "refused") return refuseOriginal(seen);
  const isTurned = seen.orientation >= 5;
  const aspect = isTurned ? seen.height / seen.width : seen.width / seen.height;
  if (Math.abs(aspect / (copy.width / copy.height) - 1) > aspectTolerance + 2 / Math.min(copy.width, copy.height)) {
    return refuseOriginal({ code: "original_shape" });
  }
  const stripped = stripMetadata(bytes, "orientation");
  if (stripped.kind === "refused") return refuseOriginal(stripped);
  return { kind: "original", bytes: stripped.bytes, type: seen.type };
}

async function decode(services: Services, copy: PublicBytes): Promise<Pixels | RefusedUpload> {
  try {
    return await services.decodePicture(copy.bytes, copy.type);
  } catch {
    return refusePublic({ code: "undecodable" });
  }
}
