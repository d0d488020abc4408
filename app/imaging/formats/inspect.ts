/**
 * Reads the type and size of a file from its bytes: the one look that the browser takes before it decodes a photo, and the server before
 * it stores one. Pure, and never throws, whatever the bytes. Nothing is decoded, so a large original costs a walk over its
 * segments and no more.
 */
import { maxPhotoBytes } from "~/contract/limits";
import type { PhotoType, Size } from "~/contract/photo";
import { latin1 } from "./bytes";
import { parseJpeg } from "./jpeg";
import type { ParsedPicture, Refused } from "./picture";
import { parsePng } from "./png";
import { parseWebp } from "./webp";

/** A picture by its header. Width and height are in stored pixels: orientations 5 to 8 lie on a side, 1 is upright. */
export interface Inspected
  extends Size, Pick<ParsedPicture, "coding" | "exif" | "orientation" | "colours" | "endByte"> {
  kind: "picture";
  type: PhotoType;
}

/** Returns what a picture is, or why it is refused. A `coding` other than "plain" can be decoded by some browsers alone. */
export function inspect(bytes: Uint8Array): Inspected | Refused {
  const parsed = parsePicture(bytes);
  if (parsed.kind === "refused") return parsed;
  const { type, width, height, coding, exif, orientation, colours, endByte } = parsed;
  return { kind: "picture", type, width, height, coding, exif, orientation, colours, endByte };
}

/** Parses a file by the format that its first bytes name. */
export function parsePicture(bytes: Uint8Array): ParsedPicture | Refused {
  if (bytes.length === 0) return { kind: "refused", code: "empty" };
  if (bytes.length > maxPhotoBytes) return { kind: "refused", code: "too_large", maxBytes: maxPhotoBytes };
  const type = typeOf(bytes);
  return type === null ? { kind: "refused", code: foreignKind(bytes) } : parsers[type](bytes);
}

const parsers = { "image/jpeg": parseJpeg, "image/png": parsePng, "image/webp": parseWebp } as const;

/** Returns a picture's format by its first 12 bytes; null when it is none that is taken. */
export function typeOf(bytes: Uint8Array): PhotoType | null {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return "image/jpeg";
  if (latin1(bytes, 0, 8) === "\x89PNG\r\n\x1a\n") return "image/png";
  return latin1(bytes, 0, 4) === "RIFF" && latin1(bytes, 8, 4) === "WEBP" ? "image/webp" : null;
}

/** Returns the kind of file that people choose by mistake, so that a sentence can say what to do about it: by its first 1,024 bytes. */
export function foreignKind(bytes: Uint8Array) {
  const brands = latin1(bytes, 4, 4) === "ftyp" ? latin1(bytes, 8, 24) : "";
  // Before HEIC: an AVIF also names the family (mif1) that both belong to.
  if (/avi[fs]/.test(brands)) return "avif";
  if (/hei[cfmsx]|hev[cmsx]|mif1|msf1/.test(brands)) return "heic";
  const named = signatures.find(({ starts }) => starts.some((start) => latin1(bytes, 0, start.length) === start));
  if (named) return named.kind;
  return isSvg(latin1(bytes, 0, 1024)) ? "svg" : "not_an_image";
}

const signatures = [
  { kind: "gif", starts: ["GIF8"] },
  { kind: "tiff", starts: ["II*\0", "MM\0*"] },
  { kind: "bmp", starts: ["BM"] },
  { kind: "ico", starts: ["\0\0\x01\0"] },
  { kind: "pdf", starts: ["%PDF-"] },
] as const;

/** An SVG may begin with a byte order mark, a prologue, a comment or a document type. */
function isSvg(start: string): boolean {
  const isMarkup = /^(\u00ef\u00bb\u00bf)?\s*<(svg|[?!])/i.test(start);
  return isMarkup && /<svg[\s>/]/i.test(start) && !/<html|<!doctype html/i.test(start);
}
