/** The soft fill: a hole gets the colours from around it, as pull-push interpolation carries them in. */
import type { CoverStyle, Pixels } from "~/contract/photo";
import type { RedactionRegion } from "~/imaging/geometry";
import { coverReaderOf } from "./cover";
import { masked, maskOf } from "./mask";
import { interpolate, rowReaderOf, type RowReader } from "./pyramid";

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
  if (firstMasked(mask, 0, mask.length) === mask.length) return;
  writeCover(pixels, { mask, readRow: rowReaderOf(interpolate(pixels, mask)), grain }, into);
}

/**
 * Does the same with regions of any other style, which have no grain: a drawing has no bands.
 * @param regions those of the mask
 */
export function fillStyled(
  pixels: Pixels,
  { mask, regions, style }: { mask: Uint8Array; regions: readonly RedactionRegion[]; style: CoverStyle },
  into: Uint8ClampedArray,
): void {
  if (firstMasked(mask, 0, mask.length) === mask.length) return;
  const readFill = rowReaderOf(interpolate(pixels, mask));
  const readRow = coverReaderOf({ pixels, mask, regions, style }, readFill);
  writeCover(pixels, { mask, readRow, grain: () => 0 }, into);
}

/** Writes a cover where the mask says, mixed into the soft edges by their share. */
function writeCover(
  pixels: Pixels,
  { mask, readRow, grain }: { mask: Uint8Array; readRow: RowReader; grain: Grain },
  into: Uint8ClampedArray,
): void {
  const colours = new Float32Array(pixels.width * 3);
  for (let y = 0, row = 0; y < pixels.height; y++, row += pixels.width) {
    const rowEnd = row + pixels.width;
    for (let start = firstMasked(mask, row, rowEnd), end = start; start < rowEnd;) {
      while (end < rowEnd && mask[end] !== 0) end++;
      readRow(y, start - row, end - row, colours);
      for (let at = start, from = 0; at < end; at++, from += 3) {
        const share = mask[at]! / masked;
        const speck = grain(at - row, y);
        for (let c = 0; c < 3; c++) {
          const filled = colours[from + c]! + speck;
          // Inside, the old pixel is not even multiplied by nothing: it is not read.
          into[at * 4 + c] = share === 1 ? filled : share * filled + (1 - share) * pixels.data[at * 4 + c]!;
        }
        into[at * 4 + 3] = 255;
      }
      start = end = firstMasked(mask, end, rowEnd);
    }
  }
}

/**
 * Returns a reader of the rows that a redaction in a style would make, without making the picture: colours are not rounded,
 * and there is no grain.
 */
export function coveredRowReaderOf(
  pixels: Pixels,
  { regions, style }: { regions: readonly RedactionRegion[]; style: CoverStyle },
): RowReader {
  const { width, data } = pixels;
  const mask = maskOf(pixels, regions);
  const readRow = coverReaderOf({ pixels, mask, regions, style }, rowReaderOf(interpolate(pixels, mask)));
  return (y, start, end, into) => {
    readRow(y, start, end, into);
    for (let at = y * width + start, to = 0; at < y * width + end; at++, to += 3) {
      if (mask[at] === masked) continue;
      const share = mask[at]! / masked;
      for (let c = 0; c < 3; c++) into[to + c] = share * into[to + c]! + (1 - share) * data[at * 4 + c]!;
    }
  };
}

/** Returns where the first pixel that is not kept is; `end` when there is none. */
function firstMasked(mask: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && mask[at] === 0) at++;
  return at;
}
