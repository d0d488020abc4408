/** A story on its way to the server: what its author reviewed, as it will be sent, and how far it has come. */
import type { ComposedPhoto, FoundFace, PublicPhotoState } from "~/composer/photos/composed-photo";
import type { Size } from "~/contract/photo";

/** The author's words, and the photos of an edited story that stay. */
export interface StoryToPublish {
  title: string;
  body: string;
  /** Null for a new story. */
  storyId: string | null;
  /** Photos that are in the story already and stay, with their descriptions. */
  existing: { id: string; alt: string }[];
}

export interface PhotoToPublish {
  key: string;
  alt: string;
  /** Of the upright photo at full size: `found` is in these pixels. */
  size: Size;
  publicPhoto: Omit<PublicPhotoState & { kind: "ready" }, "kind">;
  /** Null when its author keeps it on the device. */
  original: Blob | null;
  found: readonly FoundFace[];
  /** Null until it is uploaded. */
  imageId: string | null;
}

/** The Idempotency-Key of a story, as it was sent with it: a retry after a lost answer creates no second one. */
export interface StoryKey {
  /** The story's JSON: other words or photos are another story. */
  story: string;
  key: string;
}

export interface Publication {
  /** The key of the draft that it was made from; one publication each. */
  draftKey: string;
  author: string;
  story: StoryToPublish;
  photos: readonly PhotoToPublish[];
  /** `skipped` when the author has looked again and publishes without the second look. */
  secondLook: "asked" | "skipped";
  storyKey: StoryKey | null;
}

/**
 * Returns a photo as it will be published. A photo that was uploaded already is not sent again.
 * @throws when it has no public photo: its author cannot have reviewed it
 */
export function photoToPublish(photo: ComposedPhoto, { keepsOriginals }: { keepsOriginals: boolean }): PhotoToPublish {
  const { key, alt, size, publicPhoto, file, found, upload } = photo;
  if (publicPhoto.kind !== "ready") throw new Error("A photo without its public photo cannot be published.");
  const { blob, size: publicSize, regions, style } = publicPhoto;
  return {
    ...{ key, alt, size, found },
    publicPhoto: { blob, size: publicSize, regions, style },
    original: keepsOriginals ? file : null,
    imageId: upload.kind === "stored" ? upload.imageId : null,
  };
}
