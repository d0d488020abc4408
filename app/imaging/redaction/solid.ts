import type { Pixels, Region, Size } from "~/contract/photo";
import { type RedactionRegion, clampRegion, shapesOf, rowSpan } from "~/imaging/geometry";
import { masked } from "./mask";
import { neutral } from "./neutral";

type Colour = readonly [number, number, number];

/** How far around a group of regions its colour is taken from, as a share of the region's shorter side. */
const borderShare = 0.2;

/**
 * Fills each region with the mean colour around it. Regions that touch share one colour: a seam between two of them would
 * be detail inside a region.
 * @param mask as `maskOf` returns it; only pixels where it is 0 are read. `into` is changed where it is `masked`.
 */
export function fillSolid(
  pixels: Pixels,
  mask: Uint8Array,
  regions: readonly RedactionRegion[],
  into: Uint8ClampedArray,
): void {
  const everywhere = meanOf(pixels, mask, [{ x: 0, y: 0, width: pixels.width, height: pixels.height }]) ?? neutral;
  const words = new Uint32Array(into.buffer, into.byteOffset, mask.length);
  const rest = wordOf(everywhere);
  for (let i = 0; i < mask.length; i++) if (mask[i] === masked) words[i] = rest;
  for (const group of groupsOf(regions.flatMap((region) => shapesOf(region, pixels)))) {
    const colour = meanOf(pixels, mask, group.map(borderBox)) ?? everywhere;
    for (const shape of group) paint(pixels, shape, wordOf(colour), words);
  }
}

/** An opaque pixel of that colour as one number, in the machine's byte order. */
function wordOf([red, green, blue]: Colour): number {
  return new Uint32Array(new Uint8ClampedArray([red, green, blue, 255]).buffer)[0] as number;
}

function borderBox(shape: Region): Region {
  const reach = Math.max(4, borderShare * Math.min(shape.width, shape.height));
  return { x: shape.x - reach, y: shape.y - reach, width: shape.width + 2 * reach, height: shape.height + 2 * reach };
}

function meanOf(pixels: Pixels, mask: Uint8Array, boxes: readonly Region[]): Colour | null {
  const sum: [number, number, number] = [0, 0, 0];
  let count = 0;
  for (const box of boxes) {
    const part = clampRegion(box, pixels);
    if (part === null) continue;
    for (let y = Math.floor(part.y); y < Math.ceil(part.y + part.height); y++) {
      for (let x = Math.floor(part.x); x < Math.ceil(part.x + part.width); x++) {
        const at = y * pixels.width + x;
        if (mask[at] !== 0) continue;
        for (let c = 0; c < 3; c++) sum[c] = (sum[c] as number) + (pixels.data[at * 4 + c] as number);
        count++;
      }
    }
  }
  return count === 0 ? null : [sum[0] / count, sum[1] / count, sum[2] / count];
}

function paint(picture: Size, shape: RedactionRegion, word: number, words: Uint32Array): void {
  const last = Math.min(picture.height, Math.ceil(shape.y + shape.height));
  for (let row = Math.max(0, Math.floor(shape.y)); row < last; row++) {
    const span = rowSpan(shape, row, picture.width);
    if (span) words.fill(word, row * picture.width + span.start, row * picture.width + span.end);
  }
}

/** Shapes whose boxes touch, directly or through others, are one group. */
function groupsOf(shapes: readonly RedactionRegion[]): RedactionRegion[][] {
  const groups: RedactionRegion[][] = [];
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
