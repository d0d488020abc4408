import type { Pixels, Size } from "~/contract/photo";
import { resample } from "~/imaging/resample";
import { freeArray } from "./free-array";

/** A photo and its halves, each made once: small sizes are made from them, not from 12 megapixels each time. */
export interface PhotoLevels extends Size {
  /** Returns the photo at another size, opaque: not to be changed, and gone when the next size is asked for. */
  at(size: Size): Pixels;
  /** Lets go of all that takes more than this size, which the passes that are left read; others would be made of it. */
  keepOnly(size: Size): void;
}

/** Returns a photo whose halves are made as they are needed. */
export function levelsOf(photo: Pixels): PhotoLevels {
  let levels: Pixels[] = [photo];
  const level = (index: number): Pixels => (levels[index] ??= half(level(index - 1)));
  const scaled = (size: Size): Pixels => {
    const index = halvingsBefore(levels[0] ?? photo, size);
    const isLevel = isSameSize(halfOf(level(index)), size);
    return isLevel ? level(index + 1) : resample(level(index), size);
  };
  // A pass and its mirrored one follow each other, at one size.
  let last: Pixels | null = null;
  const at = (size: Size): Pixels => {
    if (last && isSameSize(last, size)) return last;
    if (last && !levels.includes(last)) freeArray(last.data);
    return (last = scaled(size));
  };
  return {
    width: photo.width,
    height: photo.height,
    at,
    keepOnly(size) {
      const kept = at(size);
      for (const each of levels) if (each !== kept) freeArray(each.data);
      levels = [kept];
    },
  };
}

function isSameSize(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height;
}

function half(pixels: Pixels): Pixels {
  return resample(pixels, halfOf(pixels));
}

function halfOf({ width, height }: Size): Size {
  return { width: Math.ceil(width / 2), height: Math.ceil(height / 2) };
}

/** Returns the number of times that a photo is halved before a size is made of it: at least half of it is left to take means of. */
function halvingsBefore(photo: Size, { width, height }: Size): number {
  const ratio = Math.min(photo.width / width, photo.height / height);
  return Math.max(0, Math.floor(Math.log2(ratio)) - 1);
}
