/**
 * Pull-push interpolation (Gortler et al., The Lumigraph, SIGGRAPH 1996, section 3.4.2): colours are carried into the holes
 * of a picture from around them. Pull: a pyramid is built of which each level is half the size and holds the weighted mean
 * of the known pixels. Push: from the coarsest level to the finest, where a level knows little it takes from the one above.
 * The filters are wide ([1 3 3 1] down, [1 3] / 4 up), so the result is smooth without a blur over it.
 */
import type { Pixels, Size } from "~/contract/photo";
import { neutral } from "./neutral";
import { halvePixels, unit, type HalfLevel } from "./halve-pixels";

/** Red, green, blue times weight, and weight (0 to 1); `width * height * 4` numbers. After the push, colours as they are. */
interface Level extends Size {
  data: Float32Array;
}

/**
 * Returns a colour for every pixel of a picture, at half its size; a reader of `rowReaderOf` reads it.
 * @param mask one byte a pixel; only pixels where it is 0 are read
 */
export function interpolate(pixels: Pixels, mask: Uint8Array): HalfLevel {
  const half = halvePixels(pixels, mask);
  const levels = [halveUnits(half)];
  for (let level = levels[0]!; level.width > 1 || level.height > 1; levels.push(level)) level = halve(level);
  const coarsest = levels.pop()!;
  settle(coarsest);
  pushHalf(levels.reduceRight(push, coarsest), half);
  return half;
}

/** Writes colours of one row of the picture, from `start` up to `end`, into `into`: red, green, blue, 0 to 255, not rounded. */
export type RowReader = (y: number, start: number, end: number, into: Float32Array) => void;

/** Returns a reader of the full picture's rows. */
export function rowReaderOf({ width, height, data }: HalfLevel): RowReader {
  const blended = new Int32Array(width * 3);
  const lastColour = (width - 1) * 3;
  const scale = 1 / (16 * unit);
  return (y, start, end, into) => {
    blendRows(data, (y >> 1) * width * 4, neighbour(y, height) * width * 4, blended, {
      start: Math.max(0, (start >> 1) - 1),
      end: Math.min(width, ((end - 1) >> 1) + 2),
    });
    for (let x = start, to = 0; x < end; x++, to += 3) {
      const near = (x >> 1) * 3;
      let far = (x & 1) === 0 ? near - 3 : near + 3;
      if (far < 0) far = 0;
      else if (far > lastColour) far = lastColour;
      into[to] = (3 * blended[near]! + blended[far]!) * scale;
      into[to + 1] = (3 * blended[near + 1]! + blended[far + 1]!) * scale;
      into[to + 2] = (3 * blended[near + 2]! + blended[far + 2]!) * scale;
    }
  };
}

function blendRows(
  data: Uint16Array,
  top: number,
  bottom: number,
  into: Int32Array,
  { start, end }: { start: number; end: number },
): void {
  for (let x = start, to = start * 3, upper = top + start * 4, lower = bottom + start * 4; x < end; x++) {
    into[to] = 3 * data[upper]! + data[lower]!;
    into[to + 1] = 3 * data[upper + 1]! + data[lower + 1]!;
    into[to + 2] = 3 * data[upper + 2]! + data[lower + 2]!;
    to += 3;
    upper += 4;
    lower += 4;
  }
}

/**
 * The next coarser level of the finest: half the size, rounded up; beyond the frame the pixels at the frame count again. In
 * whole numbers, and four halved rows at a time.
 */
function halveUnits({ width: fineWidth, height: fineHeight, data: units }: HalfLevel): Level {
  const width = Math.ceil(fineWidth / 2);
  const height = Math.ceil(fineHeight / 2);
  const data = new Float32Array(width * height * 4);
  const rows = Array.from({ length: 4 }, () => new Int32Array(width * 4));
  const rowAt = (y: number) => rows[Math.min(fineHeight - 1, Math.max(0, y)) & 3]!;
  for (let y = 0, next = 0; y < height; y++) {
    for (; next < fineHeight && next <= 2 * y + 2; next++) {
      halveUnitsRow(units, next * fineWidth * 4, fineWidth, rowAt(next));
    }
    addUnits(rowAt(2 * y - 1), rowAt(2 * y), rowAt(2 * y + 1), rowAt(2 * y + 2), data, y * width * 4);
  }
  return { width, height, data };
}

function halveUnitsRow(units: Uint16Array, start: number, length: number, into: Int32Array): void {
  const last = start + (length - 1) * 4;
  for (let to = 0, b = start; b <= last; to += 4, b += 8) {
    const a = b === start ? start : b - 4;
    const c = b + 4 > last ? last : b + 4;
    const d = b + 8 > last ? last : b + 8;
    into[to] = units[a]! + units[d]! + 3 * (units[b]! + units[c]!);
    into[to + 1] = units[a + 1]! + units[d + 1]! + 3 * (units[b + 1]! + units[c + 1]!);
    into[to + 2] = units[a + 2]! + units[d + 2]! + 3 * (units[b + 2]! + units[c + 2]!);
    into[to + 3] = units[a + 3]! + units[d + 3]! + 3 * (units[b + 3]! + units[c + 3]!);
  }
}

// Plain parameters, as in all that runs once a row: arrays and objects made for them would be most of the work of a cold start.
function addUnits(a: Int32Array, b: Int32Array, c: Int32Array, d: Int32Array, into: Float32Array, start: number): void {
  const scale = 1 / (unit * 64);
  for (let i = 0, to = start; i < a.length; i++, to++) into[to] = (a[i]! + d[i]! + 3 * (b[i]! + c[i]!)) * scale;
}

