import type { Pixels, Region } from "~/contract/photo";
import { type Covered, clampRegion, shapesOf, spanOf } from "../regions";
import { inside } from "./cover";
import { neutral } from "./interpolate";

type Colour = [number, number, number];

/** How far around a group of regions its colour is taken from, as a share of the region's shorter side. */
const borderShare = 0.2;

/**
 * Fills each region with the mean colour around it. Regions that touch share one colour: a seam between two of them would
 * be detail inside a region.
 * @param cover as `coverOf` gives it; only pixels where it is 0 are read. `into` is changed where it is `inside`.
 */
export function fillFlat(
  pixels: Pixels,
  cover: Uint8Array,
  regions: readonly Covered[],
  into: Uint8ClampedArray,
): void {
  const everywhere = meanOf(pixels, cover, [{ x: 0, y: 0, width: pixels.width, height: pixels.height }]) ?? neutral;
  paintRest(cover, everywhere, into);
  for (const group of groupsOf(regions.flatMap((region) => shapesOf(region, pixels)))) {
    const colour = meanOf(pixels, cover, group.map(borderBox)) ?? everywhere;
    for (const shape of group) paint(pixels, shape, colour, into);
  }
}

/** Pixels of no region that are inside all the same: those without opacity. */
function paintRest(
  cover: Uint8Array,
  [red, green, blue]: readonly [number, number, number],
  into: Uint8ClampedArray,
): void {
  for (let i = 0; i < cover.length; i++) if (cover[i] === inside) into.set([red, green, blue, 255], i * 4);
}

function borderBox(shape: Region): Region {
  const reach = Math.max(4, borderShare * Math.min(shape.width, shape.height));
  return { x: shape.x - reach, y: shape.y - reach, width: shape.width + 2 * reach, height: shape.height + 2 * reach };
}

function meanOf(pixels: Pixels, cover: Uint8Array, boxes: readonly Region[]): Colour | null {
  const sum: Colour = [0, 0, 0];
  let count = 0;
  for (const box of boxes) {
    const part = clampRegion(box, pixels);
    if (part === null) continue;
    for (let y = Math.floor(part.y); y < Math.ceil(part.y + part.height); y++) {
      for (let x = Math.floor(part.x); x < Math.ceil(part.x + part.width); x++) {
        const at = y * pixels.width + x;
        if (cover[at] !== 0) continue;
        for (let c = 0; c < 3; c++) sum[c] = (sum[c] as number) + (pixels.data[at * 4 + c] as number);
        count++;
      }
    }
  }
  return count === 0 ? null : [sum[0] / count, sum[1] / count, sum[2] / count];
}

function paint(
  picture: Pixels,
  shape: Covered,
  colour: readonly [number, number, number],
  into: Uint8ClampedArray,
): void {
  const last = Math.min(picture.height, Math.ceil(shape.y + shape.height));
  for (let row = Math.max(0, Math.floor(shape.y)); row < last; row++) {
    const span = spanOf(shape, row, picture.width);
    for (let x = span?.start ?? 0; x < (span?.end ?? 0); x++) into.set([...colour, 255], (row * picture.width + x) * 4);
  }
}

/** Shapes whose boxes touch, directly or through others, are one group. */
function groupsOf(shapes: readonly Covered[]): Covered[][] {
  const groups: Covered[][] = [];
  for (const shape of shapes) {
    const joined = groups.filter((group) => group.some((other) => touch(shape, other)));
    for (const group of joined) groups.splice(groups.indexOf(group), 1);
    groups.push([shape, ...joined.flat()]);
  }
  return groups;
}

function touch(a: Region, b: Region): boolean {
  return a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height;
}
