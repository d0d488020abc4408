/** Decoders for small pictures, as WebAssembly. They are handed to the app: its own build knows nothing of them. */
import jpegDecoder from "@jsquash/jpeg/codec/dec/mozjpeg_dec.js";
import jpegModule from "@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm";
import { initEmscriptenModule } from "@jsquash/jpeg/utils.js";
import decodePng, { init as initPng } from "@jsquash/png/decode";
// @ts-expect-error: the package types its wasm as the module it becomes elsewhere; wrangler gives the compiled module.
import pngModule from "@jsquash/png/codec/pkg/squoosh_png_bg.wasm";
import webpDecoder from "@jsquash/webp/codec/dec/webp_dec.js";
import webpModule from "@jsquash/webp/codec/dec/webp_dec.wasm";
import type { PhotoType, Pixels } from "../app/contract/photo";

/** An instance of a decoder. It copies bytes into its own memory, from any view, and returns null for a broken picture. */
interface Decoder {
  decode: (bytes: Uint8Array, preserveOrientation?: boolean) => Pixels | null;
}

/** The package's own types name globals of a DOM and of Emscripten that are not there. */
const startDecoder = initEmscriptenModule as unknown as (glue: unknown, module: WebAssembly.Module) => Promise<Decoder>;

const readPng = decodePng as unknown as (bytes: ArrayBuffer) => Promise<Pixels>;

/**
 * Each picture gets an instance of its own: memory of WebAssembly grows to 50 MB for the largest, and never shrinks. Only
 * the compiled module is kept. PNG's instance stays, but no public copy is a PNG.
 */
const decoders: Record<PhotoType, (bytes: Uint8Array) => Promise<Pixels | null>> = {
  "image/jpeg": async (bytes) => (await startDecoder(jpegDecoder, jpegModule)).decode(bytes, false),
  "image/png": async (bytes) => {
    await initPng(pngModule as WebAssembly.Module);
    return readPng(bytes.slice().buffer); // it reads a whole buffer
  },
  "image/webp": async (bytes) => (await startDecoder(webpDecoder, webpModule)).decode(bytes),
};

/**
 * Decodes a picture to RGBA. Rejects when its bytes are broken, or end in the middle of a JPEG's lines. The caller bounds
 * its size by the header first: 2 megapixels take 40 to 60 ms, and 12 megapixels more memory than a Worker has.
 */
export async function decodePicture(bytes: Uint8Array, type: PhotoType): Promise<Pixels> {
  const decoded = await decoders[type](bytes);
  if (!decoded) throw new Error("The picture cannot be decoded.");
  const { width, height, data } = decoded;
  if (type === "image/jpeg" && endsInGrey({ width, height, data })) throw new Error("The picture ends in the middle.");
  return { width, height, data };
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
