import type { Region, Size } from "~/contract/photo";
import type { Crop, ModelName } from "./detection";

/** The order and range of a model's input values: RGB from -1 to 1 for BlazeFace, BGR from 0 to 255 for YuNet. */
export type Encoding = "rgb-signed" | "bgr-bytes";

/** Returns the encoding that the model was trained with. */
export function encodingOf(model: ModelName): Encoding {
  return model === "yunet" ? "bgr-bytes" : "rgb-signed";
}

/**
 * Returns the model's input values for pixels.
 * @param pixels RGBA, row-major, 0 to 255; alpha is left out
 * @returns `[height, width, 3]`, row-major
 */
export function encodePixels(pixels: ArrayLike<number>, encoding: Encoding): Float32Array {
  const values = new Float32Array((pixels.length / 4) * 3);
  const [first, last] = encoding === "rgb-signed" ? [0, 2] : [2, 0];
  const [scale, offset] = encoding === "rgb-signed" ? [2 / 255, -1] : [1, 0];
  for (let from = 0, to = 0; to < values.length; from += 4, to += 3) {
    values[to] = (pixels[from + first] as number) * scale + offset;
    values[to + 1] = (pixels[from + 1] as number) * scale + offset;
    values[to + 2] = (pixels[from + last] as number) * scale + offset;
  }
  return values;
}

/** Returns where the whole photo lies in the crop's input, in pixels of the input; it may reach beyond the input. */
export function placementIn({ x, y, scale }: Crop, photo: Size): Region {
  return { x: -x * scale, y: -y * scale, width: photo.width * scale, height: photo.height * scale };
}

/**
 * Returns the pixels of the crop, RGBA, grey beyond the photo's edges.
 * @throws {Error} when the browser has no canvas for it
 */
export function cropPixels(photo: ImageBitmap, crop: Crop): ImageData {
  const canvas = new OffscreenCanvas(crop.width, crop.height);
  const context = canvas.getContext("2d", { willReadFrequently: true, colorSpace: "srgb" });
  if (!context) throw new Error("The browser has no 2D canvas for the face finder.");
  // Neither dark nor light: an edge that is as strong as any in the photo causes false positives.
  context.fillStyle = "rgb(128, 128, 128)";
  context.fillRect(0, 0, crop.width, crop.height);
  context.imageSmoothingQuality = "high";
  const { x, y, width, height } = placementIn(crop, photo);
  // Flips about the middle of the placement.
  if (crop.flipped) context.setTransform(-1, 0, 0, 1, 2 * x + width, 0);
  context.drawImage(photo, x, y, width, height);
  return context.getImageData(0, 0, crop.width, crop.height);
}
