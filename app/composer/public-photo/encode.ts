import { canvasWith, jpegOf } from "~/composer/intake/canvas";
import { maxPublicBytes } from "~/contract/limits";
import type { Pixels } from "~/contract/photo";
import { stripMetadata } from "~/imaging/formats/strip";

/** JPEG qualities to try, best first: 0.88 shows no blocks at reading distance; the next are for pictures of pure detail. */
const qualities = [0.88, 0.75, 0.5];

/**
 * Returns the bytes of a public photo: JPEG in sRGB with nothing in it but the picture, so that the server finds nothing to take out
 * and what the author was shown is byte for byte what is stored.
 * @param pixels opaque
 */
export async function encodePublicPhoto(pixels: Pixels): Promise<Blob> {
  const canvas = canvasWith(pixels);
  for (const quality of qualities) {
    const coded = await jpegOf(canvas, quality);
    // Some browsers write a colour profile or an EXIF block of their own.
    const stripped = stripMetadata(new Uint8Array(await coded.arrayBuffer()), "nothing");
    if (stripped.kind === "refused") throw new Error("This browser's encoder made no plain JPEG.");
    const { bytes } = stripped;
    if (bytes.length <= maxPublicBytes) return new Blob([bytes], { type: "image/jpeg" });
  }
  throw new Error("This picture does not fit the size limit of a public photo.");
}
