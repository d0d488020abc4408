/** The small copy of a picture: what the second look searches. */
import { smallCopySidePx, type Pixels } from "~/contract/photo";
import { createDownscaler } from "./downscale";
import { publicSizeOf } from "./geometry";

/** Rows that are made opaque and scaled at once: half a megabyte of the widest picture. */
const bandRows = 64;

/**
 * Returns a picture at most `smallCopySidePx` pixels long, opaque: colours that transparency hides from a browser are still in
 * the bytes that anybody can fetch, so they are searched.
 */
export function smallCopyOf(pixels: Pixels): Pixels {
  const downscaler = createDownscaler(pixels, publicSizeOf(pixels, smallCopySidePx));
  const bandValues = bandRows * pixels.width * 4;
  for (let at = 0; at < pixels.data.length; at += bandValues) {
    downscaler.add(madeOpaque(pixels.data.slice(at, at + bandValues)));
  }
  return downscaler.finish();
}

function madeOpaque(rows: Uint8ClampedArray): Uint8ClampedArray {
  for (let at = 3; at < rows.length; at += 4) rows[at] = 255;
  return rows;
}

/** Returns whether every pixel is opaque. A face can be drawn in the opacity alone, where no look at colours finds it. */
export function isOpaque({ data }: Pixels): boolean {
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return false;
  return true;
}
