/** Decoders for small pictures, as WebAssembly. They are handed to the app: its own build knows nothing of them. */
import decodeJpeg, { init as initJpeg } from "@jsquash/jpeg/decode";
import jpegModule from "@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm";
import decodePng, { init as initPng } from "@jsquash/png/decode";
// @ts-expect-error: the package types its wasm as the module it becomes elsewhere; wrangler gives the compiled module.
import pngModule from "@jsquash/png/codec/pkg/squoosh_png_bg.wasm";
import decodeWebp, { init as initWebp } from "@jsquash/webp/decode";
import webpModule from "@jsquash/webp/codec/dec/webp_dec.wasm";
import type { PhotoType, Pixels } from "../app/contract/photo";

/** Each decoder is instantiated once, when its first picture comes. */
const decoders: Record<PhotoType, { start: () => Promise<unknown>; decode: (bytes: ArrayBuffer) => Promise<Pixels> }> =
  {
    "image/jpeg": { start: () => initJpeg(jpegModule), decode: (bytes) => decodeJpeg(bytes) },
    "image/png": { start: () => initPng(pngModule as WebAssembly.Module), decode: (bytes) => decodePng(bytes) },
    "image/webp": { start: () => initWebp(webpModule), decode: (bytes) => decodeWebp(bytes) },
  };

const started = new Map<PhotoType, Promise<unknown>>();

/**
 * Decodes a picture to RGBA. Rejects when its bytes are broken, or end in the middle of a JPEG's lines. The caller bounds
 * its size by the header first: 2 megapixels take 40 to 60 ms, and 12 megapixels more memory than a Worker has.
 */
export async function decodePicture(bytes: Uint8Array, type: PhotoType): Promise<Pixels> {
  const decoder = decoders[type];
  if (!started.has(type)) started.set(type, decoder.start());
  await started.get(type);
  try {
    // The decoders read a whole buffer: a view into a larger one is copied out.
    const { width, height, data } = await decoder.decode(bytes.slice().buffer);
    if (type === "image/jpeg" && endsInGrey({ width, height, data }))
      throw new Error("The picture ends in the middle.");
    return { width, height, data };
  } catch (error) {
    // A decoder that gave up may hold on to memory and a half-read picture: the next one begins with a new instance.
    started.delete(type);
    throw error;
  }
}

/** Lines of a JPEG's smallest block. */
const blockLines = 8;

/** The value of libjpeg's blocks for missing data: mid-grey to the last bit. */
const nothing = 128;

/** Whether the last block of lines is that grey, under a picture that is not. */
function endsInGrey({ width, height, data }: Pixels): boolean {
  const last = data.subarray(Math.max(0, height - blockLines) * width * 4);
  const isGrey = (value: number, index: number) => value === nothing || index % 4 === 3;
  return last.every(isGrey) && !data.every(isGrey);
}
