import type { Region } from "~/contract/photo";
import { PhotoRefused } from "~/composer/intake/photo-refused";
import type { RedactionRegion } from "~/imaging/geometry";
import type { RedactionStyle } from "~/imaging/redaction/redact";
import type { RedactionAnswer, RedactionRequest } from "./redact-worker";

/** The public photo as it will be uploaded. Its preview is drawn from exactly these bytes. */
export interface PublicPhoto {
  blob: Blob;
  /** Pixels of the public photo. */
  width: number;
  height: number;
  /** In whole pixels of the public photo, as declared to the server. */
  regions: Region[];
}

/**
 * Makes the public photo in a worker: redacted, made smaller, encoded without metadata.
 * @param regions in pixels of the upright photo at full size
 * @throws {PhotoRefused} when the file is not a photo; the signal's reason when aborted; `Error` when the worker fails
 */
export function makePublicPhoto(
  file: Blob,
  regions: readonly RedactionRegion[],
  { style, signal }: { style: RedactionStyle; signal?: AbortSignal },
): Promise<PublicPhoto> {
  return askWorker({ file, regions: [...regions], style }, signal);
}

function askWorker(request: RedactionRequest, signal: AbortSignal | undefined): Promise<PublicPhoto> {
  signal?.throwIfAborted();
  // A worker for each photo: its memory, up to 200 MB for a large one, is released when it ends.
  const worker = new Worker(new URL("./redact-worker.ts", import.meta.url), { type: "module" });
  const answered = new Promise<PublicPhoto>((resolve, reject) => {
    worker.addEventListener("message", ({ data }: MessageEvent<RedactionAnswer>) => settle(data, resolve, reject));
    worker.addEventListener("error", () => reject(new Error("The public photo could not be made.")));
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
    worker.postMessage(request);
  });
  return answered.finally(() => worker.terminate());
}

function settle(answer: RedactionAnswer, resolve: (made: PublicPhoto) => void, reject: (error: Error) => void): void {
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
