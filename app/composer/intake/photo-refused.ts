import type { PhotoRefusal } from "~/contract/photo-refusal";
import { photoRefusalText } from "~/text/photo-refusals";

/** A file that cannot be used. `message` is the sentence for the person who chose it. */
export class PhotoRefused extends Error {
  override readonly name = "PhotoRefused";

  /** @param thumbnail a small picture of it, where there is one */
  constructor(
    readonly refusal: PhotoRefusal,
    readonly thumbnail: Blob | null = null,
  ) {
    super(photoRefusalText(refusal));
  }
}

/** Refusals that come from the browser, the network or a moment without memory: the same file may be taken next time. */
const passing = new Set<PhotoRefusal["code"]>(["undecodable", "unreadable_canvas", "decoder_unavailable"]);

/** Whether to try the same file again can help. An error that is no refusal came from outside of the file. */
export function canHelpToRetry(error: unknown): boolean {
  return !(error instanceof PhotoRefused) || passing.has(error.refusal.code);
}
