/** The colour profile of a PNG (W3C PNG, 11.3.2.3): a name, a zero, the method 0, and the profile, compressed. */
import { Unzlib, zlibSync } from "fflate";
import { concat, latin1Bytes } from "./bytes";
import { coloursOf, type Channels, type PictureColours } from "./colour-space";
import { maxIccBytes } from "./icc-profile";

/** Most bytes of the chunk that are read, and bytes that are inflated at once: 1 kB may become 1 MB. */
export const maxChunkBytes = 16 * 1024;
const stepBytes = 1024;

const maxNameBytes = 79;

/** Returns the space that a profile's chunk stands for. */
export function coloursOfChunk(data: Uint8Array, channels: Channels): PictureColours {
  const nameEnd = data.subarray(0, maxNameBytes + 1).indexOf(0);
  if (nameEnd === -1 || data[nameEnd + 1] !== 0 || data.length > maxChunkBytes) return "other";
  const icc = inflate(data.subarray(nameEnd + 2));
  return icc === null ? "other" : coloursOf(icc, channels);
}

/** Returns what was compressed, up to `maxIccBytes`; null when it is more, or damaged. */
function inflate(compressed: Uint8Array): Uint8Array | null {
  const parts: Uint8Array[] = [];
  let length = 0;
  const inflater = new Unzlib((part) => {
    parts.push(part);
    length += part.length;
  });
  try {
    for (let at = 0; at < compressed.length && length <= maxIccBytes; at += stepBytes) {
      inflater.push(compressed.subarray(at, at + stepBytes), at + stepBytes >= compressed.length);
    }
  } catch {
    return null;
  }
  return length <= maxIccBytes ? concat(parts) : null;
}

/** Returns the data of a profile's chunk, its name a single letter. */
export function profileChunkData(profile: Uint8Array): Uint8Array<ArrayBuffer> {
  return concat([latin1Bytes("p\0\0"), zlibSync(profile)]);
}
