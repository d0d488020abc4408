/** Checks an upload by its bytes before any of it is stored. */
import { maxPublicBytes, maxPublicSide, maxRegionsArea, maxRegionsHeightPx } from "~/contract/limits";
import type { CoverStyle, DeclaredRegion, PhotoType, Pixels, Region, Size } from "~/contract/photo";
import type { UploadRefusal } from "~/contract/photo-refusal";
import type { Services } from "~/domain/ports";
import type { FilteredPicture } from "~/imaging/filter/filtered-picture";
import type { Refused } from "~/imaging/formats/picture";
import { liesInside } from "~/imaging/geometry";
import { inspect } from "~/imaging/formats/inspect";
import { stripMetadata } from "~/imaging/formats/strip";
import { isOpaque } from "~/imaging/small-copy";
import { thumbhashOf } from "~/imaging/thumbhash";
import { encodeSmallerCopies, type EncodedCopies } from "./smaller-copies.server";

/** An upload of which nothing is stored: the field that needs a change, and why. */
export interface RefusedUpload {
  kind: "refused";
  code: "invalid" | "photo_refused" | "not_redacted";
  field: "image_blurred" | "image_original" | "face_coordinates";
  reason: UploadRefusal;
}

/** A public copy that may be stored: its bytes without metadata, and its smaller copies. Sizes in pixels. */
export interface CheckedCopy extends Size {
  kind: "checked";
  bytes: Uint8Array;
  /** Made from the pixels that were checked. */
  smaller: EncodedCopies;
  type: PhotoType;
  thumbhash: string;
}

/** A copy whose bytes and regions are in order; its pixels were not looked at. */
export interface ReadableCopy extends Size {
  kind: "readable";
  bytes: Uint8Array;
  type: PhotoType;
}

type Checking = Pick<Services, "decodePicture" | "verifyRedaction" | "withDecodeSlot">;

/** Checks a public copy by its bytes, and that its regions may be declared. Nothing is decoded. */
export function checkCopyBytes(bytes: Uint8Array, regions: readonly Region[]): ReadableCopy | RefusedUpload {
  const copy = checkPublicBytes(bytes);
  if (copy.kind === "refused") return copy;
  const objection = objectionToRegions(regions, copy);
  return objection ? { kind: "refused", code: "invalid", field: "face_coordinates", reason: objection } : copy;
}

/** Decodes a copy, when it is its turn, checks that each region looks as its style says, and makes what goes beside it. */
export function checkCopyPixels(
  services: Checking,
  copy: ReadableCopy,
  { regions, style }: { regions: readonly DeclaredRegion[]; style: CoverStyle },
): Promise<CheckedCopy | RefusedUpload> {
  return services.withDecodeSlot(async () => {
    const pixels = await decode(services, copy);
    if ("kind" in pixels) return pixels;
    if (!isOpaque(pixels)) return refusePublic({ code: "public_not_opaque" });
    const verdict = services.verifyRedaction(pixels, regions, style);
    if (verdict.kind === "not_redacted") {
      const reason = { code: "face_visible", regions: verdict.regions } as const;
      return { kind: "refused", code: "not_redacted", field: "image_blurred", reason };
    }
    const { width, height } = pixels;
    const made = { thumbhash: thumbhashOf(pixels), smaller: encodeSmallerCopies(pixels) };
    return { kind: "checked", width, height, bytes: copy.bytes, type: copy.type, ...made };
  });
}

/** Returns why an original is refused beside its copy; null when it is taken. */
export function objectionToOriginal(seen: FilteredPicture | Refused, copy: Size): RefusedUpload | null {
  if (seen.kind === "refused") return refuseOriginal(seen);
  const isTurned = seen.orientation >= 5;
  const aspect = isTurned ? seen.height / seen.width : seen.width / seen.height;
  if (Math.abs(aspect / (copy.width / copy.height) - 1) > aspectTolerance + 2 / Math.min(copy.width, copy.height)) {
    return refuseOriginal({ code: "original_shape" });
  }
  return seen.coding === "plain" ? null : refuseOriginal({ code: seen.coding });
}

/** The largest difference between the shapes of the original and the public copy: rounding of a copy's sides to whole pixels. */
const aspectTolerance = 0.02;

/** Returns why regions cannot be declared of a picture of this size; null when they can. Asked before any decoding. */
function objectionToRegions(regions: readonly Region[], picture: Size): UploadRefusal | null {
  const outside = regions.findIndex((region) => !liesInside(region, picture));
  if (outside !== -1) {
    return { code: "region_outside", region: outside, widthPx: picture.width, heightPx: picture.height };
  }
  const area = regions.reduce((sum, { width, height }) => sum + width * height, 0);
  if (area > maxRegionsArea * picture.width * picture.height) {
    return { code: "regions_area", maxPictures: maxRegionsArea };
  }
  const heightPx = regions.reduce((sum, { height }) => sum + height, 0);
  return heightPx > maxRegionsHeightPx ? { code: "regions_height", maxHeightPx: maxRegionsHeightPx } : null;
}

function refusePublic(reason: UploadRefusal): RefusedUpload {
  return { kind: "refused", code: "photo_refused", field: "image_blurred", reason };
}

function refuseOriginal(reason: UploadRefusal): RefusedUpload {
  return { kind: "refused", code: "photo_refused", field: "image_original", reason };
}

function checkPublicBytes(bytes: Uint8Array): ReadableCopy | RefusedUpload {
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
  return { kind: "readable", bytes: stripped.bytes, type: seen.type, width: seen.width, height: seen.height };
}

async function decode(services: Checking, copy: ReadableCopy): Promise<Pixels | RefusedUpload> {
  try {
    return await services.decodePicture(copy.bytes, copy.type);
  } catch {
    return refusePublic({ code: "undecodable" });
  }
}
