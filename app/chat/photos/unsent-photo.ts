import type { Redaction } from "~/composer/photos/composed-photo";
import type { UploadedImage } from "~/contract/story";

/** A photo of a message that was not sent yet: what its sender reviewed, as it will be uploaded. */
export interface UnsentPhoto extends Redaction {
  /** Also the Idempotency-Key of its upload: in two tabs it is one photo. */
  key: string;
  alt: string;
  /** The redacted copy, and its size in pixels. */
  copy: Blob;
  width: number;
  height: number;
  /** Null when its sender keeps it on the device. */
  original: Blob | null;
  /** Null until it is uploaded. */
  uploaded: Pick<UploadedImage, "image_id" | "blurred_url" | "original_url"> | null;
}

/** Returns photos to be uploaded anew: the room does not know the earlier ones any more. */
export function toUploadAgain(photos: readonly UnsentPhoto[], newKey: () => string): UnsentPhoto[] {
  return photos.map((photo) => ({ ...photo, key: newKey(), uploaded: null }));
}
