/** A small portrait under each cover look, painted by the code that covers photos. */
import type { CoverStyle, Pixels, Region } from "~/contract/photo";
import { mix, type Colour } from "~/imaging/redaction/scanline";
import { redact } from "~/imaging/redaction/redact";

/** Twice what a wide screen shows: sharp on a phone. */
export const swatchSidePx = 144;

const face: Region = {
  x: 0.24 * swatchSidePx,
  y: 0.13 * swatchSidePx,
  width: 0.52 * swatchSidePx,
  height: 0.62 * swatchSidePx,
};

/** Light of an evening from above, and somebody's shoulders. */
const sky: Colour = [246, 226, 200];
const ground: Colour = [214, 164, 132];
const coat: Colour = [92, 116, 112];

/** Paints a look onto a canvas of `swatchSidePx` pixels. */
export function paintSwatch(canvas: HTMLCanvasElement, style: CoverStyle): void {
  const { width, height, data } = redact(portrait(), [face], { style, seed: 1 });
  canvas.getContext("2d")?.putImageData(new ImageData(new Uint8ClampedArray(data), width, height), 0, 0);
}

function portrait(): Pixels {
  const side = swatchSidePx;
  const data = new Uint8ClampedArray(side * side * 4);
  for (let at = 0; at < side * side; at++) {
    const [x, y] = [((at % side) + 0.5) / side, (Math.floor(at / side) + 0.5) / side];
    data.set([...mix(mix(sky, ground, y), coat, shoulderShare(x, y)), 255], at * 4);
  }
  return { width: side, height: side, data };
}

/** Returns the share of a pixel that the shoulders cover, 0 to 1; places from 0 to 1. */
function shoulderShare(x: number, y: number): number {
  const fromRim = 1 - Math.hypot((x - 0.5) / 0.42, (y - 1.08) / 0.42);
  return Math.min(1, Math.max(0, 0.5 + fromRim * 0.42 * swatchSidePx));
}
