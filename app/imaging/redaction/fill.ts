/**
 * The soft fill. Colours are carried into the holes of a picture from around them: pull-push interpolation (Gortler et al.,
 * The Lumigraph, SIGGRAPH 1996, section 3.4.2). Pull: a pyramid is built of which each level is half the size and holds the
 * weighted mean of the known pixels. Push: from the coarsest level to the finest, where a level knows little it takes from
 * the one above. The filters are wide ([1 3 3 1] down, [1 3] / 4 up), so the result is smooth without a blur over it.
 */
import type { Pixels, Size } from "~/contract/photo";
import type { RedactionRegion } from "~/imaging/geometry";
import { masked, maskOf } from "./mask";
import { neutral } from "./neutral";

/** Returns what is added to each channel of a pixel, in levels of 255. */
type Grain = (x: number, y: number) => number;

/**
 * Returns the picture with its regions filled, without grain: its inside as the pixels outside the regions say it must be.
 * A copy that was redacted with style soft equals it within the grain (`maxGrain` levels) and the error of its coding.
 * @param pixels a decoded public copy, or any picture
 * @param regions in pixels of the picture, as declared
 */
export function softFill(pixels: Pixels, regions: readonly RedactionRegion[]): Pixels {
  const data = new Uint8ClampedArray(pixels.data);
  fillSoft(pixels, maskOf(pixels, regions), data, () => 0);
  return { width: pixels.width, height: pixels.height, data };
}

/**
 * Fills the masked pixels of a picture, and mixes the fill into the soft edges.
 * @param mask as `maskOf` returns it; only pixels where it is 0 are read, and those of an edge for their own share
 * @param into RGBA of the same picture, changed where the mask is not 0
 */
export function fillSoft(pixels: Pixels, mask: Uint8Array, into: Uint8ClampedArray, grain: Grain): void {
  if (mask.every((share) => share === 0)) return;
  const fill = interpolate(pixels, mask);
  const colour = new Float32Array(3);
  for (let y = 0, at = 0; y < pixels.height; y++) {
    for (let x = 0; x < pixels.width; x++, at++) {
      const share = (mask[at] as number) / masked;
      if (share === 0) continue;
      colourAt(fill, x, y, colour);
      const speck = grain(x, y);
      for (let c = 0; c < 3; c++) {
        const filled = (colour[c] as number) + speck;
        // Inside, the old pixel is not even multiplied by nothing: it is not read.
        into[at * 4 + c] = share === 1 ? filled : share * filled + (1 - share) * (pixels.data[at * 4 + c] as number);
      }
      into[at * 4 + 3] = 255;
    }
  }
}

/** Red, green, blue times weight, and weight (0 to 1); `width * height * 4` numbers. After the push, colours as they are. */
interface Level extends Size {
  data: Float32Array;
}

/**
 * Returns a colour for every pixel of a picture, at half its size; `colourAt` reads it.
 * @param mask one byte a pixel; only pixels where it is 0 are read
 */
function interpolate(pixels: Pixels, mask: Uint8Array): Level {
  const first = halve(pixels, (row, into) => readKnown(pixels, mask, row, into));
  const levels = [first];
  for (let level = first; level.width > 1 || level.height > 1; levels.push(level)) level = halve(level, rowOf(level));
  const coarsest = levels.pop() as Level;
  settle(coarsest);
  levels.reduceRight((coarse, level) => push(coarse, level), coarsest);
  return levels[0] ?? coarsest;
}

/** Writes the interpolated colour of a pixel of the full picture into `into` (red, green, blue; 0 to 255, not rounded). */
function colourAt(half: Level, x: number, y: number, into: Float32Array): void {
  const [left, right] = [x >> 1, neighbour(x, half.width)];
  const [top, bottom] = [(y >> 1) * half.width, neighbour(y, half.height) * half.width];
  const data = half.data;
  const [nw, ne, sw, se] = [(top + left) * 4, (top + right) * 4, (bottom + left) * 4, (bottom + right) * 4];
  for (let c = 0; c < 3; c++) {
    into[c] =
      0.5625 * (data[nw + c] as number) +
      0.1875 * ((data[ne + c] as number) + (data[sw + c] as number)) +
      0.0625 * (data[se + c] as number);
  }
}