/** The next coarser level of any other, in the same way. */
function halve({ width: fineWidth, height: fineHeight, data: fine }: Level): Level {
  const width = Math.ceil(fineWidth / 2);
  const height = Math.ceil(fineHeight / 2);
  const data = new Float32Array(width * height * 4);
  const rows = Array.from({ length: 4 }, () => new Float32Array(width * 4));
  const rowAt = (y: number) => rows[Math.min(fineHeight - 1, Math.max(0, y)) & 3]!;
  for (let y = 0, next = 0; y < height; y++) {
    for (; next < fineHeight && next <= 2 * y + 2; next++) {
      halveRow(fine, next * fineWidth * 4, fineWidth, rowAt(next));
    }
    addRows(rowAt(2 * y - 1), rowAt(2 * y), rowAt(2 * y + 1), rowAt(2 * y + 2), data, y * width * 4);
  }
  return { width, height, data };
}

function halveRow(fine: Float32Array, start: number, length: number, into: Float32Array): void {
  const last = start + (length - 1) * 4;
  for (let to = 0, b = start; b <= last; to += 4, b += 8) {
    const a = b === start ? start : b - 4;
    const c = b + 4 > last ? last : b + 4;
    const d = b + 8 > last ? last : b + 8;
    into[to] = (fine[a]! + fine[d]! + 3 * (fine[b]! + fine[c]!)) * 0.125;
    into[to + 1] = (fine[a + 1]! + fine[d + 1]! + 3 * (fine[b + 1]! + fine[c + 1]!)) * 0.125;
    into[to + 2] = (fine[a + 2]! + fine[d + 2]! + 3 * (fine[b + 2]! + fine[c + 2]!)) * 0.125;
    into[to + 3] = (fine[a + 3]! + fine[d + 3]! + 3 * (fine[b + 3]! + fine[c + 3]!)) * 0.125;
  }
}

function addRows(
  a: Float32Array,
  b: Float32Array,
  c: Float32Array,
  d: Float32Array,
  into: Float32Array,
  start: number,
): void {
  for (let i = 0, to = start; i < a.length; i++, to++) into[to] = (a[i]! + d[i]! + 3 * (b[i]! + c[i]!)) * 0.125;
}

/** Turns the coarsest level's sum into a colour. */
function settle({ data }: Level): void {
  const weight = data[3]!;
  for (let c = 0; c < 3; c++) data[c] = weight > 0 ? data[c]! / weight : neutral[c]!;
}

/** Writes the interpolated colour of a finer level's pixel into `into`: red, green, blue. */
function colourAt({ width, height, data }: Level, x: number, y: number, into: Float32Array): void {
  const top = (y >> 1) * width;
  const bottom = neighbour(y, height) * width;
  const left = x >> 1;
  const right = neighbour(x, width);
  const nw = (top + left) * 4;
  const ne = (top + right) * 4;
  const sw = (bottom + left) * 4;
  const se = (bottom + right) * 4;
  into[0] = 0.5625 * data[nw]! + 0.1875 * (data[ne]! + data[sw]!) + 0.0625 * data[se]!;
  into[1] = 0.5625 * data[nw + 1]! + 0.1875 * (data[ne + 1]! + data[sw + 1]!) + 0.0625 * data[se + 1]!;
  into[2] = 0.5625 * data[nw + 2]! + 0.1875 * (data[ne + 2]! + data[sw + 2]!) + 0.0625 * data[se + 2]!;
}

/**
 * Completes a level from the coarser one. A level's own colour counts by 1 - (1 - weight)^4: mostly, as soon as it knows
 * a little, so that the fill has the colours that are near; and smoothly, so that no scale's grid shows.
 */
function push(coarse: Level, level: Level): Level {
  const colour = new Float32Array(3);
  const data = level.data;
  for (let y = 0, at = 0; y < level.height; y++) {
    for (let x = 0; x < level.width; x++, at += 4) {
      const unknown = 1 - data[at + 3]!;
      if (unknown === 0) continue;
      colourAt(coarse, x, y, colour);
      const own = ownShare(unknown);
      const rest = unknown * unknown * unknown * unknown;
      data[at] = own * data[at]! + rest * colour[0]!;
      data[at + 1] = own * data[at + 1]! + rest * colour[1]!;
      data[at + 2] = own * data[at + 2]! + rest * colour[2]!;
    }
  }
  return level;
}

/** The same for the finest level, in its units. */
function pushHalf(coarse: Level, { width, height, data }: HalfLevel): void {
  const colour = new Float32Array(3);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      const weight = data[at + 3]!;
      if (weight === unit) continue;
      const unknown = 1 - weight / unit;
      colourAt(coarse, x, y, colour);
      const own = ownShare(unknown);
      const rest = unit * unknown * unknown * unknown * unknown;
      data[at] = own * data[at]! + rest * colour[0]! + 0.5;
      data[at + 1] = own * data[at + 1]! + rest * colour[1]! + 0.5;
      data[at + 2] = own * data[at + 2]! + rest * colour[2]! + 0.5;
    }
  }
}

/** (1 - unknown^4) / weight, multiplied out: a level's colours are still multiplied by their weight. */
function ownShare(unknown: number): number {
  return 1 + unknown * (1 + unknown * (1 + unknown));
}

/** The coarser pixel beside the one that holds a finer pixel, on the side where that lies. */
function neighbour(fine: number, length: number): number {
  const beside = (fine >> 1) + (fine & 1) * 2 - 1;
  if (beside < 0) return 0;
  return beside < length ? beside : length - 1;
}
