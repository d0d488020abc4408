import type { PhotoType, Size } from "~/contract/photo";
import { type DecodedPhoto, decodePhoto } from "./decode";
import { summarizeMetadata } from "./metadata-summary";

/** A photo that an author chose, ready for review. */
export interface OpenPhoto {
  /** Upright, longest side at most `maxBitmapSidePx`. The caller of `openPhoto` closes it. */
  bitmap: ImageBitmap;
  /** Of the upright photo at full size: regions are in these pixels. */
  size: Size;
  type: PhotoType;
  /** Metadata in the file that the public photo will not have, in plain words: "the place it was taken". */
  removed: string[];
}

/** Longest side of what the editor draws and the finder reads: sharp when zoomed in, 64 MB at most. */
export const maxBitmapSidePx = 4096;

/**
 * Decodes a file for the editor and the finder. Nothing leaves the device.
 * @throws {PhotoRefused} when the file is not a photo that a story can hold
 */
export async function openPhoto(file: Blob): Promise<OpenPhoto> {
  const decoded = await decodePhoto(file);
  const size = { width: decoded.bitmap.width, height: decoded.bitmap.height };
  const [bitmap, removed] = await Promise.all([fitBitmap(decoded), summarizeMetadata(decoded)]);
  return { bitmap, size, type: decoded.picture.type, removed };
}

/** Returns the bitmap itself, or a smaller one in its place. */
async function fitBitmap({ bitmap }: DecodedPhoto): Promise<ImageBitmap> {
  const share = maxBitmapSidePx / Math.max(bitmap.width, bitmap.height);
  if (share >= 1) return bitmap;
  const smaller = await createImageBitmap(bitmap, {
    resizeWidth: Math.max(1, Math.round(bitmap.width * share)),
    resizeHeight: Math.max(1, Math.round(bitmap.height * share)),
    resizeQuality: "high",
  });
  bitmap.close();
  return smaller;
}
