import { maxPublicBytes } from "~/contract/limits";
import type { Pixels } from "~/contract/photo";

/** JPEG qualities to try, best first: 0.88 shows no blocks at reading distance; the next are for pictures of pure detail. */
const qualities = [0.88, 0.75, 0.5];

/**
 * The bytes of a public copy: JPEG in sRGB with nothing in it but the picture, so that the server finds nothing to take out
 * and what the author was shown is byte for byte what is stored.
 * @param pixels opaque
 */
export async function encodePublicCopy(pixels: Pixels): Promise<Blob> {
  const canvas = new OffscreenCanvas(pixels.width, pixels.height);
  const context = canvas.getContext("2d", { colorSpace: "srgb" });
  if (context === null) throw new Error("This browser gives no canvas to encode a picture with.");
  context.putImageData(new ImageData(new Uint8ClampedArray(pixels.data), pixels.width, pixels.height), 0, 0);
  for (const quality of qualities) {
    const coded = await canvas.convertToBlob({ type: "image/jpeg", quality });
    const bytes = pictureOnly(new Uint8Array(await coded.arrayBuffer()));
    if (bytes.length <= maxPublicBytes) return new Blob([bytes], { type: "image/jpeg" });
  }
  throw new Error("This picture does not fit a public copy.");
}

/**
 * A JPEG, fresh from a browser's encoder, without application segments and comments but JFIF's: some browsers write a
 * colour profile or an EXIF block of their own.
 */
export function pictureOnly(jpeg: Uint8Array): Uint8Array<ArrayBuffer> {
  const view = new DataView(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength);
  const kept = [jpeg.subarray(0, 2)];
  let at = 2;
  while (at + 4 <= jpeg.length && jpeg[at + 1] !== 0xda) {
    const end = at + 2 + view.getUint16(at + 2);
    const marker = jpeg[at + 1] as number;
    if (!isNote(marker, jpeg.subarray(at + 4, at + 9))) kept.push(jpeg.subarray(at, end));
    at = end;
  }
  return join([...kept, jpeg.subarray(at)]);
}

function isNote(marker: number, start: Uint8Array): boolean {
  const isJfif = marker === 0xe0 && String.fromCharCode(...start) === "JFIF\0";
  return marker === 0xfe || (marker >= 0xe0 && marker <= 0xef && !isJfif);
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
