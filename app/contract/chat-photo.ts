import { z } from "zod";
import { PhotoId } from "./ids";
import { shownPhoto } from "./photo";

/** Photos of one message. */
export const maxPhotosPerMessage = 10;

/**
 * Milliseconds within which an uploaded photo may go into a message. The sweep deletes one without a message after a day: a
 * room may take half of that to tell D1 that a message has it.
 */
export const photoSendTtlMs = 12 * 60 * 60 * 1000;

/** A photo of a message: its redacted copy, `alt` its caption; `original_url` only for its sender, who kept the original. */
export const ChatPhoto = z.object(shownPhoto);
export type ChatPhoto = z.infer<typeof ChatPhoto>;

/** Returns a message's photos as one of its readers sees them: only their sender has an original. */
export function photosFor(viewer: string, senderId: string, photos: readonly ChatPhoto[]): ChatPhoto[] {
  return viewer === senderId ? [...photos] : photos.map(({ original_url: _original, ...photo }) => photo);
}

/** The photos that a client names for its message. */
export const PhotoIds = z
  .array(PhotoId)
  .min(1, "photos is empty")
  .max(maxPhotosPerMessage, `photos names more than ${maxPhotosPerMessage}`)
  .refine((ids) => new Set(ids).size === ids.length, "photos names one twice");
