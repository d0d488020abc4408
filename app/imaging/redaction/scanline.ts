/** Drawings made of ellipses, painted row by row with smooth rims, without a canvas: the server draws the same. Pure. */
import type { Region } from "~/contract/photo";

export type Colour = readonly [number, number, number];

/** A run of a row of the picture that belongs to one region, in pixels. */
export interface CoveredRun {
  y: number;
  start: number;
  end: number;
}

/** An ellipse in a box whose corners are (-1, -1) and (1, 1). */
export interface Ellipse {
  x: number;
  y: number;
  across: number;
  down: number;
}

/** A part of a drawing: an ellipse or, with `tip`, the diamond between its ends; of which another ellipse may be cut away. */
export interface Layer extends Ellipse {
  colour: Colour;
  tip?: true;
  without?: Ellipse;
}

/** Rows of a pixel that are looked at: enough for a rim without stairs. */
const subRows = 4;

/** Up to two runs of a row, in pixels: start, end, start, end. */
type Runs = Float64Array;

// Written and read within one call: made anew for each of a check's runs, they would be most of its work.
let steps = new Float64Array(2048);
const runs: Runs = new Float64Array(4);

/**
 * Paints a row of a drawing over colours that are there.
 * @param box of the drawing, in pixels of the picture
 * @param into red, green and blue of the pixels from `start` to `end` of row `y`
 */
export function paintLayers(
  layers: readonly Layer[],
  box: Region,
  { y, start, end }: CoveredRun,
  into: Float32Array,
): void {
  for (const layer of layers) {
    if (!touchesRow(layer, box, y)) continue;
    const { first, last } = columnsOf(layer, box, { start, end });
    if (first >= last) continue;
    if (steps.length <= last) steps = new Float64Array(2 * last);
    steps.fill(0, first, last + 1);
    for (let sub = 0; sub < subRows; sub++) {
      const count = runsOf(layer, box, y + (sub + 0.5) / subRows);
      for (let run = 0; run < count; run++) {
        const [from, to] = [runs[run * 2]! - start, runs[run * 2 + 1]! - start];
        if (to <= from) continue;
        addEdge(from, last, 1 / subRows);
        addEdge(to, last, -1 / subRows);
      }
    }
    blend(first, last, layer.colour, into);
  }
}

/** Pixels that a layer touches at most, counted from the start of a run. */
function columnsOf({ x, across }: Ellipse, box: Region, { start, end }: { start: number; end: number }) {
  const centre = box.x + ((x + 1) / 2) * box.width;
  const reach = (across / 2) * box.width;
  const first = Math.max(0, Math.floor(centre - reach) - start);
  return { first, last: Math.min(end - start, Math.ceil(centre + reach) - start) };
}

function touchesRow({ y: middle, down }: Ellipse, box: Region, y: number): boolean {
  const centre = box.y + ((middle + 1) / 2) * box.height;
  const reach = (down / 2) * box.height;
  return y + 1 > centre - reach && y < centre + reach;
}

/** Writes the runs of a layer at a height; returns how many there are. */
function runsOf(layer: Layer, box: Region, y: number): number {
  const half = halfWidthAt(layer, layer.tip, box, y);
  if (half <= 0) return 0;
  const centre = box.x + ((layer.x + 1) / 2) * box.width;
  runs[0] = centre - half;
  runs[1] = centre + half;
  const { without } = layer;
  const cutHalf = without ? halfWidthAt(without, undefined, box, y) : 0;
  if (!without || cutHalf <= 0) return 1;
  const cut = box.x + ((without.x + 1) / 2) * box.width;
  runs[3] = runs[1];
  runs[1] = Math.min(runs[1], Math.max(runs[0], cut - cutHalf));
  runs[2] = Math.max(runs[0], Math.min(runs[3], cut + cutHalf));
  return 2;
}

/** Pixels between the middle of a shape and its rim at a height; 0 where it is not. */
function halfWidthAt(shape: Ellipse, tip: true | undefined, box: Region, y: number): number {
  const away = Math.abs(((y - box.y) / box.height) * 2 - 1 - shape.y) / shape.down;
  if (away >= 1) return 0;
  const share = tip ? 1 - away : Math.sqrt(1 - away * away);
  return (share * shape.across * box.width) / 2;
}

/**
 * Adds an edge, from which on a share of each pixel is covered, as steps from pixel to pixel: their running sum is the coverage.
 * So a wide run costs no more than a narrow one.
 */
function addEdge(at: number, last: number, share: number): void {
  const place = Math.min(Math.max(0, at), last);
  const pixel = Math.floor(place);
  const rest = place - pixel;
  steps[pixel]! += share * (1 - rest);
  if (rest > 0) steps[pixel + 1]! += share * rest;
}

/** Shares nearer than this to none and to all are what rounding leaves of them. */
const nothing = 1e-6;

function blend(first: number, last: number, [red, green, blue]: Colour, into: Float32Array): void {
  let share = 0;
  for (let at = first, to = first * 3; at < last; at++, to += 3) {
    share += steps[at]!;
    if (share < nothing) continue;
    const rest = share > 1 - nothing ? 0 : 1 - share;
    into[to] = (1 - rest) * red + rest * into[to]!;
    into[to + 1] = (1 - rest) * green + rest * into[to + 1]!;
    into[to + 2] = (1 - rest) * blue + rest * into[to + 2]!;
  }
}

/** Returns the colour between two: the first at 0, the second at 1. */
export function mix(one: Colour, other: Colour, share: number): Colour {
  return [
    one[0] + share * (other[0] - one[0]),
    one[1] + share * (other[1] - one[1]),
    one[2] + share * (other[2] - one[2]),
  ];
}
