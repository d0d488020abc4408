import { maxPhotoPixels, minPhotoSide } from "~/contract/limits";
import type { PhotoType, Size } from "~/contract/photo";

/** A picture that cannot be used. `detail` is a sentence that names the fix. */
export interface Refused {
  kind: "refused";
  code: string;
  detail: string;
}

export function refused(code: string, detail: string): Refused {
  return { kind: "refused", code, detail };
}

/** Parts of one picture. A large PNG in chunks of 8 kB has about 2,500; more than this is made to waste memory. */
export const maxSegments = 20_000;

export const truncated = refused("truncated", "The picture ends in the middle: copy or download it again.");

export function broken(what: string): Refused {
  return refused("broken", `The picture is damaged (${what}): export it again.`);
}

/** Why a picture of this size cannot be used; null when it can. Asked as soon as the header is read: before any bomb goes off. */
export function refusedSize({ width, height }: Size): Refused | null {
  if (width === 0 || height === 0) return broken("its size is 0");
  if (width * height > maxPhotoPixels) {
    const megapixels = Math.round((width * height) / 1e6);
    const most = maxPhotoPixels / 1e6;
    return refused(
      "too_many_pixels",
      `The picture has ${megapixels} megapixels; at most ${most} fit: make it smaller.`,
    );
  }
  if (Math.min(width, height) >= minPhotoSide) return null;
  return refused("too_small", `The picture is ${width} x ${height} pixels; each side needs at least ${minPhotoSide}.`);
}

/** A picture whose every segment was looked at. */
export interface Walked {
  kind: "walked";
  type: PhotoType;
  /** In stored pixels. */
  width: number;
  height: number;
  /** EXIF orientation, 1 to 8. */
  orientation: number;
  /** The names of the segments that `rebuild` leaves out. */
  removed: string[];
  /** Bytes after the picture's end. */
  trailing: number;
  /** The picture from its allowed segments alone, with an EXIF of the orientation only when that is not 1. */
  rebuild(orientation: number): Uint8Array;
}
