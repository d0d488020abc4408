/** EXIF: a TIFF block in a segment of its own. Read and written here is the orientation alone. */
import { concat, latin1, latin1Bytes, u16, u16le, u32, u32le } from "./bytes";

/** The tag of the orientation in the first directory of a TIFF block (EXIF 2.32, 4.6.4). */
const orientationTag = 0x0112;

/** The prefix of the TIFF block in a JPEG (EXIF 2.32, 4.7.2); some writers keep it in a WebP, too. */
const prefix = "Exif\0\0";

/** Bytes of a TIFF block that are read: a JPEG's segment holds no more, whatever other formats would. */
export const maxExifBytes = 0xffff;

/** Entries of a directory that are looked through: cameras write about 20. */
const maxEntries = 500;

/** Returns the TIFF block of an EXIF segment's content, a view of it without the prefix; null when there is no prefix. */
export function tiffAfterPrefix(content: Uint8Array): Uint8Array | null {
  return latin1(content, 0, prefix.length) === prefix ? content.subarray(prefix.length) : null;
}

/** Returns the content of a JPEG's EXIF segment: the prefix and a TIFF block that states the orientation (1 to 8). */
export function exifWithOrientation(orientation: number): Uint8Array<ArrayBuffer> {
  return concat([latin1Bytes(prefix), tiffWithOrientation(orientation)]);
}

/** Returns the orientation, 1 to 8, that a TIFF block states; 1 (upright) when it states none. */
export function orientationOf(tiff: Uint8Array): number {
  const byteOrder = latin1(tiff, 0, 2);
  if (byteOrder !== "II" && byteOrder !== "MM") return 1;
  const short = byteOrder === "II" ? u16le : u16;
  const long = byteOrder === "II" ? u32le : u32;
  const directory = long(tiff, 4);
  const count = Math.min(short(tiff, directory), maxEntries);
  for (let entry = directory + 2, n = 0; n < count && entry + 12 <= tiff.length; entry += 12, n++) {
    if (short(tiff, entry) !== orientationTag) continue;
    const value = short(tiff, entry + 8);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

/** Returns a TIFF block that states an orientation (1 to 8) and nothing else: 26 bytes. */
export function tiffWithOrientation(orientation: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([
    ...[0x4d, 0x4d, 0, 42, 0, 0, 0, 8],
    ...[0, 1, orientationTag >> 8, orientationTag & 0xff, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0],
    ...[0, 0, 0, 0],
  ]);
}
