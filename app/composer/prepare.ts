import type { PhotoType, Region, Size } from "~/contract/photo";
import { type Decoded, decodePhoto } from "./decode";
import { PhotoRefused } from "./photo-refused";
import type { RedactionStyle } from "~/imaging/redaction/redact";
import type { RedactionAnswer, RedactionRequest } from "./redact-worker";
import type { RedactionRegion } from "~/imaging/geometry";
import { removedFrom } from "./removed-metadata";

/** A photo that an author chose, ready to be looked at. */
export interface OpenPhoto {
  /** Upright, longest side at most `maxBitmapSide`. The one who opened it closes it. */
  bitmap: ImageBitmap;
  /** Of the upright photo at full size: regions are in these pixels. */
  size: Size;
  type: PhotoType;
  /** What the file holds beside the picture and the public copy will not, in plain words: "the place it was taken". */
  removed: string[];
}

/** The public copy as it will be uploaded. Its preview is drawn from exactly these bytes. */
export interface PreparedPhoto {
  blob: Blob;
  /** Pixels of the public copy. */
  width: number;
  height: number;
  /** In whole pixels of the public copy, as declared to the server. */
  regions: Region[];
}

/** Longest side in pixels of what the editor draws and the finder reads: sharp when zoomed in, 64 MB at most. */
export const maxBitmapSide = 4096;

/**
 * Decodes a file for the editor and the finder. Nothing leaves the device.
 * @throws {PhotoRefused} when it is not a photo that a story can hold
 */
export async function openPhoto(file: Blob): Promise<OpenPhoto> {
  const decoded = await decodePhoto(file);
  const size = { width: decoded.bitmap.width, height: decoded.bitmap.height };
  const [bitmap, removed] = await Promise.all([fitted(decoded), removedFrom(decoded)]);
  return { bitmap, size, type: decoded.picture.type, removed };
}

/**
 * Makes the public copy of a photo in a worker: covered, made smaller, filled, encoded without metadata.
 * @param regions in pixels of the upright photo at full size
 * @throws {PhotoRefused} when the file is not a photo; the signal's reason when aborted; `Error` when the worker fails
 */
export function makePublicCopy(
  file: Blob,
  regions: readonly RedactionRegion[],
  { style, signal }: { style: RedactionStyle; signal?: AbortSignal },
): Promise<PreparedPhoto> {
  return ask({ file, regions: [...regions], style }, signal);
}

function ask(request: RedactionRequest, signal: AbortSignal | undefined): Promise<PreparedPhoto> {
  signal?.throwIfAborted();
  // A worker for each copy: its memory, up to 200 MB for a large photo, is given back when it ends.
  const worker = new Worker(new URL("./redact-worker.ts", import.meta.url), { type: "module" });
  const answered = new Promise<PreparedPhoto>((resolve, reject) => {
    worker.addEventListener("message", ({ data }: MessageEvent<RedactionAnswer>) => settle(data, resolve, reject));
    worker.addEventListener("error", () => reject(new Error("The photo's public copy could not be made.")));
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
    worker.postMessage(request);
  });
  return answered.finally(() => worker.terminate());
}

function settle(answer: RedactionAnswer, resolve: (made: PreparedPhoto) => void, reject: (error: Error) => void): void {
  switch (answer.kind) {
    case "made":
      return resolve({ blob: answer.blob, width: answer.width, height: answer.height, regions: answer.regions });
    case "refused":
      return reject(new PhotoRefused(answer.refusal));
    case "failed":
      return reject(new Error(answer.message));
    default:
      return answer satisfies never;
  }
}

/** The bitmap itself, or a smaller one in its place. */
async function fitted({ bitmap }: Decoded): Promise<ImageBitmap> {
  const share = maxBitmapSide / Math.max(bitmap.width, bitmap.height);
  if (share >= 1) return bitmap;
  const smaller = await createImageBitmap(bitmap, {
    resizeWidth: Math.max(1, Math.round(bitmap.width * share)),
    resizeHeight: Math.max(1, Math.round(bitmap.height * share)),
    resizeQuality: "high",
  });
  bitmap.close();
  return smaller;
}
