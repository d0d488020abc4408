/** The colour profile of a JPEG (ICC.1:2022, B.4): in one APP2 segment, or in several that are numbered from 1. */
import { concat, latin1, latin1Bytes } from "./bytes";
import { coloursOf, profileOf, type Channels, type PictureColours } from "./colour-space";
import { maxIccBytes } from "./icc-profile";

const prefix = "ICC_PROFILE\0";

/** The prefix, the segment's number, and how many there are. */
const headBytes = prefix.length + 2;

/** Collects the parts of a profile as the segments of a file come. Holds `maxIccBytes` at most. */
export class JpegProfile {
  #parts: Uint8Array[] = [];
  #count = 0;
  #isOdd = false;
  #heldBytes = 0;

  /** @param payload of any segment; one of a profile is kept as a view */
  add(marker: number, payload: Uint8Array): void {
    if (marker !== 0xe2 || latin1(payload, 0, prefix.length) !== prefix || payload.length < headBytes) return;
    this.#heldBytes += payload.length;
    const number = payload[prefix.length]!;
    this.#count ||= payload[prefix.length + 1]!;
    this.#isOdd ||= this.#parts[number] !== undefined || this.#heldBytes > maxIccBytes;
    if (!this.#isOdd) this.#parts[number] = payload.subarray(headBytes);
  }

  /** Returns the space that the profile stands for; sRGB when there is none. */
  colours(channels: Channels): PictureColours {
    if (this.#heldBytes === 0) return "srgb";
    const parts = Array.from({ length: this.#count }, (_none, index) => this.#parts[index + 1]);
    const isWhole = !this.#isOdd && parts.every((part) => part !== undefined);
    return isWhole ? coloursOf(concat(parts), channels) : "other";
  }
}

/** Returns the segment of a space's own profile; no bytes for one that has none. */
export function profileSegment(colours: PictureColours): Uint8Array<ArrayBuffer> {
  const profile = profileOf(colours);
  return profile === null ? new Uint8Array() : segmentsOf(profile);
}

/** Bytes of a profile in one segment, whose length is a number of 16 bits. */
const partBytes = 65_000;

/** Returns a JPEG with a profile behind its first marker. */
export function withProfile(jpeg: Uint8Array, icc: Uint8Array): Uint8Array<ArrayBuffer> {
  return concat([jpeg.subarray(0, 2), segmentsOf(icc), jpeg.subarray(2)]);
}

function segmentsOf(icc: Uint8Array): Uint8Array<ArrayBuffer> {
  const count = Math.ceil(icc.length / partBytes);
  const parts = Array.from({ length: count }, (_none, index) => {
    const part = icc.subarray(index * partBytes, (index + 1) * partBytes);
    const length = 2 + headBytes + part.length;
    const head = Uint8Array.from([0xff, 0xe2, length >> 8, length & 0xff]);
    return concat([head, latin1Bytes(prefix), Uint8Array.from([index + 1, count]), part]);
  });
  return concat(parts);
}
