/** Mutants of pictures: the same seed makes the same one. */
import type { Picture } from "./pictures";
import {
  bytes,
  pngChunk,
  segment,
  webpChunk,
  withPngChecksums,
  withPngChunks,
  withSegments,
  withWebpChunks,
} from "./segments";

/** With something in it that must not come through, so that mutants find ways around its removal. */
export function withNotes(picture: Picture): Picture {
  const note = "Exif\0\0MM\0*\0\0\0\x08\0\0 of Anna at 47.37 N";
  const noted = {
    "image/jpeg": () => withSegments(picture.bytes, segment(0xe1, note), segment(0xfe, "Anna")),
    "image/png": () => withPngChunks(picture.bytes, pngChunk("eXIf", note.slice(6)), pngChunk("tEXt", "Author\0Anna")),
    "image/webp": () => withWebpChunks(picture.bytes, webpChunk("EXIF", note), webpChunk("XMP ", "Anna")),
  }[picture.type]();
  return { ...picture, bytes: noted };
}

/** Random numbers of a seed (mulberry32): a failing mutant can be made again. */
export function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const telling = [0x00, 0x01, 0x7f, 0x80, 0xfe, 0xff, 0xd8, 0xd9, 0xda, 0xe1, 0xc0, 0xc4];

/** One to four changes: a byte, a bit, a cut, a piece taken out, doubled, moved, or put in from another picture. */
function mutate(from: Uint8Array, other: Uint8Array, random: (below: number) => number): Uint8Array {
  let changed: Uint8Array = from.slice();
  for (let change = random(4); change >= 0; change--) {
    if (changed.length === 0) return changed;
    // Half of all changes fall into the header, where a picture is decided.
    const at = random(2) === 0 ? random(Math.min(changed.length, 120)) : random(changed.length);
    const length = 1 + random(40);
    const kind = random(8);
    if (kind < 2) changed[at] = telling[random(telling.length)]!;
    else if (kind === 2) changed[at]! ^= 1 << random(8);
    else if (kind === 3) changed = changed.slice(0, at);
    else if (kind === 4) changed = bytes(changed.subarray(0, at), changed.subarray(at + length));
    else if (kind === 5)
      changed = bytes(changed.subarray(0, at), changed.subarray(at, at + length), changed.subarray(at));
    else if (kind === 6)
      changed = bytes(
        changed.subarray(0, at),
        other.subarray(random(other.length)).subarray(0, length),
        changed.subarray(at),
      );
    else changed = bytes(changed, other.subarray(random(other.length)));
  }
  return changed;
}

/** Returns the mutant of a seed, of one of these pictures. */
export function mutantOf(bases: readonly Picture[], seed: number): Uint8Array {
  const random = randomOf(seed);
  const base = bases[seed % bases.length]!;
  const raw = mutate(base.bytes, bases[random(bases.length)]!.bytes, random);
  return base.type === "image/png" && random(3) > 0 ? withPngChecksums(raw) : raw;
}
