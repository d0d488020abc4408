/** For tests: a photo of a message, as its upload tells the room of it. */
import { idOf } from "../../../tests/world/ids";
import type { ChatPhoto } from "../../../app/contract/chat-photo";
import type { PhotoId } from "../../../app/contract/ids";

/** `end`: the last digits of its id, hexadecimal. */
export function chatPhoto(end: string, changes: Partial<ChatPhoto> = {}): ChatPhoto {
  const id = idOf<PhotoId>(`0198c0de-0000-7000-8000-${end.padStart(12, "0")}`);
  const shown = { width: 3, height: 2, alt: "", thumbhash: "", faces_detected: 0 };
  return { id, blurred_url: `/images/${id}.jpg`, smaller: [], ...shown, ...changes };
}

/** The same with an original that its sender kept. */
export function withOriginal(end: string): ChatPhoto {
  const photo = chatPhoto(end);
  return { ...photo, original_url: `/api/images/${photo.id}/original` };
}
