/** Which region each pixel belongs to, where several overlap. By geometry alone. */
import { maxRegions } from "~/contract/limits";
import type { Size } from "~/contract/photo";
import { clampRegion, rowSpan, shapesOf, type RedactionRegion } from "~/imaging/geometry";
import { aroundShape } from "./mask";

/**
 * Returns the number of the region that each pixel belongs to, from 1; 0 for none. Whoever stands lower in the photo stands
 * in front, as people do. The soft edge around a region belongs to it where no region is.
 */
export function ownersOf(picture: Size, regions: readonly RedactionRegion[]): Uint16Array {
  const owners = new Uint16Array(picture.width * picture.height);
  const shapes = regions
    .slice(0, maxRegions)
    .flatMap((region, index) => {
      const inPicture = clampRegion(region, picture);
      return inPicture ? [{ number: index + 1, bottom: inPicture.y + inPicture.height, region }] : [];
    })
    .sort((a, b) => a.bottom - b.bottom || a.number - b.number)
    .flatMap(({ number, region }) => shapesOf(region, picture).map((shape) => ({ number, shape })));
  for (const { number, shape } of shapes) claim(owners, picture, aroundShape(shape), number);
  for (const { number, shape } of shapes) claim(owners, picture, shape, number);
  return owners;
}

function claim(owners: Uint16Array, picture: Size, shape: RedactionRegion, number: number): void {
  const last = Math.min(picture.height, Math.ceil(shape.y + shape.height));
  for (let row = Math.max(0, Math.floor(shape.y)); row < last; row++) {
    const span = rowSpan(shape, row, picture.width);
    if (span) owners.fill(number, row * picture.width + span.start, row * picture.width + span.end);
  }
}
