import type { Pixels, Region, Size } from "~/contract/photo";
import { wordsOf } from "~/imaging/words";
import type { Crop, ModelName } from "./detection";
import type { PhotoLevels } from "./photo-levels";

/**
 * The order and range of a model's input values: RGB from -1 to 1 for BlazeFace, RGB from 0 to 255 for its package, which
 * scales them itself, BGR from 0 to 255 for YuNet.
 */
export type Encoding = "rgb-signed" | "rgb-bytes" | "bgr-bytes";

/** Returns the encoding that the model was trained with. */
export function encodingOf(model: ModelName): Encoding {
  return model === "yunet" ? "bgr-bytes" : "rgb-signed";
}

/**
 * Returns the model's input values for pixels.
 * @param pixels RGBA, row-major, 0 to 255; alpha is left out
 * @param values where they are written: a new array when left out
 * @returns `[height, width, 3]`, row-major
 */
export function encodePixels(
  pixels: ArrayLike<number>,
  encoding: Encoding,
  values: Float32Array = new Float32Array((pixels.length / 4) * 3),
): Float32Array {
  const [first, last] = encoding === "bgr-bytes" ? [2, 0] : [0, 2];
  const [scale, offset] = encoding === "rgb-signed" ? [2 / 255, -1] : [1, 0];
  for (let from = 0, to = 0; to < values.length; from += 4, to += 3) {
    values[to] = (pixels[from + first] as number) * scale + offset;
    values[to + 1] = (pixels[from + 1] as number) * scale + offset;
    values[to + 2] = (pixels[from + last] as number) * scale + offset;
  }
  return values;
}

/** Returns where the whole photo lies in the crop's input, in whole pixels of the input; it may reach beyond the input. */
export function placementIn({ x, y, scale }: Crop, photo: Size): Region {
  return {
    x: Math.round(-x * scale),
    y: Math.round(-y * scale),
    width: Math.max(1, Math.round(photo.width * scale)),
    height: Math.max(1, Math.round(photo.height * scale)),
  };
}

/** Neither dark nor light: an edge that is as strong as any in the photo causes false positives. */
const grey = 0xff808080;

/** Returns the pixels of the crop, opaque, grey beyond the photo's edges. */
export function cropPixels(photo: PhotoLevels, crop: Crop): Pixels {
  const place = placementIn(crop, photo);
  const scaled = wordsOf(photo.at(place).data);
  const input = new Uint32Array(crop.width * crop.height).fill(grey);
  const width = Math.min(place.width, crop.width - place.x);
  const height = Math.min(place.height, crop.height - place.y);
  for (let y = 0; y < height; y++) {
    const row = scaled.subarray(y * place.width, (y + 1) * place.width);
    const seen = crop.flipped ? row.slice().reverse() : row;
    input.set(seen.subarray(0, width), (place.y + y) * crop.width + place.x);
  }
  return { width: crop.width, height: crop.height, data: new Uint8ClampedArray(input.buffer) };
}
