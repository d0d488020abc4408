import type { Window } from "./candidate";

/** What a model's numbers mean: RGB from -1 to 1 for BlazeFace, BGR from 0 to 255 for YuNet. */
export type Encoding = "rgb-signed" | "bgr-bytes";

/**
 * The input of a model: what the window shows of the photo, and grey beyond its edges.
 * @returns `[height, width, 3]`, row-major
 */
export function readWindow(photo: ImageBitmap, window: Window, encoding: Encoding): Float32Array {
  const { data } = draw(photo, window);
  const values = new Float32Array(window.width * window.height * 3);
  const [first, last] = encoding === "rgb-signed" ? [0, 2] : [2, 0];
  const [scale, offset] = encoding === "rgb-signed" ? [2 / 255, -1] : [1, 0];
  for (let from = 0, to = 0; to < values.length; from += 4, to += 3) {
    values[to] = (data[from + first] as number) * scale + offset;
    values[to + 1] = (data[from + 1] as number) * scale + offset;
    values[to + 2] = (data[from + last] as number) * scale + offset;
  }
  return values;
}

function draw(photo: ImageBitmap, { x, y, scale, width, height, mirrored }: Window): ImageData {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true, colorSpace: "srgb" });
  if (!context) throw new Error("This browser gives no canvas to the finder.");
  // Neither dark nor light: an edge that is as strong as any in the photo makes models see things.
  context.fillStyle = "rgb(128, 128, 128)";
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = "high";
  if (mirrored) context.setTransform(-1, 0, 0, 1, photo.width * scale, 0);
  context.drawImage(photo, -x * scale, -y * scale, photo.width * scale, photo.height * scale);
  return context.getImageData(0, 0, width, height);
}
