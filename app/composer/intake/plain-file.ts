/** Files as the server takes them: kept where that is possible, else encoded anew from what they show. */
import type { PhotoRefusal } from "~/contract/photo-refusal";
import type { Size } from "~/contract/photo";
import { heifProfile } from "~/imaging/formats/heif";
import { withProfile } from "~/imaging/formats/jpeg-icc";
import { checkSize, type ParsedPicture } from "~/imaging/formats/picture";
import type { RowSource } from "~/imaging/redaction/public-pixels";
import { maxCanvasSidePx } from "./canvas";
import { decodeUpright, rowsOf, type Decoded } from "./decode";
import { encodeJpeg } from "./encode-jpeg";
import { planFile, type FilePlan } from "./file-plan";
import { fitPixels, fittedSize, rowsOfPixels } from "./fit";
import { decodeHeic } from "./heic";
import { PhotoRefused } from "./photo-refused";

/** A picture that the server takes. */
export interface PlainFile {
  bytes: Uint8Array<ArrayBuffer>;
  picture: ParsedPicture;
}

/** Qualities of what is encoded anew, best first, and the size that leads to the next: a phone's 12 megapixels take about 9 MB. */
const qualities = [1, 0.95, 0.85];
const maxEncodedBytes = 12 * 1024 * 1024;

/**
 * Returns a file as the server takes it.
 * @throws {PhotoRefused} when neither it nor what it shows is a photo that a story can hold
 */
export async function plainFileOf(bytes: Uint8Array<ArrayBuffer>): Promise<PlainFile> {
  const plan = planFile(bytes);
  if (plan.kind !== "encode") return kept(plan, { code: "undecodable" });
  const { otherwise } = plan;
  if (otherwise.code !== "heic") return kept(planFile(await encodeShown(bytes, plan)), otherwise);
  // A profile that is none of ours stands in the first coding, and the browser converts from it.
  const first = await encodeHeic(bytes, plan);
  const again = planFile(first);
  return kept(again.kind === "encode" ? planFile(await encodeShown(first, again)) : again, otherwise);
}

function kept(plan: FilePlan, otherwise: PhotoRefusal): PlainFile {
  if (plan.kind === "keep") return plan;
  throw new PhotoRefused(plan.kind === "refused" ? plan.refusal : otherwise);
}

type EncodePlan = FilePlan & { kind: "encode" };

/** Encodes what the browser shows, in sRGB. */
async function encodeShown(bytes: Uint8Array<ArrayBuffer>, plan: EncodePlan): Promise<Uint8Array<ArrayBuffer>> {
  const decoded = await decodeOr(plan.otherwise, new Blob([bytes], { type: plan.type }));
  try {
    return await encode(rowsOf(decoded));
  } finally {
    decoded.close();
  }
}

/** A browser that reads HEIC, such as Safari, does it in less memory, and converts the colours. */
async function encodeHeic(bytes: Uint8Array<ArrayBuffer>, plan: EncodePlan): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await encodeShown(bytes, plan);
  } catch (error) {
    if (!(error instanceof PhotoRefused) || error.refusal !== plan.otherwise) throw error;
  }
  const profile = heifProfile(bytes);
  const jpeg = await encode(rowsOfPixels(await decodeHeic(bytes)));
  return profile === null ? jpeg : withProfile(jpeg, profile);
}

/** Says why a file is odd, rather than that it cannot be decoded. */
async function decodeOr(otherwise: PhotoRefusal, blob: Blob): Promise<Decoded> {
  try {
    return await decodeUpright(blob);
  } catch (error) {
    const isUndecodable = error instanceof PhotoRefused && error.refusal.code === "undecodable";
    throw isUndecodable ? new PhotoRefused(otherwise) : error;
  }
}

/** Encodes a picture as large as this browser's canvas and a phone's memory allow. */
async function encode(rows: RowSource): Promise<Uint8Array<ArrayBuffer>> {
  const refused = checkSize(rows);
  if (refused) throw new PhotoRefused(refused);
  const { width, height } = fittedSize(rows, roomySidePx(rows));
  const longestSidePx = Math.max(width, height);
  // Where such a canvas is too large, as on older iPhones, every browser has the smaller one.
  if (longestSidePx > maxCanvasSidePx)
    return encodeFitted(rows, longestSidePx).catch(() => encodeFitted(rows, maxCanvasSidePx));
  return encodeFitted(rows, longestSidePx);
}

function encodeFitted(rows: RowSource, longestSidePx: number): Promise<Uint8Array<ArrayBuffer>> {
  return encodeJpeg(fitPixels(rows, longestSidePx), { qualities, maxBytes: maxEncodedBytes });
}

/** The area of a Safari's canvas: more would also take more than twice 67 MB, for the pixels and the canvas. */
const maxEncodedPixels = 4096 * 4096;
const maxEncodedSidePx = 8192;

/** Returns the longest side at which a picture has no more than the most pixels. */
function roomySidePx({ width, height }: Size): number {
  const share = Math.sqrt(maxEncodedPixels / (width * height));
  return Math.min(maxEncodedSidePx, Math.floor(Math.max(width, height) * share));
}
