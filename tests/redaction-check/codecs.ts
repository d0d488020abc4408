/** The decoders of the worker, and the encoders that belong to them, in Node. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import decodeJpeg, { init as startJpegDecoder } from "@jsquash/jpeg/decode";
import encodeJpeg, { init as startJpegEncoder } from "@jsquash/jpeg/encode";
import decodeWebp, { init as startWebpDecoder } from "@jsquash/webp/decode";
import encodeWebp, { init as startWebpEncoder } from "@jsquash/webp/encode";
import type { Pixels } from "~/contract/photo";

const packages = createRequire(import.meta.url);

async function wasm(path: string): Promise<WebAssembly.Module> {
  return WebAssembly.compile(await readFile(packages.resolve(path)));
}

export async function startCodecs(): Promise<void> {
  await startJpegDecoder(await wasm("@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm"));
  await startJpegEncoder(await wasm("@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm"));
  await startWebpDecoder(await wasm("@jsquash/webp/codec/dec/webp_dec.wasm"));
  await startWebpEncoder(await wasm("@jsquash/webp/codec/enc/webp_enc_simd.wasm"));
}

/** A photo of a file. */
export async function openJpeg(path: string): Promise<Pixels> {
  const file = await readFile(path);
  return decodeJpeg(Uint8Array.from(file).buffer);
}

/** Returns a picture after it was coded and decoded; quality 1 to 100. */
export async function throughJpeg(pixels: Pixels, quality: number): Promise<Pixels> {
  return decodeJpeg(await encodedAsJpeg(pixels, quality));
}

/** Returns a picture as a JPEG file; quality 1 to 100. */
export function encodedAsJpeg(pixels: Pixels, quality: number): Promise<ArrayBuffer> {
  // The tables of Annex K, as browsers use them, and no reordering of scans.
  return encodeJpeg(imageOf(pixels), { quality, progressive: false, quant_table: 0 });
}

export async function throughWebp(pixels: Pixels, quality: number): Promise<Pixels> {
  return decodeWebp(await encodeWebp(imageOf(pixels), { quality }));
}

function imageOf({ width, height, data }: Pixels): ImageData {
  return { width, height, data: new Uint8ClampedArray(data), colorSpace: "srgb" };
}
