import { encodeJpeg } from "~/composer/intake/encode-jpeg";
import { maxPublicBytes } from "~/contract/limits";
import type { Pixels } from "~/contract/photo";

/** JPEG qualities to try, best first: 0.88 shows no blocks at reading distance; the next are for pictures of pure detail. */
const qualities = [0.88, 0.75, 0.5];

/**
 * Returns the bytes of a public photo: JPEG in sRGB with nothing in it but the picture, so that the server finds nothing to take out
 * and what the author was shown is byte for byte what is stored.
 * @param pixels opaque
 * @throws {Error} when it fits the limit at no quality, or the browser encodes no JPEG
 */
export async function encodePublicPhoto(pixels: Pixels): Promise<Blob> {
  const bytes = await encodeJpeg(pixels, { qualities, maxBytes: maxPublicBytes });
  if (bytes.length > maxPublicBytes) throw new Error("This picture does not fit the size limit of a public photo.");
  return new Blob([bytes], { type: "image/jpeg" });
}
