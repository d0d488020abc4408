/** Large soft tiles: each of the fill's colour in its middle, a little lighter or darker by its place. */
import type { Size } from "~/contract/photo";
import type { RedactionRegion } from "~/imaging/geometry";
import type { RowReader } from "./pyramid";
import type { CoveredRun } from "./scanline";

/** Tiles along the shorter side of a region. */
const tilesAcross = 5;

/** Tiles are no smaller, in pixels: smaller ones are what JPEG smears. */
const minTilePx = 6;

/** Rectangles share one grid over the picture, so that the boxes of a brush look like one: tiles along its longest side. */
const tilesAlongPicture = 64;

/** Their tiles are no smaller, in pixels: a box may be narrower than a tile, and a rim through it is much of what is checked. */
const minSharedTilePx = 24;

/** The most that a tile is lighter or darker than the fill, in levels of 255. */
const shade = 13;

/** Share of a tile's side over which it passes into its neighbour. */
const softness = 0.22;

/** Paints a run of a region's tiles over the fill. `into` is red, green and blue of the run's pixels. */
export function paintTiles(
  box: RedactionRegion,
  { run: { y, start, end }, picture, readFill }: { run: CoveredRun; picture: Size; readFill: RowReader },
  into: Float32Array,
): void {
  const grid = gridOf(box, picture);
  const down = place((y + 0.5 - grid.y) / grid.side);
  const colours = new Map<number, Float32Array>();
  const tileAt = (column: number, row: number): Float32Array => {
    const key = column * 2 + (row - down.first);
    const known = colours.get(key);
    if (known) return known;
    const colour = tileColour({ box, grid, column, row, picture, readFill });
    colours.set(key, colour);
    return colour;
  };
  for (let x = start, to = 0; x < end; x++, to += 3) {
    const across = place((x + 0.5 - grid.x) / grid.side);
    const nw = tileAt(across.first, down.first);
    const ne = across.share === 0 ? nw : tileAt(across.first + 1, down.first);
    const sw = down.share === 0 ? nw : tileAt(across.first, down.first + 1);
    const se = across.share === 0 ? sw : down.share === 0 ? ne : tileAt(across.first + 1, down.first + 1);
    for (let c = 0; c < 3; c++) {
      const top = nw[c]! + across.share * (ne[c]! - nw[c]!);
      const bottom = sw[c]! + across.share * (se[c]! - sw[c]!);
      into[to + c] = top + down.share * (bottom - top);
    }
  }
}

/** Where the tiles of a region start, and their side, in pixels. */
interface Grid {
  x: number;
  y: number;
  side: number;
}

function gridOf({ shape, x, y, width, height }: RedactionRegion, picture: Size): Grid {
  if (shape !== "rectangle") return { x, y, side: Math.max(minTilePx, Math.min(width, height) / tilesAcross) };
  return { x: 0, y: 0, side: Math.max(minSharedTilePx, Math.max(picture.width, picture.height) / tilesAlongPicture) };
}

/** Where a point lies between two tiles: the first one's number, and how much of the next shows. */
function place(at: number): { first: number; share: number } {
  const nearest = Math.floor(at);
  const within = at - nearest;
  const half = softness / 2;
  if (within < half) return { first: nearest - 1, share: smooth(0.5 + within / softness) };
  if (within > 1 - half) return { first: nearest, share: smooth((within - 1 + half) / softness) };
  return { first: nearest, share: 0 };
}

function smooth(share: number): number {
  return share * share * (3 - 2 * share);
}

interface Tile {
  box: RedactionRegion;
  grid: Grid;
  column: number;
  row: number;
  picture: Size;
  readFill: RowReader;
}

function tileColour({ box, grid, column, row, picture, readFill }: Tile): Float32Array {
  const colour = new Float32Array(3);
  const across = (grid.x + (column + 0.5) * grid.side - box.x) / box.width;
  const down = (grid.y + (row + 0.5) * grid.side - box.y) / box.height;
  const inside = box.shape === "rectangle" ? inBox(across, down) : inEllipse(across, down);
  const x = within(box.x + inside[0] * box.width, picture.width);
  readFill(within(box.y + inside[1] * box.height, picture.height), x, x + 1, colour);
  const lighter = shades[(((column * 3 + row * 5) % shades.length) + shades.length) % shades.length]! * shade;
  // As a pixel will hold it: the check compares with what was not rounded.
  for (let c = 0; c < 3; c++) colour[c] = Math.min(255, Math.max(0, colour[c]! + lighter));
  return colour;
}

/** Neighbours differ, and no pattern is seen. */
const shades = [0.1, -0.75, 0.8, -0.25, 0.45, -1, 1, -0.5, 0.65, -0.1, 0.3] as const;

/** The largest distance from the middle of a region at which a tile's colour is taken: a tile's own middle may lie outside, where the picture is. */
const reach = 0.9;

/** Returns a place of a box, 0 to 1, or the nearest to it on the way to the middle that is well inside the ellipse. */
function inEllipse(x: number, y: number): [across: number, down: number] {
  const [across, down] = [2 * x - 1, 2 * y - 1];
  const share = Math.min(1, reach / Math.sqrt(across * across + down * down));
  return [(1 + share * across) / 2, (1 + share * down) / 2];
}

/** The same for a rectangle. */
function inBox(x: number, y: number): [across: number, down: number] {
  const inside = (at: number) => Math.min((1 + reach) / 2, Math.max((1 - reach) / 2, at));
  return [inside(x), inside(y)];
}

function within(at: number, length: number): number {
  return Math.max(0, Math.min(length - 1, Math.floor(at)));
}
