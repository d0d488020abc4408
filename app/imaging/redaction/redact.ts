import type { Pixels } from "~/contract/photo";
import { coverOf, inside } from "./mask";
import { fillFlat } from "./solid";
import { grainAt } from "./grain";
import { colourAt, interpolate } from "./interpolate";
import type { Covered } from "~/imaging/geometry";

/** Soft looks like soft focus, solid is one colour. Both keep nothing of what was there. */
export type RedactionStyle = "soft" | "solid";

/** How regions are filled. The seed, a whole number, makes the grain: the same seed gives the same bytes. */
export interface RedactionOptions {
  style: RedactionStyle;
  seed: number;
}

/**
 * The picture with its regions replaced. The promise of the product rests on this: what is written into a region, and into
 * the soft edge around it, is computed from pixels outside every region and its edge. Two pictures that differ only inside
 * the regions give the same bytes.
 *
 * Pixels without opacity are treated as covered. The picture that comes out is opaque; the one that goes in is not changed.
 * @param regions in pixels of the picture; they may reach beyond it
 */
export function redact(pixels: Pixels, regions: readonly Covered[], options: RedactionOptions): Pixels {
  const cover = coverOf(pixels, regions);
  const data = new Uint8ClampedArray(pixels.data);
  if (options.style === "solid") fillFlat(pixels, cover, regions, data);
  else fillSoft(pixels, cover, data, (x, y) => grainAt(x, y, options.seed));
  return { width: pixels.width, height: pixels.height, data };
}

/**
 * The soft fill without its grain: what the pixels outside the regions say that the inside of a redacted picture must be.
 * A copy that was redacted with style soft equals it within the grain (`maxGrain` levels) and the error of its coding.
 * @param pixels a decoded public copy, or any picture
 * @param regions in pixels of the picture, as declared
 */
export function softFill(pixels: Pixels, regions: readonly Covered[]): Pixels {
  const data = new Uint8ClampedArray(pixels.data);
  fillSoft(pixels, coverOf(pixels, regions), data, () => 0);
  return { width: pixels.width, height: pixels.height, data };
}

function fillSoft(
  pixels: Pixels,
  cover: Uint8Array,
  into: Uint8ClampedArray,
  grain: (x: number, y: number) => number,
): void {
  if (cover.every((share) => share === 0)) return;
  const fill = interpolate(pixels, cover);
  const colour = new Float32Array(3);
  for (let y = 0, at = 0; y < pixels.height; y++) {
    for (let x = 0; x < pixels.width; x++, at++) {
      const share = (cover[at] as number) / inside;
      if (share === 0) continue;
      colourAt(fill, x, y, colour);
      const speck = grain(x, y);
      for (let c = 0; c < 3; c++) {
        const filled = (colour[c] as number) + speck;
        // Inside, the old pixel is not even multiplied by nothing: it is not read.
        into[at * 4 + c] = share === 1 ? filled : share * filled + (1 - share) * (pixels.data[at * 4 + c] as number);
      }
      into[at * 4 + 3] = 255;
    }
  }
}
