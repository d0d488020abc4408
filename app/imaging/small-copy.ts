/** The small copy of a picture: what the second look searches. */
import { smallCopySidePx, type Pixels } from "~/contract/photo";
import { publicSizeOf } from "./geometry";
import { areOpaque, wordsOf } from "./words";

/**
 * Returns a picture at most `smallCopySidePx` pixels long, opaque: colours that transparency hides from a browser are still in
 * the bytes that anybody can fetch, so they are searched. Each pixel is the mean of the area that it lies on, to the rounding
 * of whole numbers: first down the columns, then along the rows.
 */
export function smallCopyOf(pixels: Pixels): Pixels {
  const size = publicSizeOf(pixels, smallCopySidePx);
  const source = wordsOf(pixels.data);
  const [down, across] = [weightsOf(pixels.height, size.height), weightsOf(pixels.width, size.width)];
  const row = new Uint32Array(pixels.width);
  const sums = { redBlue: new Int32Array(pixels.width), green: new Int32Array(pixels.width) };
  const words = new Uint32Array(size.width * size.height);
  for (let y = 0; y < size.height; y++) {
    sums.redBlue.fill(halves);
    sums.green.fill(halves);
    for (let tap = down.taps[y]!, from = down.firsts[y]!; tap < down.taps[y + 1]!; tap++, from++) {
      addRow(source, from * pixels.width, down.weights[tap]!, sums);
    }
    for (let x = 0; x < row.length; x++) row[x] = wordOf(sums.redBlue[x]!, sums.green[x]!);
    shrinkRow(row, across, words, y * size.width);
  }
  return { ...size, data: new Uint8ClampedArray(words.buffer) };
}

/** Weights of one new pixel add up to this, so that two colours of 8 bits share a number. */
const whole = 256;

/** Two colours in one number, and half of a level in each: sums begin with it, so that they are rounded. */
const pair = 0xff00ff;
const halves = 0x800080;

/** Of new pixel n: weights from `taps[n]` up to `taps[n + 1]`, for the old pixels from `firsts[n]` on. */
interface Weights {
  taps: Int32Array;
  firsts: Int32Array;
  weights: Int32Array;
}

function weightsOf(from: number, to: number): Weights {
  const taps = new Int32Array(to + 1);
  const firsts = new Int32Array(to);
  const weights: number[] = [];
  const span = from / to;
  for (let place = 0; place < to; place++) {
    const start = place * span;
    const first = Math.floor(start);
    firsts[place] = first;
    let given = 0;
    for (let at = first; at < from && given < whole; at++) {
      const share = Math.round(whole * Math.min(1, (at + 1 - start) / span));
      weights.push(share - given);
      given = share;
    }
    taps[place + 1] = weights.length;
  }
  return { taps, firsts, weights: Int32Array.from(weights) };
}

interface Sums {
  redBlue: Int32Array;
  green: Int32Array;
}

function addRow(source: Uint32Array, start: number, weight: number, { redBlue, green }: Sums): void {
  for (let x = 0, at = start; x < redBlue.length; x++, at++) {
    const word = source[at]!;
    redBlue[x] = redBlue[x]! + Math.imul(word & pair, weight);
    green[x] = green[x]! + Math.imul((word >>> 8) & 0xff, weight);
  }
}

function shrinkRow(row: Uint32Array, { taps, firsts, weights }: Weights, into: Uint32Array, start: number): void {
  for (let x = 0; x < firsts.length; x++) {
    let redBlue = halves;
    let green = halves;
    for (let tap = taps[x]!, from = firsts[x]!; tap < taps[x + 1]!; tap++, from++) {
      redBlue += Math.imul(row[from]! & pair, weights[tap]!);
      green += Math.imul((row[from]! >>> 8) & 0xff, weights[tap]!);
    }
    into[start + x] = wordOf(redBlue, green);
  }
}

/** An opaque pixel, of sums of colours times weights. */
function wordOf(redBlue: number, green: number): number {
  return ((redBlue >>> 8) & pair) | (green & 0xff00) | 0xff000000;
}

/** Returns whether every pixel is opaque. A face can be drawn in the opacity alone, where no look at colours finds it. */
export function isOpaque({ data }: Pixels): boolean {
  return areOpaque(wordsOf(data));
}
