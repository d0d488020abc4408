/** Canvases as the engines have them: off the page where they can be, and never larger than the smallest limit. */
import type { Pixels } from "~/contract/photo";
import { PhotoRefused } from "./photo-refused";

export type Canvas = OffscreenCanvas | HTMLCanvasElement;
export type Context = OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D;

/** Older iPhones draw nothing on a canvas with a longer side, or of more pixels than the square of it. */
export const maxCanvasSidePx = 4096;

/** A worker without canvases or decoders: the page has to do the work. */
export class NotInWorker extends Error {
  override readonly name = "NotInWorker";
}

/**
 * Returns a canvas; its element where the browser has none off the page.
 * @throws {NotInWorker} where there is neither
 */
export function newCanvas(width: number, height: number): Canvas {
  if (typeof OffscreenCanvas !== "undefined") return new OffscreenCanvas(width, height);
  if (typeof document === "undefined") throw new NotInWorker("This worker has no canvas.");
  return Object.assign(document.createElement("canvas"), { width, height });
}

/** Returns the context of a canvas that is read, not shown: kept in memory, in sRGB. */
export function contextOf(canvas: Canvas): Context {
  // Both kinds of canvas have the method; their types have no signature in common.
  const context = (canvas as OffscreenCanvas).getContext("2d", { willReadFrequently: true, colorSpace: "srgb" });
  if (context === null) throw new PhotoRefused({ code: "undecodable" });
  return context;
}

/**
 * Returns a canvas that shows these pixels.
 * @param pixels opaque
 * @throws {Error} when the browser has no canvas as large
 */
export function canvasWith(pixels: Pixels): Canvas {
  const canvas = newCanvas(pixels.width, pixels.height);
  const data = new Uint8ClampedArray(pixels.data.buffer as ArrayBuffer, pixels.data.byteOffset, pixels.data.length); // no pixels of ours are shared memory
  const context = contextOf(canvas);
  context.putImageData(new ImageData(data, pixels.width, pixels.height), 0, 0);
  // One that is too large draws nothing in Safari, and says nothing.
  if (context.getImageData(pixels.width - 1, pixels.height - 1, 1, 1).data[3] === 0) {
    giveBack(canvas);
    throw new Error("This browser has no canvas as large.");
  }
  return canvas;
}

/**
 * Returns a canvas as JPEG.
 * @param quality 0 to 1
 * @throws {Error} when the browser encodes none
 */
export async function jpegOf(canvas: Canvas, quality: number): Promise<Blob> {
  const type = "image/jpeg";
  const blob =
    "convertToBlob" in canvas
      ? await canvas.convertToBlob({ type, quality })
      : await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, quality));
  if (blob === null) throw new Error("This browser encoded no picture.");
  return blob;
}

/** Frees the memory of a canvas at once: Safari draws nothing more when all canvases of a page have some 256 MB. */
export function giveBack(canvas: Canvas): void {
  canvas.width = 0;
  canvas.height = 0;
}

/** Returns pixels as JPEG, for this device alone. @param quality 0 to 1 */
export async function jpegOfPixels(pixels: Pixels, quality: number): Promise<Blob> {
  const canvas = canvasWith(pixels);
  return jpegOf(canvas, quality).finally(() => giveBack(canvas));
}

/**
 * Some browsers, set to resist fingerprinting, give a page made-up pixels. A public photo made from those would be worthless, so it
 * is looked at first: a few known colours are painted and read back.
 * @throws {PhotoRefused} when they come back as something else
 */
export function requireTrueCanvas(): void {
  const context = contextOf(newCanvas(8, 8));
  context.fillStyle = "rgb(40, 120, 200)";
  context.fillRect(0, 0, 8, 8);
  const { data } = context.getImageData(0, 0, 8, 8);
  const expected = [40, 120, 200, 255];
  // A little noise, as Brave adds, does no harm.
  if (data.some((value, i) => Math.abs(value - (expected[i % 4] ?? 0)) > 8))
    throw new PhotoRefused({ code: "unreadable_canvas" });
}
