import type { Pixels } from "~/contract/photo";
import type { RedactionRegion } from "~/imaging/geometry";
import { fillSoft } from "./fill";
import { grainAt } from "./grain";
import { maskOf } from "./mask";
import { fillSolid } from "./solid";

/** Soft looks like soft focus, solid is one colour. Both keep nothing of what was there. */
export type RedactionStyle = "soft" | "solid";

/** How regions are filled. The seed, a whole number, makes the grain: the same seed gives the same bytes. */
export interface RedactionOptions {
  style: RedactionStyle;
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
  if (options.style === "solid") fillSolid(pixels, mask, regions, data);
  else fillSoft(pixels, mask, data, (x, y) => grainAt(x, y, options.seed));
  return { width: pixels.width, height: pixels.height, data };
}