function readKnown(pixels: Pixels, mask: Uint8Array, row: number, into: Float32Array): void {
  const start = row * pixels.width;
  for (let x = 0; x < pixels.width; x++) {
    const known = mask[start + x] === 0;
    const from = (start + x) * 4;
    into[x * 4] = known ? (pixels.data[from] as number) : 0;
    into[x * 4 + 1] = known ? (pixels.data[from + 1] as number) : 0;
    into[x * 4 + 2] = known ? (pixels.data[from + 2] as number) : 0;
    into[x * 4 + 3] = known ? 1 : 0;
  }
}

function rowOf(level: Level): (row: number, into: Float32Array) => void {
  const length = level.width * 4;
  return (row, into) => into.set(level.data.subarray(row * length, (row + 1) * length));
}

/**
 * The next coarser level: half the size, rounded up; beyond the frame the pixels at the frame count again.
 * Four halved rows are held at a time, so that the server can check a public copy within a Worker's memory.
 */
function halve(fine: Size, read: (row: number, into: Float32Array) => void): Level {
  const width = Math.ceil(fine.width / 2);
  const height = Math.ceil(fine.height / 2);
  const data = new Float32Array(width * height * 4);
  const row = new Float32Array(fine.width * 4);
  const halved = Array.from({ length: 4 }, () => new Float32Array(width * 4));
  const halvedRow = (y: number): Float32Array => halved[Math.min(fine.height - 1, Math.max(0, y)) & 3] as Float32Array;
  for (let y = 0, next = 0; y < height; y++) {
    for (; next < fine.height && next <= 2 * y + 2; next++) {
      read(next, row);
      halveRow(row, fine.width, halvedRow(next));
    }
    const [a, b, c, d] = [halvedRow(2 * y - 1), halvedRow(2 * y), halvedRow(2 * y + 1), halvedRow(2 * y + 2)];
    for (let i = 0, to = y * width * 4; i < width * 4; i++, to++) {
      const outer = (a[i] as number) + (d[i] as number);
      const inner = (b[i] as number) + (c[i] as number);
      data[to] = (outer + 3 * inner) / 8;
    }
  }
  return { width, height, data };
}

function halveRow(row: Float32Array, length: number, into: Float32Array): void {
  for (let x = 0; x * 2 < length; x++) {
    const b = x * 8;
    const a = Math.max(0, b - 4);
    const c = Math.min((length - 1) * 4, b + 4);
    const d = Math.min((length - 1) * 4, b + 8);
    for (let channel = 0; channel < 4; channel++) {
      const outer = (row[a + channel] as number) + (row[d + channel] as number);
      const inner = (row[b + channel] as number) + (row[c + channel] as number);
      into[x * 4 + channel] = (outer + 3 * inner) / 8;
    }
  }
}

/** Turns the coarsest level's sum into a colour. */
function settle(level: Level): void {
  const weight = level.data[3] as number;
  for (let c = 0; c < 3; c++) {
    level.data[c] = weight > 0 ? (level.data[c] as number) / weight : (neutral[c] as number);
  }
}

/**
 * Completes a level from the coarser one. A level's own colour counts by 1 - (1 - weight)^4: mostly, as soon as it knows
 * a little, so that the fill has the colours that are near; and smoothly, so that no scale's grid shows.
 */
function push(coarse: Level, level: Level): Level {
  const colour = new Float32Array(3);
  const data = level.data;
  for (let y = 0; y < level.height; y++) {
    for (let x = 0; x < level.width; x++) {
      const at = (y * level.width + x) * 4;
      const unknown = 1 - (data[at + 3] as number);
      if (unknown === 0) continue;
      colourAt(coarse, x, y, colour);
      // (1 - unknown^4) / weight, multiplied out: the level's colours are still multiplied by their weight.
      const own = 1 + unknown * (1 + unknown * (1 + unknown));
      const rest = unknown * unknown * unknown * unknown;
      for (let c = 0; c < 3; c++) data[at + c] = own * (data[at + c] as number) + rest * (colour[c] as number);
    }
  }
  return level;
}

/** The coarser pixel beside the one that holds a finer pixel, on the side where that lies. */
function neighbour(fine: number, length: number): number {
  return Math.min(length - 1, Math.max(0, (fine >> 1) + ((fine & 1) * 2 - 1)));
}
