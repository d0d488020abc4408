/** Small pictures of every kind that the app takes, made by real encoders. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import encodeJpeg, { init as initJpeg } from "@jsquash/jpeg/encode";
import encodePng, { init as initPng } from "@jsquash/png/encode";
import encodeWebp, { init as initWebp } from "@jsquash/webp/encode";
import type { PhotoType } from "~/contract/photo";

export interface Picture {
  name: string;
  type: PhotoType;
  bytes: Uint8Array;
}

export const size = { width: 40, height: 24 };

const packages = createRequire(import.meta.url);

/** A codec of an encoder, compiled. */
export async function wasmOf(path: string): Promise<WebAssembly.Module> {
  return WebAssembly.compile(await readFile(packages.resolve(path)));
}

/** A picture with edges, ramps and noise, so that every part of an encoder has something to do. */
function drawing(opacity: number): ImageData {
  const data = new Uint8ClampedArray(size.width * size.height * 4);
  for (let at = 0, pixel = 0; at < data.length; at += 4, pixel++) {
    const [x, y] = [pixel % size.width, Math.floor(pixel / size.width)];
    data.set([x * 6, (y * 10) ^ (x & 8 ? 255 : 0), (x * y * 37) & 255, x < 10 ? opacity : 255], at);
  }
  return { ...size, data, colorSpace: "srgb" };
}

/** JPEG (baseline, progressive, with restarts, grey), PNG (with and without opacity) and WebP (lossy, lossless, with opacity). */
export async function pictures(): Promise<Picture[]> {
  await initJpeg(await wasmOf("@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm"));
  await initPng(await wasmOf("@jsquash/png/codec/pkg/squoosh_png_bg.wasm"));
  await initWebp(await wasmOf("@jsquash/webp/codec/enc/webp_enc_simd.wasm"));
  const jpeg = async (name: string, options: Parameters<typeof encodeJpeg>[1]) =>
    picture(name, "image/jpeg", await encodeJpeg(drawing(255), options));
  const webp = async (name: string, opacity: number, options: Parameters<typeof encodeWebp>[1]) =>
    picture(name, "image/webp", await encodeWebp(drawing(opacity), options));
  return [
    await jpeg("baseline JPEG", { progressive: false, baseline: true }),
    await jpeg("progressive JPEG", { progressive: true }),
    await jpeg("grey JPEG", { color_space: 1 }),
    picture("PNG", "image/png", await encodePng(drawing(255))),
    picture("PNG with opacity", "image/png", await encodePng(drawing(90))),
    await webp("lossy WebP", 255, { quality: 80 }),
    await webp("lossy WebP with opacity", 90, { quality: 80 }),
    await webp("lossless WebP", 255, { lossless: 1 }),
  ];
}

function picture(name: string, type: PhotoType, bytes: ArrayBuffer): Picture {
  return { name, type, bytes: new Uint8Array(bytes) };
}
