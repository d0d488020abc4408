import type { CoverStyle, Pixels } from "~/contract/photo";
import type { RedactionRegion } from "~/imaging/geometry";
import { fillSoft, fillStyled } from "./fill";
import { grainAt } from "./grain";
import { maskOf } from "./mask";

/** The fill of regions. The seed, a whole number, makes the grain: the same seed gives the same bytes. */
export interface RedactionOptions {
  style: CoverStyle;
  seed: number;
}

/**
 * Returns the picture with its regions replaced. The promise of the product rests on this: all that is written into a region,
 * and into the soft edge around it, is computed from pixels outside every region and its edge. Two pictures that differ only
 * inside the regions become the same bytes.
 *
 * Pixels without opacity are masked, too. The picture that comes out is opaque; the one that goes in is not changed.
 * @param regions in pixels of the picture; they may reach beyond it
 */
export function redact(pixels: Pixels, regions: readonly RedactionRegion[], options: RedactionOptions): Pixels {
  const mask = maskOf(pixels, regions);
  const data = new Uint8ClampedArray(pixels.data);
  const { style, seed } = options;
  if (style === "soft") fillSoft(pixels, mask, data, (x, y) => grainAt(x, y, seed));
  else fillStyled(pixels, { mask, regions, style }, data);
  return { width: pixels.width, height: pixels.height, data };
}
