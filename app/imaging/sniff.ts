import { maxPhotoBytes, maxPhotoPixels, minPhotoSide } from "~/contract/limits";
import type { PhotoType, Size } from "~/contract/photo";
import type { PhotoProblem } from "~/composer/photo-refused";
import { publicSizeOf } from "./shrink";

/** What a file's bytes say it is, before anything is decoded. The size is as stored: not yet turned upright. */
export type Sniffed =
  { kind: "photo"; type: PhotoType; size: Size; end: number } | { kind: "refused"; code: PhotoProblem };

type Walked = { size: Size; end: number } | PhotoProblem;

/**
 * Reads type, size and end of a picture from its bytes: JPEG's markers, PNG's and WebP's chunks. Never throws.
 * A helpful answer for the person who chose the file; the server looks again, and more strictly.
 */
export function sniff(bytes: Uint8Array): Sniffed {
  if (bytes.length === 0) return { kind: "refused", code: "empty" };
  if (bytes.length > maxPhotoBytes) return { kind: "refused", code: "too_large" };
  const type = typeOf(bytes);
  if (type === null) return { kind: "refused", code: nameOther(bytes) };
  const walked = walk(bytes, type);
  if (typeof walked === "string") return { kind: "refused", code: walked };
  const problem = problemWith(walked.size);
  return problem ? { kind: "refused", code: problem } : { kind: "photo", type, ...walked };
}

function problemWith(size: Size): PhotoProblem | null {
  if (size.width * size.height > maxPhotoPixels) return "too_many_pixels";
  const shown = publicSizeOf(size);
  return Math.min(shown.width, shown.height) < minPhotoSide ? "too_small" : null;
}

function typeOf(bytes: Uint8Array): PhotoType | null {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return "image/jpeg";
  if (text(bytes, 0, 8) === "\x89PNG\r\n\x1a\n") return "image/png";
  return text(bytes, 0, 4) === "RIFF" && text(bytes, 8, 4) === "WEBP" ? "image/webp" : null;
}

/** How files of BMP, TIFF of either byte order, and ICO begin. */
const otherPictures = ["BM", "II*\0", "MM\0*", "\0\0\x01\0"];

/** Names what people choose by mistake, so that the answer can say what to do. */
function nameOther(bytes: Uint8Array): PhotoProblem {
  const brand = text(bytes, 4, 4) === "ftyp" ? text(bytes, 8, 4) : "";
  if (/^(hei|hev|mif1|msf1)/.test(brand)) return "heic";
  if (brand.startsWith("avi")) return "unsupported";
  if (/^GIF8[79]a/.test(text(bytes, 0, 6))) return "gif";
  if (otherPictures.some((start) => text(bytes, 0, start.length) === start)) return "unsupported";
  return /<svg[\s>]/i.test(text(bytes, 0, 1024)) ? "svg" : "not_an_image";
}

function walk(bytes: Uint8Array, type: PhotoType): Walked {
  switch (type) {
    case "image/jpeg":
      return walkJpeg(bytes);
    case "image/png":
      return walkPng(bytes);
    case "image/webp":
      return walkWebp(bytes);
    default:
      return type satisfies never;
  }
}

/** ITU T.81, annex B: segments, of which SOF holds the size; after SOS coded data, in which a marker is FF and not 00. */
function walkJpeg(bytes: Uint8Array): Walked {
  const view = viewOf(bytes);
  let size: Size | null = null;
  for (let at = 2; at + 4 <= bytes.length;) {
    if (bytes[at] !== 0xff) return "truncated";
    const marker = bytes[at + 1] as number;
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (isFrame(marker) && at + 9 <= bytes.length) {
      size = { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    }
    at += 2 + view.getUint16(at + 2);
    if (marker === 0xda) at = endOfScan(bytes, at);
    if (bytes[at] === 0xff && bytes[at + 1] === 0xd9) return size ? { size, end: at + 2 } : "truncated";
  }
  return "truncated";
}

/** Start of frame: C0 to CF but for DHT (C4), JPG (C8) and DAC (CC). */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** The place of the next marker that is not a stuffed zero, a restart (D0 to D7) or a fill byte. */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
  }
  return bytes.length;
}

/** PNG, third edition: chunks of length, type, data, CRC; acTL makes it an animation. */
function walkPng(bytes: Uint8Array): Walked {
  const view = viewOf(bytes);
  if (bytes.length < 24) return "truncated";
  const size = { width: view.getUint32(16), height: view.getUint32(20) };
  for (let at = 8; at + 12 <= bytes.length;) {
    const name = text(bytes, at + 4, 4);
    if (name === "acTL") return "animated";
    const next = at + 12 + view.getUint32(at);
    if (name === "IEND") return { size, end: next };
    at = next;
  }
  // The header alone refuses a bomb, also one that is cut short.
  return problemWith(size) ?? "truncated";
}

/** RFC 9649: VP8X holds the canvas and the animation flag, else the first frame's header holds the size. */
function walkWebp(bytes: Uint8Array): Walked {
  const view = viewOf(bytes);
  if (bytes.length < 30) return "truncated";
  const end = 8 + view.getUint32(4, true);
  const name = text(bytes, 12, 4);
  if (name === "VP8X" && ((bytes[20] as number) & 2) !== 0) return "animated";
  const size = webpSize(view, name);
  if (size === null) return "not_an_image";
  return end > bytes.length ? "truncated" : { size, end };
}

function webpSize(view: DataView, name: string): Size | null {
  if (name === "VP8X") {
    const width = 1 + (view.getUint32(24, true) & 0xffffff);
    const height = 1 + (view.getUint32(26, true) >>> 8);
    return { width, height };
  }
  if (name === "VP8L") {
    const bits = view.getUint32(21, true);
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
  }
  if (name !== "VP8 ") return null;
  return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function text(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}
