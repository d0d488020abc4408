/** Public copies for the demo, made with the app's own redaction from photos that a dev dependency ships. */
import { build } from "esbuild";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

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

/** @type {Promise<typeof import("../../app/imaging/redaction/redact") & typeof import("../../app/imaging/geometry")> | undefined} */
let bundled;

function redaction() {
  bundled ??= bundleRedaction();
  return bundled;
}

async function bundleRedaction() {
  const contents = 'export * from "./app/imaging/redaction/redact"; export * from "./app/imaging/geometry";';
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: "." },
    bundle: true,
    format: "esm",
    write: false,
    logLevel: "error",
  });
  // No file: several processes do this at the same time.
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0]?.contents ?? "").toString("base64")}`);
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

/** What the decoder makes in a browser, where Node has none. */
class PlainImageData {
  /** @param {Uint8ClampedArray} data @param {number} width @param {number} height */
  constructor(data, width, height) {
    this.data = data;
    this.width = width;
    this.height = height;
  }
}
