import { maxPhotoBytes } from "~/contract/limits";
import { inspect, type Inspected } from "~/imaging/formats/inspect";
import type { RowSource } from "~/imaging/redaction/public-pixels";
import { PhotoRefused } from "./photo-refused";

/** A decoded photo: upright, at full size. Close the bitmap when done: it may hold 200 MB. */
export interface DecodedPhoto {
  bitmap: ImageBitmap;
  bytes: Uint8Array;
  /** The header as its bytes state it. */
  picture: Inspected;
}

/**
 * Decodes a file to an upright bitmap in sRGB, having looked at its bytes first.
 * @throws {PhotoRefused} when it is not a photo that a story can hold
 */
export async function decodePhoto(file: Blob): Promise<DecodedPhoto> {
  if (file.size > maxPhotoBytes) throw new PhotoRefused({ code: "too_large", maxBytes: maxPhotoBytes });
  const bytes = new Uint8Array(await file.arrayBuffer());
  const picture = inspect(bytes);
  if (picture.kind === "refused") throw new PhotoRefused(picture);
  // The type from the bytes: a renamed file's own type would make some browsers refuse it.
  const typed = new Blob([bytes], { type: picture.type });
  const bitmap = await createImageBitmap(typed, { imageOrientation: "from-image" }).catch(() => {
    throw new PhotoRefused({ code: picture.coding === "plain" ? "undecodable" : picture.coding });
  });
  return { bitmap, bytes, picture };
}

/** The rows of a bitmap over white, read in bands through a small canvas. */
export function rowsOf(bitmap: ImageBitmap): RowSource {
  let canvas: OffscreenCanvas | null = null;
  return {
    width: bitmap.width,
    height: bitmap.height,
    rows(top, count) {
      if (canvas?.height !== count) canvas = new OffscreenCanvas(bitmap.width, count);
      const context = contextOf(canvas);
      context.fillStyle = "#fff";
      context.fillRect(0, 0, bitmap.width, count);
      context.drawImage(bitmap, 0, top, bitmap.width, count, 0, 0, bitmap.width, count);
      return context.getImageData(0, 0, bitmap.width, count).data;
    },
  };
}

/**
 * Some browsers, set to resist fingerprinting, give a page made-up pixels. A public photo made from those would be worthless, so it
 * is looked at first: a few known colours are painted and read back.
 * @throws {PhotoRefused} when they come back as something else
 */
export function requireTrueCanvas(): void {
  const context = contextOf(new OffscreenCanvas(8, 8));
  context.fillStyle = "rgb(40, 120, 200)";
  context.fillRect(0, 0, 8, 8);
  const { data } = context.getImageData(0, 0, 8, 8);
  const expected = [40, 120, 200, 255];
  // A little noise, as Brave adds, does no harm.
  if (data.some((value, i) => Math.abs(value - (expected[i % 4] ?? 0)) > 8))
    throw new PhotoRefused({ code: "unreadable_canvas" });
}

/** A canvas that is read, not shown: kept in memory, in sRGB. */
function contextOf(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext("2d", { willReadFrequently: true, colorSpace: "srgb" });
  if (context === null) throw new PhotoRefused({ code: "undecodable" });
  return context;
}
