/** Public copies for the demo, made with the app's own redaction from photos that a dev dependency ships. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { importBundled } from "../../scripts/import-bundled.mjs";

const require = createRequire(import.meta.url);

/** The folder of the photos; null when the dev dependencies are not installed. */
export function photoFolder() {
  try {
    return join(dirname(require.resolve("@vladmandic/face-api/package.json")), "demo");
  } catch {
    return null;
  }
}

/**
 * A photo and its redacted copy, as the composer would send them.
 * @param {string} path
 * @param {number[][]} faces boxes of faces: x, y, width, height in pixels
 * @returns {Promise<{ original: Blob, copy: Blob, regions: { x: number, y: number, width: number, height: number }[] }>}
 */
export async function redactPhoto(path, faces) {
  const { redact, regionAroundFace, clampRegion, roundOutward } = await redaction();
  const bytes = await readFile(path);
  const { decode, encode } = await jpegCodecs();
  const photo = await decode(Uint8Array.from(bytes).buffer);
  const regions = faces.flatMap(([x = 0, y = 0, width = 0, height = 0]) => {
    const region = clampRegion(roundOutward(regionAroundFace({ x, y, width, height })), photo);
    return region ? [region] : [];
  });
  const redacted = redact(photo, regions, { style: "soft", seed: 1 });
  const copy = await encode(/** @type {ImageData} */ ({ ...redacted, colorSpace: "srgb" }), { quality: 86 });
  return { original: new Blob([bytes]), copy: new Blob([copy]), regions };
}

/** @typedef {typeof import("../../app/imaging/redaction/redact") & typeof import("../../app/imaging/geometry")} Redaction */

/** @type {Promise<Redaction> | undefined} */
let bundled;

async function redaction() {
  bundled ??= /** @type {Promise<Redaction>} */ (
    importBundled("app/imaging/redaction/redact.ts", "app/imaging/geometry.ts")
  );
  return bundled;
}

async function jpegCodecs() {
  const [{ default: decode, init: initDecode }, { default: encode, init: initEncode }] = await Promise.all([
    import("@jsquash/jpeg/decode.js"),
    import("@jsquash/jpeg/encode.js"),
  ]);
  globalThis.ImageData ??= /** @type {typeof ImageData} */ (/** @type {unknown} */ (PlainImageData));
  await initDecode(await wasm("@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm"));
  await initEncode(await wasm("@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm"));
  return { decode, encode };
}

/** @param {string} name */
async function wasm(name) {
  return WebAssembly.compile(await readFile(require.resolve(name)));
}

/** Stands in for the browser's ImageData, which Node lacks. */
class PlainImageData {
  /** @param {Uint8ClampedArray} data @param {number} width @param {number} height */
  constructor(data, width, height) {
    this.data = data;
    this.width = width;
    this.height = height;
  }
}
