/**
 * The first and dearest step of the pyramid, from 8-bit pixels. Two channels share a 32-bit number, 16 bits each: the filter's
 * weights add up to 64, and 64 * 255 fits.
 */
import type { Pixels, Size } from "~/contract/photo";
import { wordsOf } from "~/imaging/words";

/** The weights of the filter added up: what is stored is colour times weight in 64ths, exactly. */
export const unit = 64;

/** Red, green and blue in 64ths, and the weight before the push; `width * height * 4` numbers. */
export interface HalfLevel extends Size {
  data: Uint16Array;
}

/** The weight of a halved row where every pixel is known. */
const knownWeight = 8 << 16;

/** Red and blue, and green and weight, of a row that is halved in width; in 8ths. */
interface HalvedRow {
  redBlue: Int32Array;
  greenWeight: Int32Array;
}

/**
 * Returns the picture at half its size, rounded up: the weighted mean ([1 3 3 1] both ways) of the known pixels. Beyond the
 * frame the pixels at the frame count again.
 * @param mask one byte a pixel; only pixels where it is 0 are read
 */
export function halvePixels(pixels: Pixels, mask: Uint8Array): HalfLevel {
  const words = wordsOf(pixels.data);
  const maskWords = new Uint32Array(mask.buffer, mask.byteOffset, mask.length >> 2);
  const width = Math.ceil(pixels.width / 2);
  const height = Math.ceil(pixels.height / 2);
  const data = new Uint16Array(width * height * 4);
  const rows = Array.from({ length: 4 }, () => ({
    redBlue: new Int32Array(width),
    greenWeight: new Int32Array(width),
  }));
  const rowAt = (y: number) => rows[Math.min(pixels.height - 1, Math.max(0, y)) & 3]!;
  for (let y = 0, next = 0; y < height; y++) {
    for (; next < pixels.height && next <= 2 * y + 2; next++) {
      const start = next * pixels.width;
      const last = start + pixels.width - 1;
      if (isAllKnown(maskWords, start, last)) halveKnownRow(words, start, last, rowAt(next));
      else halveRow(words, mask, start, last, rowAt(next));
    }
    addRows(rowAt(2 * y - 1), rowAt(2 * y), rowAt(2 * y + 1), rowAt(2 * y + 2), data.subarray(y * width * 4));
  }
  return { width, height, data };
}

/** Opacity's place holds the weight: 1 where a pixel is known, and nothing at all of one that is not. */
function known(words: Uint32Array, mask: Uint8Array, at: number): number {
  return mask[at] === 0 ? (words[at]! & 0xffffff) | 0x1000000 : 0;
}

/** Whether no pixel of a row is masked; false, too, where one beside it is. Four pixels at once. */
function isAllKnown(maskWords: Uint32Array, start: number, last: number): boolean {
  if (last >> 2 >= maskWords.length) return false;
  let any = 0;
  for (let at = start >> 2; at <= last >> 2; at++) any |= maskWords[at]!;
  return any === 0;
}

function halveKnownRow(words: Uint32Array, start: number, last: number, { redBlue, greenWeight }: HalvedRow): void {
  let a = words[start]!;
  let b = a;
  for (let x = 0, at = start; at <= last; x++, at += 2) {
    const c = at < last ? words[at + 1]! : b;
    const d = at + 1 < last ? words[at + 2]! : c;
    redBlue[x] = (a & 0xff00ff) + (d & 0xff00ff) + 3 * ((b & 0xff00ff) + (c & 0xff00ff));
    greenWeight[x] =
      knownWeight + ((a >>> 8) & 0xff) + ((d >>> 8) & 0xff) + 3 * (((b >>> 8) & 0xff) + ((c >>> 8) & 0xff));
    a = c;
    b = d;
  }
}

function halveRow(
  words: Uint32Array,
  mask: Uint8Array,
  start: number,
  last: number,
  { redBlue, greenWeight }: HalvedRow,
): void {
  let a = known(words, mask, start);
  let b = a;
  for (let x = 0, at = start; at <= last; x++, at += 2) {
    const c = at < last ? known(words, mask, at + 1) : b;
    const d = at + 1 < last ? known(words, mask, at + 2) : c;
    redBlue[x] = (a & 0xff00ff) + (d & 0xff00ff) + 3 * ((b & 0xff00ff) + (c & 0xff00ff));
    greenWeight[x] =
      ((a >>> 8) & 0xff00ff) + ((d >>> 8) & 0xff00ff) + 3 * (((b >>> 8) & 0xff00ff) + ((c >>> 8) & 0xff00ff));
    a = c;
    b = d;
  }
}

function addRows(a: HalvedRow, b: HalvedRow, c: HalvedRow, d: HalvedRow, data: Uint16Array): void {
  for (let x = 0, to = 0; x < a.redBlue.length; x++, to += 4) {
    const redBlue = a.redBlue[x]! + d.redBlue[x]! + 3 * (b.redBlue[x]! + c.redBlue[x]!);
    const greenWeight = a.greenWeight[x]! + d.greenWeight[x]! + 3 * (b.greenWeight[x]! + c.greenWeight[x]!);
    data[to] = redBlue & 0xffff;
    data[to + 1] = greenWeight & 0xffff;
    data[to + 2] = redBlue >>> 16;
    data[to + 3] = greenWeight >>> 16;
  }
}
