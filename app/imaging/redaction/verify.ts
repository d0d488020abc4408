/**
 * Whether the declared regions of a public copy are really redacted. Pure. A region passes in one of two ways: it equals,
 * but for grain and the error of coding, what the fill computes from the pixels outside all regions; or it is one colour.
 */
import type { Pixels, Region } from "~/contract/photo";
import { liesInside, type RedactionRegion } from "~/imaging/geometry";
import { softFill } from "./fill";

/** Whether each declared region is really redacted; else the indexes of those that are not. */
export type RedactionVerdict = { kind: "redacted" } | { kind: "not_redacted"; regions: number[] };

/** Share of a region's half axes that is looked at: the rim is where JPEG's blocks mix in what lies outside. */
const looked = 0.8;

/** Cells across a region: as fine as a face needs to be known (8 to 16 pixels across are enough for people). */
const cellsAcross = 12;

/** What grain and coding can leave in a region, in levels of 0..255. */
interface Tolerance {
  /** The shorter side of the regions it is for, in pixels: up to this. */
  side: number;
  /** Mean error of a cell against the fill; and root mean square over all cells, and over all pixels' luminance. */
  cell: number;
  cells: number;
  pixels: number;
  /** Standard deviation of one colour: of its pixels' luminance, and of its cells in each channel. */
  plain: number;
  plainCells: number;
}

/**
 * Measured on 460 regions of crowds and everyday photos, coded as JPEG of quality 0.7 to 0.95 and WebP of 0.7 and 0.85: the
 * worst that a true redaction left, and a fifth more. JPEG's blocks are 8 and 16 pixels, so small regions take in more.
 */
const tolerances: Tolerance[] = [
  { side: 32, cell: 11.5, cells: 4.2, pixels: 4.7, plain: 5.8, plainCells: 5.8 },
  { side: 48, cell: 7, cells: 2.8, pixels: 3, plain: 2.4, plainCells: 2.6 },
  { side: Infinity, cell: 5, cells: 2, pixels: 2.4, plain: 1, plainCells: 2.1 },
];

/**
 * Checks each declared region of a public copy over the ellipse inside it. A region states its box, not its shape: one that
 * was not filled as an ellipse may have been filled as a rectangle. What is no region of the picture never passes.
 * @param copy the decoded public copy; regions in its pixels
 */
export function verifyRedaction(copy: Pixels, regions: readonly Region[]): RedactionVerdict {
  const asEllipses = verifyShapes(copy, regions);
  if (asEllipses.kind === "redacted") return asEllipses;
  const failed = new Set(asEllipses.regions);
  return verifyShapes(
    copy,
    regions.map((region, index) => (failed.has(index) ? { ...region, shape: "rectangle" } : region)),
  );
}

function verifyShapes(copy: Pixels, regions: readonly RedactionRegion[]): RedactionVerdict {
  const real = regions.filter((region) => liesInside(region, copy));
  const expected = real.length === 0 ? copy : softFill(copy, real);
  const failed = regions.flatMap((region, index) =>
    liesInside(region, copy) && isRedacted(copy, expected, region) ? [] : [index],
  );
  return failed.length === 0 ? { kind: "redacted" } : { kind: "not_redacted", regions: failed };
}

function isRedacted(copy: Pixels, expected: Pixels, region: Region): boolean {
  const side = Math.min(region.width, region.height);
  const tolerance = tolerances.find((candidate) => side <= candidate.side)!;
  const cells = cellsOf(copy, expected, region);
  const pixels = luminancesOf(copy, expected, region);
  return isAsFilled(cells, pixels, tolerance) || isPlain(cells, pixels, tolerance);
}

interface Cell {
  /** Mean colour of the copy. */
  found: [number, number, number];
  /** Mean colour that the fill computes. */
  filled: [number, number, number];
}

interface Luminances {
  /** Root mean square of the differences to the fill. */
  error: number;
  /** Standard deviation of the copy. */
  deviation: number;
}

function isAsFilled(cells: Cell[], pixels: Luminances, tolerance: Tolerance): boolean {
  const errors = cells.map(({ found, filled }) => distance(found, filled));
  const square = errors.reduce((sum, error) => sum + error * error, 0) / errors.length;
  const worst = Math.max(...errors);
  return worst <= tolerance.cell && Math.sqrt(square) <= tolerance.cells && pixels.error <= tolerance.pixels;
}

