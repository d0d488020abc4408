/** Makes a public photo of a file: in its worker, or where that cannot, in the page. */
import type { CoverStyle, DeclaredRegion } from "~/contract/photo";
import { requireTrueCanvas } from "~/composer/intake/canvas";
import { decodeParsed, rowsOf } from "~/composer/intake/decode";
import { bytesOf } from "~/composer/intake/open-file";
import { plainFileOf } from "~/composer/intake/plain-file";
import type { RedactionRegion } from "~/imaging/geometry";
import { publicPixelsOf } from "~/imaging/redaction/public-pixels";
import { encodePublicPhoto } from "./encode";

export interface RedactionRequest {
  file: Blob;
  /** In pixels of the upright photo at full size. */
  regions: readonly RedactionRegion[];
  style: CoverStyle;
}

/** The public photo as it will be uploaded. Its preview is drawn from exactly these bytes. */
export interface PublicPhoto {
  blob: Blob;
  /** Pixels of the public photo. */
  width: number;
  height: number;
  /** In whole pixels of the public photo, as declared to the server. */
  regions: DeclaredRegion[];
}

/** @throws {PhotoRefused} when the file is not a photo; `Error` when it cannot be encoded */
export async function redactFile({ file, regions, style }: RedactionRequest): Promise<PublicPhoto> {
  requireTrueCanvas();
  const { bytes, picture } = await plainFileOf(await bytesOf(file));
  const decoded = await decodeParsed(bytes, picture);
  try {
    const { pixels, regions: declared } = publicPixelsOf(rowsOf(decoded), regions, { style });
    decoded.close();
    return { blob: await encodePublicPhoto(pixels), width: pixels.width, height: pixels.height, regions: declared };
  } finally {
    decoded.close();
  }
}
