import type { Pixels, Size } from "~/contract/photo";

/** Takes a picture row by row, from the top, and returns it smaller. */
export interface Downscaler {
  /** @param rows whole rows of the large picture, RGBA; what has no opacity has no say in the result */
  add(rows: Uint8ClampedArray): void;
  /** Returns the small picture, once every row was added. A pixel of which nothing was known has no opacity. */
  finish(): Pixels;
}

/**
 * Returns a scaler that makes a picture smaller by the mean of the area that each new pixel lies on. By hand, not by the browser's scaler,
 * because a browser's kernel would mix what is inside a region into the pixels around it: here a pixel that was made
 * transparent is left out of every mean. It also holds one band of a 50-megapixel photo at a time instead of all of it.
 * @param to not larger than `from`
 */
export function createDownscaler(from: Size, to: Size): Downscaler {
  const data = new Uint8ClampedArray(to.width * to.height * 4);
  const across = from.width / to.width;
  const down = from.height / to.height;
  const sums = new Float64Array(to.width * 4);
  const row = new Float64Array(to.width * 4);
  let read = 0;
  let written = 0;

  function addRow(rows: Uint8ClampedArray, start: number): void {
    row.fill(0);
    sumAcross(rows.subarray(start, start + from.width * 4), across, row);
    const end = (written + 1) * down;
    const share = Math.min(1, end - read);
    addTo(sums, row, share);
    read++;
    // The last row ends the picture, whatever the rounding of `end` says.
    if (read < end && read < from.height) return;
    writeRow(sums, data.subarray(written * to.width * 4, (written + 1) * to.width * 4));
    written++;
    sums.fill(0);
    if (share < 1) addTo(sums, row, 1 - share);
  }

  return {
    add(rows) {
      for (let start = 0; start < rows.length; start += from.width * 4) addRow(rows, start);
    },
    finish: () => ({ width: to.width, height: to.height, data }),
  };
}

/** Adds each pixel of a row to the one or two new pixels that it lies on: colours times share, and the share. */
function sumAcross(row: Uint8ClampedArray, across: number, into: Float64Array): void {
  const last = into.length / 4 - 1;
  for (let x = 0, to = 0; x * 4 < row.length; x++) {
    const end = (to + 1) * across;
    const share = to === last ? 1 : Math.min(1, end - x);
    addPixel(row, x * 4, share, into, to * 4);
    if (x + 1 < end || to === last) continue;
    to++;
    if (share < 1) addPixel(row, x * 4, 1 - share, into, to * 4);
  }
}

function addPixel(row: Uint8ClampedArray, at: number, share: number, into: Float64Array, to: number): void {
  if (row[at + 3] === 0) return;
  into[to] = (into[to] as number) + share * (row[at] as number);
  into[to + 1] = (into[to + 1] as number) + share * (row[at + 1] as number);
  into[to + 2] = (into[to + 2] as number) + share * (row[at + 2] as number);
  into[to + 3] = (into[to + 3] as number) + share;
}

function addTo(sums: Float64Array, row: Float64Array, share: number): void {
  for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as number) + share * (row[i] as number);
}

function writeRow(sums: Float64Array, into: Uint8ClampedArray): void {
  for (let at = 0; at < into.length; at += 4) {
    const weight = sums[at + 3] as number;
    if (weight === 0) continue;
    for (let c = 0; c < 3; c++) into[at + c] = (sums[at + c] as number) / weight;
    into[at + 3] = 255;
  }
}
