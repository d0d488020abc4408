import type { PhotoRefusal } from "~/contract/photo-refusal";
import { NotInWorker } from "~/composer/intake/canvas";
import { PhotoRefused } from "~/composer/intake/photo-refused";
import { redactFile, type PublicPhoto, type RedactionRequest } from "./redact-file";

/** The worker answers once. */
export type RedactionAnswer =
  | ({ kind: "made" } & PublicPhoto)
  | { kind: "refused"; refusal: PhotoRefusal }
  /** It lacks what the page may have. */
  | { kind: "not_here" }
  | { kind: "failed"; message: string };

self.addEventListener("message", (event: MessageEvent<RedactionRequest>) => {
  void answer(event.data).then((reply) => self.postMessage(reply));
});

async function answer(request: RedactionRequest): Promise<RedactionAnswer> {
  try {
    return { kind: "made", ...(await redactFile(request)) };
  } catch (error) {
    if (error instanceof PhotoRefused) return { kind: "refused", refusal: error.refusal };
    if (error instanceof NotInWorker) return { kind: "not_here" };
    return { kind: "failed", message: error instanceof Error ? error.message : String(error) };
  }
}
