import type { PhotoType } from "~/contract/photo";

/** A picture that cannot be used. `detail` is a sentence that names the fix. */
export interface Refused {
  kind: "refused";
  code: string;
  detail: string;
}

export function refused(code: string, detail: string): Refused {
  return { kind: "refused", code, detail };
}

/** Parts of one picture. A large PNG in chunks of 8 kB has about 2,500; more than this is made to waste memory. */
export const maxSegments = 20_000;

export const truncated = refused("truncated", "The picture ends in the middle: copy or download it again.");

export function broken(what: string): Refused {
  return refused("broken", `The picture is damaged (${what}): export it again.`);
}

/** A picture whose every segment was looked at. */
export interface Walked {
  kind: "walked";
  type: PhotoType;
  /** In stored pixels. */
  width: number;
  height: number;
  /** EXIF orientation, 1 to 8. */
  orientation: number;
  /** The names of the segments that `rebuild` leaves out. */
  removed: string[];
  /** Bytes after the picture's end. */
  trailing: number;
  /** The picture from its allowed segments alone, with an EXIF of the orientation only when that is not 1. */
  rebuild(orientation: number): Uint8Array;
}
