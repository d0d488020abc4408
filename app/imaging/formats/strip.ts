/** Pictures without their metadata: an allow-list of segments is copied, all else is left out. Pure, and never throws. */
import type { Refused, Shown } from "./picture";
import { parsePicture } from "./inspect";

/** A picture of which nothing but the picture is left. */
export interface Stripped {
  kind: "stripped";
  bytes: Uint8Array<ArrayBuffer>;
  /** The names of the segments that were left out, such as "EXIF". */
  removed: string[];
}

/**
 * Returns the picture without its metadata. What follows the picture's end is not metadata but another file in hiding: with
 * "nothing" it is refused, for an original it is cut off. "how_to_show" keeps how a photo is to be turned, in an EXIF of
 * that one field, and how its colours are meant, in a profile that is the same for everybody: its pixels stay as they were.
 * Refused, too, is what the server cannot decode: 16 bits, CMYK.
 */
export function stripMetadata(bytes: Uint8Array, keep: "nothing" | "how_to_show"): Stripped | Refused {
  const parsed = parsePicture(bytes);
  if (parsed.kind === "refused") return parsed;
  if (parsed.coding !== "plain") return { kind: "refused", code: parsed.coding };
  const trailingBytes = bytes.length - parsed.endByte;
  if (trailingBytes > 0 && keep === "nothing") return { kind: "refused", code: "trailing_bytes", trailingBytes };
  const removed = trailingBytes > 0 ? [...parsed.removed, "bytes after the end"] : parsed.removed;
  const shown = keep === "how_to_show" ? parsed : plainly;
  return { kind: "stripped", bytes: parsed.rebuild(shown), removed };
}

const plainly: Shown = { orientation: 1, colours: "srgb" };

/** Whether the bytes hold a picture and nothing else: what every public copy must be. */
export function isStripped(bytes: Uint8Array): boolean {
  const stripped = stripMetadata(bytes, "nothing");
  return stripped.kind === "stripped" && stripped.removed.length === 0 && stripped.bytes.length === bytes.length;
}
