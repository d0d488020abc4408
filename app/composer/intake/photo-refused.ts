import type { PhotoRefusal } from "~/contract/photo-refusal";
import { photoRefusalText } from "~/text/photo-refusals";

/** A file that cannot be used. `message` is the sentence for the person who chose it. */
export class PhotoRefused extends Error {
  override readonly name = "PhotoRefused";

  constructor(readonly refusal: PhotoRefusal) {
    super(photoRefusalText(refusal));
  }
}
