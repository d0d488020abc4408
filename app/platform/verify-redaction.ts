/**
 * Whether the declared regions of a public copy are really redacted. Pure. A region passes in one of two ways: it equals,
 * but for grain and the error of coding, what the fill computes from outside; or it is one plain colour.
 */
import type { Pixels, Region } from "~/contract/photo";
import type { RedactionVerdict } from "~/domain/services.server";

/** What the inside of regions must be, from the pixels outside them alone. */
export type Fill = (pixels: Pixels, regions: Region[]) => Pixels;

/** Share of a region's half axes that is looked at: the rim is where JPEG's blocks mix in what lies outside. */
const looked = 0.8;

/** Cells across a region: as fine as a face needs to be known (8 to 16 pixels across are enough for people). */
const cellsAcross = 12;

/** Mean error of a cell, in levels of 0..255, that grain (averaged away) and coding can leave. Measured: see the test. */
const maxCellError = 10;

/** Root mean square of all cells' errors that grain and coding can leave. */
const maxRegionError = 4.5;

/** Standard deviation, in levels, up to which cells are one colour. */
const maxPlainDeviation = 2.5;

/** Checks each region over the ellipse inside it. The indexes of those that are not redacted. */
export function verifyRedaction(copy: Pixels, regions: Region[], fill: Fill): RedactionVerdict {
  if (regions.length === 0) return { kind: "redacted" };
  const expected = fill(copy, regions);
  const failed = regions.flatMap((region, index) => (isRedacted(copy, expected, region) ? [] : [index]));
  return failed.length === 0 ? { kind: "redacted" } : { kind: "not_redacted", regions: failed };
}

function isRedacted(copy: Pixels, expected: Pixels, region: Region): boolean {
  const cells = cellsOf(copy, expected, region);
  return isAsFilled(cells) || isPlain(cells);
}

interface Cell {
  /** Mean colour of the copy. */
  found: [number, number, number];
  /** Mean colour that the fill computes. */
  filled: [number, number, number];
}

function isAsFilled(cells: Cell[]): boolean {
  const errors = cells.map(({ found, filled }) => distance(found, filled));
  const squares = errors.reduce((sum, error) => sum + error * error, 0) / Math.max(1, errors.length);
  return Math.max(0, ...errors) <= maxCellError && Math.sqrt(squares) <= maxRegionError;
}

function isPlain(cells: Cell[]): boolean {
  return [0, 1, 2].every((channel) => {
    const values = cells.map(({ found }) => found[channel]!);
    const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length);
    return Math.sqrt(variance) <= maxPlainDeviation;
  });
}

/** Luminance weighs most: that is where a face is. */
function distance(a: Cell["found"], b: Cell["found"]): number {
  const [red, green, blue] = [Math.abs(a[0] - b[0]), Math.abs(a[1] - b[1]), Math.abs(a[2] - b[2])];
  return Math.max(0.3 * red + 0.59 * green + 0.11 * blue, (red + green + blue) / 6);
}

/** The means over a grid of cells, each at least 2 pixels wide, whose centres lie in the looked-at ellipse. */
function cellsOf(copy: Pixels, expected: Pixels, region: Region): Cell[] {
  const size = Math.max(2, Math.min(region.width, region.height) / cellsAcross);
  const columns = Math.max(1, Math.floor(region.width / size));
  const rows = Math.max(1, Math.floor(region.height / size));
  const cells: Cell[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [across, down] = [((column + 0.5) / columns) * 2 - 1, ((row + 0.5) / rows) * 2 - 1];
      if (across * across + down * down > looked * looked) continue;
      const left = Math.floor(region.x + (column / columns) * region.width);
      const top = Math.floor(region.y + (row / rows) * region.height);
      const right = Math.max(left + 1, Math.floor(region.x + ((column + 1) / columns) * region.width));
      const bottom = Math.max(top + 1, Math.floor(region.y + ((row + 1) / rows) * region.height));
      const box = { left, top, right: Math.min(right, copy.width), bottom: Math.min(bottom, copy.height) };
      cells.push({ found: mean(copy, box), filled: mean(expected, box) });
    }
  }
  return cells;
}

function mean(
  { data, width }: Pixels,
  { left, top, right, bottom }: { left: number; top: number; right: number; bottom: number },
): [number, number, number] {
  const sums: [number, number, number] = [0, 0, 0];
  for (let y = top; y < bottom; y++) {
    for (let at = (y * width + left) * 4; at < (y * width + right) * 4; at += 4) {
      sums[0] += data[at]!;
      sums[1] += data[at + 1]!;
      sums[2] += data[at + 2]!;
    }
  }
  const count = Math.max(1, (right - left) * (bottom - top));
  return [sums[0] / count, sums[1] / count, sums[2] / count];
}
