/** Types and checks that the parsers of all formats share. */
import { maxPhotoPixels, maxPublicSide, minPhotoSide } from "~/contract/limits";
import type { PhotoType, Size } from "~/contract/photo";
import type { Damage, PhotoRefusal, UnusualCoding } from "~/contract/photo-refusal";
import { publicSizeOf } from "~/imaging/geometry";
import type { PictureColours } from "./colour-space";

/** A file that is not taken. */
export type Refused = PhotoRefusal & { kind: "refused" };

/** A picture of which every segment was looked at. Width and height in stored pixels: not turned upright. */
export interface ParsedPicture extends Size {
  kind: "parsed";
  type: PhotoType;
  /** "plain" is 8 bits a channel, grey or RGB: what can be stored, and decoded by the server. */
  coding: "plain" | UnusualCoding;
  /** The TIFF block of its EXIF, a view of the file's bytes; null when it has none. */
  exif: Uint8Array | null;
  /** EXIF orientation as readers of the format take it, 1 to 8. */
  orientation: number;
  /** By its profile. */
  colours: PictureColours;
  /** The names of the segments that `rebuild` leaves out or replaces, such as "EXIF". */
  removed: string[];
  /** Where the picture ends. What follows in the file is no part of it. */
  endByte: number;
  /** Returns the picture from its allowed segments alone, and what is to be said about it. */
  rebuild(shown: Shown): Uint8Array<ArrayBuffer>;
}

/** The metadata that showing a picture needs: an EXIF of the orientation (1 to 8) when that is not 1, and our own profile of a space. */
export interface Shown {
  orientation: number;
  colours: PictureColours;
}

/** Segments of one picture. A large PNG in chunks of 8 kB has about 2,500; more than this is made to waste memory. */
export const maxSegments = 20_000;

export const truncated: Refused = { kind: "refused", code: "truncated" };

/** @param part the name of the damaged chunk, where it says something */
export function broken(damage: Damage, part?: string): Refused {
  return { kind: "refused", code: "broken", damage, ...(part !== undefined && { part }) };
}

/**
 * Returns why a picture of this size is refused; null when it is taken. Parsers ask as soon as they have read the header,
 * so that a decompression bomb costs nothing. A picture is too small, too, when its public copy would be a mere line.
 */
export function checkSize({ width, height }: Size): Refused | null {
  if (width === 0 || height === 0) return broken("no_size");
  const pixels = width * height;
  if (pixels > maxPhotoPixels) return { kind: "refused", code: "too_many_pixels", pixels, maxPixels: maxPhotoPixels };
  const shown = publicSizeOf({ width, height });
  if (Math.min(width, height, shown.width, shown.height) >= minPhotoSide) return null;
  const limits = { minSidePx: minPhotoSide, maxPublicSidePx: maxPublicSide };
  return { kind: "refused", code: "too_small", widthPx: width, heightPx: height, ...limits };
}

/** Returns each name once, in the order of its first occurrence. */
export function distinct(names: readonly string[]): string[] {
  return [...new Set(names)];
}
