/** Decoding by the browser: to a picture as it is stored, which is turned upright while its rows are read. */
import type { Size } from "~/contract/photo";
import type { ParsedPicture } from "~/imaging/formats/picture";
import type { RowSource } from "~/imaging/redaction/public-pixels";
import { contextOf, maxCanvasSidePx, newCanvas, NotInWorker, type Context } from "./canvas";
import { PhotoRefused } from "./photo-refused";

/** A decoded picture. Width and height are upright. Close it when done: it may hold 200 MB. */
export interface Decoded extends Size {
  image: ImageBitmap | HTMLImageElement;
  /** The EXIF orientation by which the image is still to be turned, 1 to 8: a turn in the decoder would take twice the memory. */
  orientation: number;
  close(): void;
}

/**
 * Decodes a picture that was parsed, in its own colours and unturned.
 * @throws {PhotoRefused} when the browser cannot
 */
export async function decodeParsed(bytes: Uint8Array<ArrayBuffer>, picture: ParsedPicture): Promise<Decoded> {
  const { orientation, colours, type } = picture;
  const unturned = orientation === 1 ? bytes : picture.rebuild({ orientation: 1, colours });
  return decodedOf(await decodeBlob(new Blob([unturned], { type })), orientation);
}

/**
 * Decodes a file as the browser reads it, upright.
 * @throws {PhotoRefused} when it cannot
 */
export async function decodeUpright(blob: Blob): Promise<Decoded> {
  return decodedOf(await decodeBlob(blob), 1);
}

function decodedOf(image: Decoded["image"], orientation: number): Decoded {
  const [width, height] = orientation >= 5 ? [image.height, image.width] : [image.width, image.height];
  return { image, orientation, width, height, close: () => void ("close" in image && image.close()) };
}

async function decodeBlob(blob: Blob): Promise<ImageBitmap | HTMLImageElement> {
  if (typeof createImageBitmap === "undefined") return decodeElement(blob);
  try {
    return await createImageBitmap(blob, { imageOrientation: "from-image" });
  } catch (error) {
    // Browsers that know no options turn a picture without being asked.
    if (error instanceof TypeError) return createImageBitmap(blob).catch(() => refuse());
    return refuse();
  }
}

function refuse(): never {
  throw new PhotoRefused({ code: "undecodable" });
}

async function decodeElement(blob: Blob): Promise<HTMLImageElement> {
  if (typeof Image === "undefined") throw new NotInWorker("This worker decodes no pictures.");
  const image = new Image();
  image.src = URL.createObjectURL(blob);
  try {
    await image.decode();
  } catch {
    refuse();
  } finally {
    URL.revokeObjectURL(image.src);
  }
  return image;
}

/** The rows of a picture over white, upright, read in bands through a small canvas. */
export function rowsOf({ image, orientation, width, height }: Decoded): RowSource {
  let canvas = newCanvas(1, 1);
  return {
    width,
    height,
    rows(top, count) {
      const rows = new Uint8ClampedArray(width * count * 4);
      const tileWidth = Math.min(width, maxCanvasSidePx);
      if (canvas.width !== tileWidth || canvas.height !== count) canvas = newCanvas(tileWidth, count);
      const context = contextOf(canvas);
      for (let left = 0; left < width; left += tileWidth) {
        drawTile(context, { left, top }, { image, orientation, width, height });
        const tile = Math.min(tileWidth, width - left);
        const { data } = context.getImageData(0, 0, tile, count);
        if (tile === width) return data;
        for (let row = 0; row < count; row++) {
          rows.set(data.subarray(row * tile * 4, (row + 1) * tile * 4), (row * width + left) * 4);
        }
      }
      return rows;
    },
  };
}

/** Draws the part of the upright picture that begins at a place, pixel for pixel. */
function drawTile(
  context: Context,
  { left, top }: { left: number; top: number },
  { image, orientation, width, height }: Omit<Decoded, "close">,
): void {
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = "#fff";
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  context.imageSmoothingEnabled = false;
  const [a, b, c, d, e, f] = turnOf(orientation, { width, height });
  context.setTransform(a, b, c, d, e - left, f - top);
  context.drawImage(image, 0, 0);
}

type Matrix = readonly [number, number, number, number, number, number];

/** Returns the canvas matrix from stored to upright pixels (EXIF 2.32, 4.6.4). @param upright the turned picture's size */
function turnOf(orientation: number, { width, height }: Size): Matrix {
  const matrices: readonly Matrix[] = [
    [1, 0, 0, 1, 0, 0],
    [-1, 0, 0, 1, width, 0],
    [-1, 0, 0, -1, width, height],
    [1, 0, 0, -1, 0, height],
    [0, 1, 1, 0, 0, 0],
    [0, 1, -1, 0, width, 0],
    [0, -1, -1, 0, width, height],
    [0, -1, 1, 0, 0, height],
  ];
  return matrices[orientation - 1] ?? [1, 0, 0, 1, 0, 0];
}
