import type { Pixels, Size } from "~/contract/photo";
import { createDownscaler } from "~/imaging/downscale";
import type { RowSource } from "~/imaging/redaction/public-pixels";

/** Rows read at once. */
const bandRows = 64;

/** Returns the size of a picture made to fit a longest side; its own when it fits. */
export function fittedSize({ width, height }: Size, longestSidePx: number): Size {
  const share = Math.min(1, longestSidePx / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * share)), height: Math.max(1, Math.round(height * share)) };
}

/** Returns a picture made to fit, by our own scaler: the browsers' differ. Besides the result one band is held. */
export function fitPixels(picture: RowSource, longestSidePx: number): Pixels {
  const size = fittedSize(picture, longestSidePx);
  const isWhole = size.width === picture.width && size.height === picture.height;
  const scaler = isWhole ? copier(size) : createDownscaler(picture, size);
  for (let top = 0; top < picture.height; top += bandRows) {
    scaler.add(picture.rows(top, Math.min(bandRows, picture.height - top)));
  }
  return scaler.finish();
}

function copier(size: Size) {
  const data = new Uint8ClampedArray(size.width * size.height * 4);
  let at = 0;
  return {
    add(rows: Uint8ClampedArray) {
      data.set(rows, at);
      at += rows.length;
    },
    finish: (): Pixels => ({ ...size, data }),
  };
}

/** Returns the rows of pixels that are all there. */
export function rowsOfPixels({ width, height, data }: Pixels): RowSource {
  return { width, height, rows: (top, count) => data.slice(top * width * 4, (top + count) * width * 4) };
}
