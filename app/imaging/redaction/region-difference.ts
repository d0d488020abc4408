/** Measures how far a region of a copy is from its fill, and from one colour: cell by cell, and pixel by pixel in luminance. */
import type { Pixels } from "~/contract/photo";
import type { RedactionRegion } from "~/imaging/geometry";
import type { RowReader } from "./pyramid";
import { gridOver, lookedCells, lookedPixels, type CellGrid, type Run } from "./region-cells";

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

/** A region to look at, and the error of a cell from which on the rest of its fill need not be known. */
interface LookedRegion {
  region: RedactionRegion;
  hopeless: number;
}

/**
 * Returns how each region differs from its fill, in their order. The fill is computed row by row, where it is looked at: once
 * for all regions that overlap there, and no longer once a region is hopeless.
 * @param regions inside the picture
 */
export function differencesOf(copy: Pixels, regions: readonly LookedRegion[], readFill: RowReader): RegionDifference[] {
  const looks = regions.map((looked) => lookAt(copy, looked));
  const waiting = looks.toSorted((a, b) => b.top - a.top);
  const fill = new Float32Array(copy.width * 3);
  let active: Look[] = [];
  for (let y = 0; y < copy.height && (active.length > 0 || waiting.length > 0); y++) {
    while (waiting.length > 0 && waiting.at(-1)!.top <= y) active.push(waiting.pop()!);
    for (const look of active) startRow(look, y, copy);
    readRuns(active, y, { readFill, fill });
    for (const look of active) addRow(copy, { y, fill }, look);
    active = active.filter(({ bottom }) => bottom > y + 1);
  }
  return looks.map((look) => {
    endBand(look);
    return summed(look);
  });
}

function lookAt(copy: Pixels, { region, hopeless }: LookedRegion): Look {
  const grid = gridOver(region, copy);
  const look: Look = {
    region,
    hopeless,
    grid,
    top: grid.rowEdges[0]!,
    bottom: Math.min(copy.height, Math.ceil(region.y + region.height)),
    sums: { cells: 0, worst: 0, squares: 0, found: [0, 0, 0], foundSquares: [0, 0, 0], ...noPixels },
    row: 0,
    cells: { start: 0, end: 0 },
    means: new Float64Array(grid.columnEdges.length * 6),
    pixels: { start: 0, end: 0 },
  };
  startBand(look, 0);
  return look;
}

/** Reads the fill of a row wherever a region needs it, each pixel once. */
function readRuns(
  looks: readonly Look[],
  y: number,
  { readFill, fill }: { readFill: RowReader; fill: Float32Array },
): void {
  const runs = looks.filter(({ sums, hopeless }) => sums.worst <= hopeless).map(neededRun);
  let read = 0;
  for (const { start, end } of runs.sort((a, b) => a.start - b.start)) {
    const from = Math.max(read, start);
    if (from < end) readFill(y, from, end, fill.subarray(from * 3, end * 3));
    read = Math.max(read, end);
  }
}

/** Returns the pixels of the row that count in a region or in one of its cells. */
function neededRun({ pixels, cells, grid: { columnEdges } }: Look): Run {
  return {
    start: Math.min(pixels.start, columnEdges[cells.start]!),
    end: Math.max(pixels.end, columnEdges[cells.end]!),
  };
}

function startRow(look: Look, y: number, copy: Pixels): void {
  if (y === look.grid.rowEdges[look.row + 1]) {
    endBand(look);
    startBand(look, look.row + 1);
  }
  look.pixels = lookedPixels(look.region, y, copy);
}

function addRow(copy: Pixels, row: FilledRow, look: Look): void {
  addCells(copy, row, look);
  addLuminances(copy, row, look);
}

const noPixels = { pixels: 0, pixelErrors: 0, luminance: 0, luminanceSquares: 0 };

/** A region while the rows of the picture pass. */
interface Look extends LookedRegion {
  grid: CellGrid;
  /** Rows of the picture: from `top` up to, not including, `bottom`. */
  top: number;
  bottom: number;
  sums: Sums;
  /** The row of cells that the picture's rows are added to. */
  row: number;
  cells: Run;
  /** Six sums a cell of that row: the colour found, and the fill's. */
  means: Float64Array;
  /** The pixels of the picture's row that are looked at. */
  pixels: Run;
}

/** A row of the copy, and its fill as far as it was read. */
interface FilledRow {
  y: number;
  fill: Float32Array;
}

function startBand(look: Look, row: number): void {
  const { grid, region, means } = look;
  look.row = row;
  look.cells = row < grid.rowEdges.length - 1 ? lookedCells(grid, row, region) : { start: 0, end: 0 };
  means.fill(0);
}

function addCells(
  { data, width }: Pixels,
  { y, fill }: FilledRow,
  { cells, means, grid: { columnEdges } }: Look,
): void {
  for (let cell = cells.start; cell < cells.end; cell++) {
    const left = columnEdges[cell]!;
    const right = columnEdges[cell + 1]!;
    let red = 0;
    let green = 0;
    let blue = 0;
    let filledRed = 0;
    let filledGreen = 0;
    let filledBlue = 0;
    for (let x = left, at = (y * width + left) * 4, from = left * 3; x < right; x++, at += 4, from += 3) {
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
function endBand({ row, cells, means, sums, grid: { columnEdges, rowEdges } }: Look): void {
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
function addLuminances({ data, width }: Pixels, { y, fill }: FilledRow, { pixels, sums }: Look): void {
  let errors = 0;
  let sum = 0;
  let squares = 0;
  let at = (y * width + pixels.start) * 4;
  let from = pixels.start * 3;
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

function summed({ sums, hopeless }: Look): RegionDifference {
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
