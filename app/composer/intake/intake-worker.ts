import type { PhotoRefusal } from "~/contract/photo-refusal";
import { NotInWorker } from "./canvas";
import { openFile, type OpenedFile } from "./open-file";
import { PhotoRefused } from "./photo-refused";
import { thumbnailOfRefused } from "./refused-thumbnail";

/** The worker opens one file per request. */
export interface IntakeRequest {
  file: Blob;
}

/** The worker answers once. */
export type IntakeAnswer =
  | { kind: "opened"; opened: OpenedFile }
  | { kind: "refused"; refusal: PhotoRefusal; thumbnail: Blob | null }
  /** It lacks what the page may have. */
  | { kind: "not_here" }
  | { kind: "failed"; message: string };

self.addEventListener("message", ({ data }: MessageEvent<IntakeRequest>) => {
  void answer(data.file).then((reply) => {
    self.postMessage(reply, { transfer: reply.kind === "opened" ? [reply.opened.pixels.data.buffer] : [] });
  });
});

async function answer(file: Blob): Promise<IntakeAnswer> {
  try {
    return { kind: "opened", opened: await openFile(file) };
  } catch (error) {
    if (error instanceof PhotoRefused) {
      return { kind: "refused", refusal: error.refusal, thumbnail: await thumbnailOfRefused(file, error.refusal) };
    }
    if (error instanceof NotInWorker) return { kind: "not_here" };
    return { kind: "failed", message: error instanceof Error ? error.message : String(error) };
  }
}
