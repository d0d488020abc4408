import { askWorker } from "~/composer/intake/worker-queue";
import { PhotoRefused } from "~/composer/intake/photo-refused";
import type { CoverStyle } from "~/contract/photo";
import type { RedactionRegion } from "~/imaging/geometry";
import type { PublicPhoto } from "./redact-file";
import type { RedactionAnswer } from "./redact-worker";

export type { PublicPhoto } from "./redact-file";

/**
 * Makes the public photo in a worker: redacted, made smaller, encoded without metadata.
 * @param regions in pixels of the upright photo at full size
 * @throws {PhotoRefused} when the file is not a photo; the signal's reason when aborted; `Error` when the worker fails
 */
export async function makePublicPhoto(
  file: Blob,
  regions: readonly RedactionRegion[],
  { style, signal }: { style: CoverStyle; signal?: AbortSignal },
): Promise<PublicPhoto> {
  signal?.throwIfAborted();
  const request = { file, regions: [...regions], style };
  const answer = await askWorker<RedactionAnswer>({
    startWorker: () => new Worker(new URL("./redact-worker.ts", import.meta.url), { type: "module" }),
    question: request,
    signal,
    failure: "The public photo could not be made.",
  });
  switch (answer.kind) {
    case "made":
      return { blob: answer.blob, width: answer.width, height: answer.height, regions: answer.regions };
    case "refused":
      throw new PhotoRefused(answer.refusal);
    case "not_here":
      return (await import("./redact-file")).redactFile(request);
    case "failed":
      throw new Error(answer.message);
    default:
      return answer satisfies never;
  }
}
