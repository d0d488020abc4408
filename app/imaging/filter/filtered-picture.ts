/** What the filters of the formats have in common. */
import type { PhotoType, Size } from "~/contract/photo";
import type { ParsedPicture } from "~/imaging/formats/picture";

/** Takes bytes of the picture without its metadata; they are views, good until it returns. */
export type Emit = (bytes: Uint8Array) => void;

/** A picture that came to its end. Width and height are in stored pixels. */
export interface FilteredPicture extends Size, Pick<ParsedPicture, "coding"> {
  kind: "filtered";
  type: PhotoType;
  /** EXIF orientation, 1 to 8. */
  orientation: number;
  /** What the first emitted bytes have to be replaced by; empty when they are right. */
  head: Uint8Array;
}
