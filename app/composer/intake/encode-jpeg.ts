import type { Pixels } from "~/contract/photo";
import { stripMetadata } from "~/imaging/formats/strip";
import { canvasWith, giveBack, jpegOf } from "./canvas";

/** JPEG qualities to try, 0 to 1 and best first, and the size that leads to the next. */
export interface JpegChoice {
  qualities: readonly number[];
  maxBytes: number;
}

/**
 * Returns pixels as JPEG with nothing in it but the picture: at the best quality that fits, else at the last one.
 * @param pixels opaque
 * @throws {Error} when the browser's encoder makes no plain JPEG
 */
export async function encodeJpeg(
  pixels: Pixels,
  { qualities, maxBytes }: JpegChoice,
): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = canvasWith(pixels);
  try {
    let bytes = new Uint8Array();
    for (const quality of qualities) {
      bytes = plainly(new Uint8Array(await (await jpegOf(canvas, quality)).arrayBuffer()));
      if (bytes.length <= maxBytes) break;
    }
    return bytes;
  } finally {
    giveBack(canvas);
  }
}

/** Some browsers write a colour profile or an EXIF block of their own; for a format that they lack, they write PNG. */
function plainly(coded: Uint8Array): Uint8Array<ArrayBuffer> {
  const stripped = stripMetadata(coded, "nothing");
  if (stripped.kind === "refused" || coded[0] !== 0xff) throw new Error("This browser's encoder made no plain JPEG.");
  return stripped.bytes;
}
