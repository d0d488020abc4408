/** Opens a file that an author chose: in the intake worker, or where that cannot, in the page. */
import { maxPhotoBytes, maxPublicSide } from "~/contract/limits";
import type { PhotoType, Pixels, Size } from "~/contract/photo";
import type { RowSource } from "~/imaging/redaction/public-pixels";
import { jpegOfPixels, requireTrueCanvas } from "./canvas";
import { decodeParsed, rowsOf } from "./decode";
import { fitPixels, rowsOfPixels } from "./fit";
import { summarizeMetadata } from "./metadata-summary";
import { PhotoRefused } from "./photo-refused";
import { plainFileOf } from "./plain-file";

/** A photo that an author chose, ready for review. */
export interface OpenedFile {
  /** The original as it would be uploaded: without metadata, in colours that the server keeps. */
  file: Blob;
  /** Upright, longest side at most `maxOpenSidePx`: for the finder. */
  pixels: Pixels;
  /** Of the upright photo at full size: regions are in these pixels. */
  size: Size;
  type: PhotoType;
  /** Metadata in the chosen file that the public photo will not have, in plain words: "the place it was taken". */
  removed: string[];
  /** A small JPEG of the photo, for this device alone: the page never decodes the file itself. */
  view: Blob;
}

/** Longest side of what the finder reads: its largest input is 1,920 pixels wide, so that more would only take memory. 38 MB at most. */
export const maxOpenSidePx = 3072;

const viewQuality = 0.85;

/**
 * Opens a file. Nothing leaves the device.
 * @throws {PhotoRefused} when it is not a photo that a story can hold
 */
export async function openFile(chosen: Blob): Promise<OpenedFile> {
  requireTrueCanvas();
  const bytes = await bytesOf(chosen);
  const { bytes: plain, picture } = await plainFileOf(bytes);
  const removed = await summarizeMetadata(bytes);
  const decoded = await decodeParsed(plain, picture);
  try {
    const size = { width: decoded.width, height: decoded.height };
    const pixels = fitPixels(rowsOf(decoded), maxOpenSidePx);
    decoded.close();
    const view = await viewOf(rowsOfPixels(pixels));
    return { file: new Blob([plain], { type: picture.type }), pixels, size, type: picture.type, removed, view };
  } finally {
    decoded.close();
  }
}

async function viewOf(rows: RowSource): Promise<Blob> {
  return jpegOfPixels(fitPixels(rows, maxPublicSide), viewQuality);
}

/** @throws {PhotoRefused} when it is too large to be read */
export async function bytesOf(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  if (file.size > maxPhotoBytes) throw new PhotoRefused({ code: "too_large", maxBytes: maxPhotoBytes });
  return new Uint8Array(await file.arrayBuffer());
}
