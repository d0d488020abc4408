import { maxPhotoBytes } from "~/contract/limits";
import type { PhotoRefusal } from "~/contract/photo-refusal";
import { jpegOfPixels } from "./canvas";
import { decodeUpright, rowsOf } from "./decode";
import { fitPixels } from "./fit";
import { readPreview } from "./metadata-summary";

/** Refused for another reason than that nothing can be seen, and small enough to be looked at. */
const visible = new Set<PhotoRefusal["code"]>(["animated", "gif", "too_small", "trailing_bytes"]);

const sidePx = 320;

/** Returns a small picture of a file that is refused, so that its author knows which one it is; null when there is none. */
export async function thumbnailOfRefused(file: Blob, { code }: PhotoRefusal): Promise<Blob | null> {
  try {
    if (file.size > maxPhotoBytes) return null;
    const preview = await readPreview(new Uint8Array(await file.arrayBuffer()));
    const source = preview ?? (visible.has(code) ? file : null);
    if (source === null) return null;
    const decoded = await decodeUpright(source);
    const pixels = fitPixels(rowsOf(decoded), sidePx);
    decoded.close();
    return await jpegOfPixels(pixels, 0.8);
  } catch {
    return null;
  }
}
