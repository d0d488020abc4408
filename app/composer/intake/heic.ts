/**
 * HEIC where the browser does not decode it: by libheif (LGPL-3.0, public/wasm/NOTICE.txt), loaded when the first such photo
 * comes. Its WebAssembly is a file of its own, which may be replaced.
 */
import { checkSize } from "~/imaging/formats/picture";
import type { Pixels } from "~/contract/photo";
import type { HeifDecoder, HeifImage, LibHeif, LibHeifModule } from "./libheif";
import { PhotoRefused } from "./photo-refused";

const wasmUrl = "/wasm/libheif.wasm";

/**
 * Decodes the primary image, turned upright; its colours are as they are stored (`heifProfile`).
 * @throws {PhotoRefused} when the decoder cannot be loaded, or cannot read the file
 */
export async function decodeHeic(bytes: Uint8Array): Promise<Pixels> {
  const { HeifDecoder } = await loadLibheif();
  const images = imagesIn(new HeifDecoder(), bytes);
  const image = images.find((each) => each.is_primary()) ?? images[0];
  if (image === undefined) throw new PhotoRefused({ code: "heic" });
  try {
    return await draw(image);
  } finally {
    images.forEach((each) => each.free());
  }
}

function imagesIn(decoder: HeifDecoder, bytes: Uint8Array): HeifImage[] {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new PhotoRefused({ code: "heic" });
  }
}

/** Its size is checked first: a header may claim any. */
async function draw(image: HeifImage): Promise<Pixels> {
  const size = { width: image.get_width(), height: image.get_height() };
  const refused = checkSize(size);
  if (refused) throw new PhotoRefused(refused);
  const data = new Uint8ClampedArray(size.width * size.height * 4);
  const shown = await new Promise<object | null>((resolve) => image.display({ ...size, data }, resolve));
  if (shown === null) throw new PhotoRefused({ code: "heic" });
  return { ...size, data };
}

let loading: Promise<LibHeif> | null = null;

/** Loads it once; after a failure, as without a network, again. */
async function loadLibheif(): Promise<LibHeif> {
  loading ??= load();
  try {
    return await loading;
  } catch {
    loading = null;
    throw new PhotoRefused({ code: "decoder_unavailable" });
  }
}

async function load(): Promise<LibHeif> {
  const [module, response] = await Promise.all([import("libheif-js/libheif-wasm/libheif.js"), fetch(wasmUrl)]);
  if (!response.ok) throw new Error(`The decoder's file was answered with ${response.status}.`);
  // Its own types describe another layer.
  const { default: libheif } = module as unknown as LibHeifModule;
  return libheif({ wasmBinary: await response.arrayBuffer() });
}
