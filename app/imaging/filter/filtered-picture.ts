/** The parts that the filters of all formats share. */
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
  /** The bytes that replace the first emitted ones; empty when those are right. */
  head: Uint8Array;
}
