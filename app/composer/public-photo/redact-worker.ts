import type { Region } from "~/contract/photo";
import type { PhotoRefusal } from "~/contract/photo-refusal";
import { decodePhoto, requireTrueCanvas, rowsOf } from "~/composer/intake/decode";
import { encodePublicPhoto } from "./encode";
import { PhotoRefused } from "~/composer/intake/photo-refused";
import { publicPixelsOf } from "~/imaging/redaction/public-pixels";
import type { RedactionStyle } from "~/imaging/redaction/redact";
import type { RedactionRegion } from "~/imaging/geometry";

/** The worker makes one public photo per request. */
export interface RedactionRequest {
  file: Blob;
  regions: readonly RedactionRegion[];
  style: RedactionStyle;
}

/** The worker answers once. */
export type RedactionAnswer =
  | { kind: "made"; blob: Blob; width: number; height: number; regions: Region[] }
  | { kind: "refused"; refusal: PhotoRefusal }
  | { kind: "failed"; message: string };

self.addEventListener("message", (event: MessageEvent<RedactionRequest>) => {
  void answer(event.data).then((reply) => self.postMessage(reply));
});

async function answer(request: RedactionRequest): Promise<RedactionAnswer> {
  try {
    requireTrueCanvas();
    const { bitmap } = await decodePhoto(request.file);
    const { pixels, regions } = publicPixelsOf(rowsOf(bitmap), request.regions, { style: request.style });
    bitmap.close();
    const blob = await encodePublicPhoto(pixels);
    return { kind: "made", blob, width: pixels.width, height: pixels.height, regions };
  } catch (error) {
    if (error instanceof PhotoRefused) return { kind: "refused", refusal: error.refusal };
    return { kind: "failed", message: error instanceof Error ? error.message : String(error) };
  }
}
