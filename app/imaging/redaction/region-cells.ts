/** Cuts a region into cells, and chooses the pixels of each that are looked at. Pure geometry. */
import type { Region, Size } from "~/contract/photo";
import type { RedactionRegion } from "~/imaging/geometry";

/** Share of a region's half axes that is looked at: the rim is where JPEG's blocks mix in what lies outside. */
const looked = 0.8;

/** Cells across a region: as fine as a face needs to be known (8 to 16 pixels across are enough for people). */
const cellsAcross = 12;

/** A run of pixels or of cells: from `start` up to, not including, `end`. Empty when both are equal. */
export interface Run {
  start: number;
  end: number;
}

/** A grid of cells over a region. Cell n of a side has the pixels from `edges[n]` up to `edges[n + 1]`. */
export interface CellGrid {
  columnEdges: Int32Array;
  rowEdges: Int32Array;
}

/** Returns the grid over a region: each cell is at least 2 pixels wide; of a tiny region there is one. */
export function gridOver(region: Region, picture: Size): CellGrid {
  const size = Math.max(2, Math.min(region.width, region.height) / cellsAcross);
  return {
    columnEdges: edgesOf(region.x, region.width, { size, limit: picture.width }),
    rowEdges: edgesOf(region.y, region.height, { size, limit: picture.height }),
  };
}

/** An odd number of cells, so that one of them has its centre in the middle. */
function edgesOf(start: number, length: number, { size, limit }: { size: number; limit: number }): Int32Array {
  const most = Math.max(1, Math.floor(length / size));
  const cells = most % 2 === 0 ? most - 1 : most;
  const edges = Int32Array.from({ length: cells + 1 }, (_none, index) => Math.floor(start + (index / cells) * length));
  for (let index = 1; index <= cells; index++) {
    edges[index] = Math.min(limit, Math.max(edges[index - 1]! + 1, edges[index]!));
  }
  return edges;
}

/**
 * Returns the cells of a row of the grid whose centres lie in the looked-at part of a region: an ellipse, or all of a rectangle
 * but its rim.
 */
export function lookedCells({ columnEdges, rowEdges }: CellGrid, row: number, region: RedactionRegion): Run {
  const [columns, rows] = [columnEdges.length - 1, rowEdges.length - 1];
  const reach = lookedReach(region, ((row + 0.5) / rows) * 2 - 1);
  if (reach === null) return { start: 0, end: 0 };
  const start = Math.max(0, Math.ceil(((1 - reach) / 2) * columns - 0.5));
  return { start, end: Math.max(start, columns - start) };
}

/** Returns the pixels of a row whose centres lie in the looked-at part of a region. */
export function lookedPixels(region: RedactionRegion, row: number, picture: Size): Run {
  const { x, y, width, height } = region;
  const reach = ((lookedReach(region, (row + 0.5 - y - height / 2) / (height / 2)) ?? 0) * width) / 2;
  const middle = x + width / 2;
  const start = Math.max(0, Math.ceil(middle - reach - 0.5));
  return { start, end: Math.max(start, Math.min(picture.width, Math.floor(middle + reach - 0.5) + 1)) };
}

/**
 * Returns how far a region is looked at to either side of its middle, as a share of its half width; null where it is not.
 * The rim of a rectangle is as wide along its long sides as along the short ones: a plate is told by its ends, too.
 * @param down height in the region, from -1 at its top to 1 at its bottom
 */
function lookedReach({ shape, width, height }: RedactionRegion, down: number): number | null {
  if (shape !== "rectangle") {
    const square = looked * looked - down * down;
    return square < 0 ? null : Math.sqrt(square);
  }
  const rim = (1 - looked) * Math.min(width, height);
  return Math.abs(down) > 1 - rim / height ? null : 1 - rim / width;
}
