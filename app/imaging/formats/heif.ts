/**
 * HEIF (ISO/IEC 23008-12), as phones write it: boxes of a length and a type. Read here is how the colours of the primary image
 * are meant, which the decoder leaves to its caller. Pure, and never throws.
 */
import { latin1, u16, u32 } from "./bytes";
import { profileOf } from "./colour-space";
import { maxIccBytes } from "./icc-profile";

interface Box {
  type: string;
  /** The bytes after the length and the type. */
  data: Uint8Array;
}

const maxBoxes = 1_000;

/** Boxes of a file that is more than one picture in a row: a burst, or a film. */
const sequenceBrands = ["msf1", "hevc", "hevx", "hevm", "hevs"];

/** Whether a file is a sequence of pictures by its main brand. */
export function isHeifSequence(bytes: Uint8Array): boolean {
  return latin1(bytes, 4, 4) === "ftyp" && sequenceBrands.includes(latin1(bytes, 8, 4));
}

/** Returns the ICC profile that says how the primary image's colours are meant; null when it is sRGB, or nothing says so. */
export function heifProfile(bytes: Uint8Array): Uint8Array | null {
  const meta = boxesIn(bytes).find(({ type }) => type === "meta");
  if (meta === undefined) return null;
  const boxes = boxesIn(meta.data.subarray(4));
  const properties = boxesIn(dataOf(boxes, "iprp"));
  const all = boxesIn(dataOf(properties, "ipco"));
  const own = associatedWith(primaryIn(dataOf(boxes, "pitm")), dataOf(properties, "ipma"));
  const colours = own.flatMap((number) => all[number - 1] ?? []).filter(({ type }) => type === "colr");
  const profiles = colours.map(({ data }) => profileIn(data)).filter((profile) => profile !== null);
  return profiles[0] ?? null;
}

function boxesIn(bytes: Uint8Array): Box[] {
  const boxes: Box[] = [];
  for (let at = 0; at + 8 <= bytes.length && boxes.length < maxBoxes;) {
    const stated = u32(bytes, at);
    // 0: to the end of the file; 1: a length of 64 bits follows, which holds the pixels and comes last.
    const length = stated < 8 ? bytes.length - at : stated;
    boxes.push({ type: latin1(bytes, at + 4, 4), data: bytes.subarray(at + 8, at + length) });
    at += length;
  }
  return boxes;
}

function dataOf(boxes: readonly Box[], name: string): Uint8Array {
  return boxes.find(({ type }) => type === name)?.data ?? new Uint8Array();
}

/** The item's number has 16 bits in version 0, and 32 in version 1. */
function primaryIn(pitm: Uint8Array): number {
  return pitm[0] === 0 ? u16(pitm, 4) : u32(pitm, 4);
}

/** Returns the numbers, from 1, of the properties of an item (ISO/IEC 23008-12, 9.3.1). */
function associatedWith(item: number, ipma: Uint8Array): number[] {
  const [isLongItem, isLongIndex] = [ipma[0] !== 0, ((ipma[3] ?? 0) & 1) === 1];
  const count = u32(ipma, 4);
  let at = 8;
  for (let n = 0; n < count && at < ipma.length; n++) {
    const id = isLongItem ? u32(ipma, at) : u16(ipma, at);
    at += isLongItem ? 4 : 2;
    const properties = ipma[at] ?? 0;
    const width = isLongIndex ? 2 : 1;
    const start = at + 1;
    at = start + properties * width;
    if (id !== item) continue;
    return Array.from({ length: properties }, (_none, index) => {
      const place = start + index * width;
      return isLongIndex ? u16(ipma, place) & 0x7fff : (ipma[place] ?? 0) & 0x7f;
    });
  }
  return [];
}

/** An ICC profile as it is, or the numbers of ITU-T H.273 (nclx), of which 9 and 12 are wider than sRGB. */
function profileIn(colr: Uint8Array): Uint8Array | null {
  const kind = latin1(colr, 0, 4);
  if (kind === "prof" || kind === "rICC") return colr.length > maxIccBytes ? null : colr.subarray(4);
  if (kind !== "nclx") return null;
  const primaries = u16(colr, 4);
  return primaries === 12 ? profileOf("display-p3") : primaries === 9 ? profileOf("rec2020") : null;
}
