/** How far a region of a copy is from its fill, and from one colour: cell by cell, and pixel by pixel in luminance. */
import type { Pixels } from "~/contract/photo";
import type { RedactionRegion } from "~/imaging/geometry";
import type { RowReader } from "./pyramid";
import { gridOver, lookedCells, lookedPixels, type CellGrid } from "./region-cells";

/** All numbers are in levels of 0..255. */
export interface RegionDifference {
  /** Differences of the cells' mean colours to the fill: the worst, and the root mean square. Infinity once it is hopeless. */
  worstCell: number;
  cells: number;
  /** Root mean square of the pixels' differences to the fill, in luminance. */
  pixels: number;
  /** Standard deviation of the pixels' luminance, and the largest of the cells' in one channel. */
  deviation: number;
  cellDeviation: number;
}

interface Sums {
  cells: number;
  worst: number;
  squares: number;
  found: [number, number, number];
  foundSquares: [number, number, number];
  pixels: number;
  pixelErrors: number;
  luminance: number;
  luminanceSquares: number;
}

/**
 * Returns how a region differs from its fill. The fill is computed row by row, where it is looked at, and no longer once a
 * cell is further from it than `hopeless`.
 */
export function differenceOf(
  copy: Pixels,
  region: RedactionRegion,
  { readFill, hopeless }: { readFill: RowReader; hopeless: number },
): RegionDifference {
  const grid = gridOver(region, copy);
  const sums: Sums = { cells: 0, worst: 0, squares: 0, found: [0, 0, 0], foundSquares: [0, 0, 0], ...noPixels };
  const fill = new Float32Array((Math.ceil(region.width) + 2) * 3);
  const band: Band = { row: 0, cells: { start: 0, end: 0 }, means: new Float64Array(grid.columnEdges.length * 6) };
  const bottom = Math.min(copy.height, Math.ceil(region.y + region.height));
  startBand(band, { grid, row: 0, region });
  for (let y = grid.rowEdges[0]!; y < bottom; y++) {
    if (y === grid.rowEdges[band.row + 1]) {
      endBand(band, grid, sums);
      startBand(band, { grid, row: band.row + 1, region });
    }
    const pixels = lookedPixels(region, y, copy);
    const start = Math.min(pixels.start, grid.columnEdges[band.cells.start]!);
    const end = Math.max(pixels.end, grid.columnEdges[band.cells.end]!);
    if (sums.worst <= hopeless && start < end) readFill(y, start, end, fill);
    addCells(copy, { y, fill, start }, band, grid);
    addLuminances(copy, { y, fill, start }, pixels, sums);
  }
  endBand(band, grid, sums);
  return summed(sums, hopeless);
}

const noPixels = { pixels: 0, pixelErrors: 0, luminance: 0, luminanceSquares: 0 };

/** The row of cells that the picture's rows are added to. */
interface Band {
  row: number;
  cells: { start: number; end: number };
  /** Six sums a cell: the colour found, and the fill's. */
  means: Float64Array;
}

/** A row of the copy, and its fill from `start` on. */
interface FilledRow {
  y: number;
  fill: Float32Array;
  start: number;
}

function startBand(band: Band, { grid, row, region }: { grid: CellGrid; row: number; region: RedactionRegion }): void {
  band.row = row;
  band.cells = row < grid.rowEdges.length - 1 ? lookedCells(grid, row, region) : { start: 0, end: 0 };
  band.means.fill(0);
}

function addCells({ data, width }: Pixels, { y, fill, start }: FilledRow, band: Band, { columnEdges }: CellGrid): void {
  const { cells, means } = band;
  for (let cell = cells.start; cell < cells.end; cell++) {
    const left = columnEdges[cell]!;
    const right = columnEdges[cell + 1]!;
    let red = 0;
    let green = 0;
    let blue = 0;
    let filledRed = 0;
    let filledGreen = 0;
    let filledBlue = 0;
    for (let x = left, at = (y * width + left) * 4, from = (left - start) * 3; x < right; x++, at += 4, from += 3) {
      red += data[at]!;
      green += data[at + 1]!;
      blue += data[at + 2]!;
      filledRed += fill[from]!;
      filledGreen += fill[from + 1]!;
      filledBlue += fill[from + 2]!;
    }
    const to = cell * 6;
    means[to] = means[to]! + red;
    means[to + 1] = means[to + 1]! + green;
    means[to + 2] = means[to + 2]! + blue;
    means[to + 3] = means[to + 3]! + filledRed;
    means[to + 4] = means[to + 4]! + filledGreen;
    means[to + 5] = means[to + 5]! + filledBlue;
  }
}

/** Adds what a finished row of cells says to the sums. */
function endBand({ row, cells, means }: Band, { columnEdges, rowEdges }: CellGrid, sums: Sums): void {
  const height = row < rowEdges.length - 1 ? rowEdges[row + 1]! - rowEdges[row]! : 0;
  for (let cell = cells.start; cell < cells.end; cell++) {
    const count = Math.max(1, (columnEdges[cell + 1]! - columnEdges[cell]!) * height);
    const at = cell * 6;
    for (let c = 0; c < 3; c++) {
      const mean = means[at + c]! / count;
      sums.found[c]! += mean;
      sums.foundSquares[c]! += mean * mean;
    }
    const error = distance(means, at, count);
    sums.cells++;
    sums.worst = Math.max(sums.worst, error);
    sums.squares += error * error;
  }
}

/** Between the colour found in a cell and the fill's. Luminance weighs most: that is where a face is. */
function distance(means: Float64Array, at: number, count: number): number {
  const red = Math.abs(means[at]! - means[at + 3]!) / count;
  const green = Math.abs(means[at + 1]! - means[at + 4]!) / count;
  const blue = Math.abs(means[at + 2]! - means[at + 5]!) / count;
  return Math.max(0.3 * red + 0.59 * green + 0.11 * blue, (red + green + blue) / 6);
}

/** Detail finer than a cell, such as a face's outlines. Luminance is ITU-R BT.601. */
function addLuminances(
  { data, width }: Pixels,
  { y, fill, start }: FilledRow,
  pixels: { start: number; end: number },
  sums: Sums,
): void {
  let errors = 0;
  let sum = 0;
  let squares = 0;
  let at = (y * width + pixels.start) * 4;
  let from = (pixels.start - start) * 3;
  for (let x = pixels.start; x < pixels.end; x++, at += 4, from += 3) {
    const found = 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!;
    const error = found - (0.299 * fill[from]! + 0.587 * fill[from + 1]! + 0.114 * fill[from + 2]!);
    errors += error * error;
    sum += found;
    squares += found * found;
  }
  sums.pixels += pixels.end - pixels.start;
  sums.pixelErrors += errors;
  sums.luminance += sum;
  sums.luminanceSquares += squares;
}

function summed(sums: Sums, hopeless: number): RegionDifference {
  const count = Math.max(1, sums.pixels);
  const isHopeless = sums.worst > hopeless;
  const deviations = sums.found.map((sum, c) => deviationOf(sums.foundSquares[c]!, sum, Math.max(1, sums.cells)));
  return {
    worstCell: sums.worst,
    cells: isHopeless ? Infinity : Math.sqrt(sums.squares / Math.max(1, sums.cells)),
    pixels: isHopeless ? Infinity : Math.sqrt(sums.pixelErrors / count),
    deviation: deviationOf(sums.luminanceSquares, sums.luminance, count),
    cellDeviation: Math.max(...deviations),
  };
}

function deviationOf(squares: number, sum: number, count: number): number {
  const mean = sum / count;
  return Math.sqrt(Math.max(0, squares / count - mean * mean));
}