function isPlain(cells: Cell[], pixels: Luminances, tolerance: Tolerance): boolean {
  if (pixels.deviation > tolerance.plain) return false;
  return [0, 1, 2].every((channel) => {
    const values = cells.map(({ found }) => found[channel]!);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    return Math.sqrt(variance) <= tolerance.plainCells;
  });
}

/** Luminance weighs most: that is where a face is. */
function distance(a: Cell["found"], b: Cell["found"]): number {
  const [red, green, blue] = [Math.abs(a[0] - b[0]), Math.abs(a[1] - b[1]), Math.abs(a[2] - b[2])];
  return Math.max(0.3 * red + 0.59 * green + 0.11 * blue, (red + green + blue) / 6);
}

/** The means over a grid of cells, each at least 2 pixels wide, whose centres lie in the looked-at ellipse; at least one. */
function cellsOf(copy: Pixels, expected: Pixels, region: Region): Cell[] {
  const size = Math.max(2, Math.min(region.width, region.height) / cellsAcross);
  const columns = gridOf(region.width, size);
  const rows = gridOf(region.height, size);
  const cells: Cell[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [across, down] = [((column + 0.5) / columns) * 2 - 1, ((row + 0.5) / rows) * 2 - 1];
      if (across * across + down * down > looked * looked) continue;
      const [left, right] = cut(region.x, region.width, column / columns, 1 / columns);
      const [top, bottom] = cut(region.y, region.height, row / rows, 1 / rows);
      const box = { left, top, right: Math.min(right, copy.width), bottom: Math.min(bottom, copy.height) };
      cells.push({ found: mean(copy, box), filled: mean(expected, box) });
    }
  }
  return cells;
}

/** An odd number of cells, so that one of them has its centre in the middle. */
function gridOf(length: number, size: number): number {
  const cells = Math.max(1, Math.floor(length / size));
  return cells % 2 === 0 ? cells - 1 : cells;
}

/** The whole pixels of a share of a side: from, and up to but not including. */
function cut(start: number, length: number, share: number, step: number): [number, number] {
  const from = Math.floor(start + share * length);
  return [from, Math.max(from + 1, Math.floor(start + (share + step) * length))];
}

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

function mean({ data, width }: Pixels, { left, top, right, bottom }: Box): [number, number, number] {
  let [red, green, blue] = [0, 0, 0];
  for (let y = top; y < bottom; y++) {
    for (let at = (y * width + left) * 4; at < (y * width + right) * 4; at += 4) {
      red += data[at]!;
      green += data[at + 1]!;
      blue += data[at + 2]!;
    }
  }
  const count = Math.max(1, (right - left) * (bottom - top));
  return [red / count, green / count, blue / count];
}

/** Over the pixels whose centres lie in the looked-at ellipse: detail finer than a cell, such as a face's outlines. */
function luminancesOf(copy: Pixels, expected: Pixels, region: Region): Luminances {
  let [count, squares, sum, sumOfSquares] = [0, 0, 0, 0];
  const [halfWidth, halfHeight] = [region.width / 2, region.height / 2];
  for (let y = Math.floor(region.y); y < Math.min(copy.height, region.y + region.height); y++) {
    const down = (y + 0.5 - region.y - halfHeight) / halfHeight;
    const reach = halfWidth * Math.sqrt(Math.max(0, looked * looked - down * down));
    const right = Math.min(copy.width - 1, Math.floor(region.x + halfWidth + reach - 0.5));
    for (let x = Math.max(0, Math.ceil(region.x + halfWidth - reach - 0.5)); x <= right; x++) {
      const at = (y * copy.width + x) * 4;
      const found = luminance(copy.data, at);
      const error = found - luminance(expected.data, at);
      count++;
      squares += error * error;
      sum += found;
      sumOfSquares += found * found;
    }
  }
  const average = sum / Math.max(1, count);
  const variance = Math.max(0, sumOfSquares / Math.max(1, count) - average * average);
  return { error: Math.sqrt(squares / Math.max(1, count)), deviation: Math.sqrt(variance) };
}

/** ITU-R BT.601. */
function luminance(data: Uint8ClampedArray, at: number): number {
  return 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!;
}
