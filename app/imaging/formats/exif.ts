import { ascii, u16, u16le, u32, u32le } from "./bytes";

/** The tag of the orientation in the first directory of a TIFF block (EXIF 2.32, 4.6.4). */
const orientationTag = 0x0112;

/** The orientation, 1 to 8, that a TIFF block states; 1 when it states none. */
export function orientationOf(tiff: Uint8Array): number {
  const order = ascii(tiff, 0, 2);
  if (order !== "II" && order !== "MM") return 1;
  const short = order === "II" ? u16le : u16;
  const long = order === "II" ? u32le : u32;
  const directory = long(tiff, 4);
  const count = Math.min(short(tiff, directory), 500);
  for (let entry = directory + 2, n = 0; n < count && entry + 12 <= tiff.length; entry += 12, n++) {
    if (short(tiff, entry) !== orientationTag) continue;
    const value = short(tiff, entry + 8);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

/** A TIFF block that states an orientation and nothing else: 26 bytes. */
export function orientationBlock(orientation: number): Uint8Array {
  return Uint8Array.from([
    ...[0x4d, 0x4d, 0, 42, 0, 0, 0, 8],
    ...[0, 1, orientationTag >> 8, orientationTag & 0xff, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0],
    ...[0, 0, 0, 0],
  ]);
}
