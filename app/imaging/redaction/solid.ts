import type { Pixels, Region } from "~/contract/photo";
import { clampRegion, type RedactionRegion, shapesOf } from "~/imaging/geometry";
import { neutral } from "./neutral";
import type { Colour } from "./scanline";

/** The width of the border around a group of regions from which its colour is taken, as a share of the region's shorter side. */
const borderShare = 0.2;

/**
 * Returns for each region the mean colour around it. Regions that touch share one colour: a seam between two of them would
 * be detail inside a region.
 * @param mask as `maskOf` returns it; only pixels where it is 0 are read
 */
export function solidColours(pixels: Pixels, mask: Uint8Array, regions: readonly RedactionRegion[]): Colour[] {
  const everywhere = meanOf(pixels, mask, [{ x: 0, y: 0, width: pixels.width, height: pixels.height }]) ?? neutral;
  const colours = regions.map(() => everywhere);
  const shapes = regions.flatMap((region, index) => shapesOf(region, pixels).map((shape) => ({ shape, index })));
  for (const group of groupsOf(shapes)) {
    const colour =
      meanOf(
        pixels,
        mask,
        group.map(({ shape }) => borderBox(shape)),
      ) ?? everywhere;
    for (const { index } of group) colours[index] = colour;
  }
  return colours;
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

interface Member {
  shape: RedactionRegion;
  /** Of its region. */
  index: number;
}

/** Shapes whose boxes touch, directly or through others, are one group. */
function groupsOf(shapes: readonly Member[]): Member[][] {
  const groups: Member[][] = [];
  for (const member of shapes) {
    const joined = groups.filter((group) => group.some((other) => touch(member.shape, other.shape)));
    for (const group of joined) groups.splice(groups.indexOf(group), 1);
    groups.push([member, ...joined.flat()]);
  }
  return groups;
}

function touch(a: Region, b: Region): boolean {
  return a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height;
}
