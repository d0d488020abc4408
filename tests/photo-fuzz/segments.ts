/**
 * Builds pictures and parts of pictures, and names a picture's parts. On purpose it has its own readers of JPEG, PNG and
 * WebP, independent of `app/imaging/formats`: tests use them to prove what the product's parsers let through.
 */
import { crc32, deflateSync } from "node:zlib";
import type { PhotoType } from "~/contract/photo";

/** Bytes from texts (a character a byte), numbers and bytes, one after the other. */
export function bytes(...parts: (string | number[] | Uint8Array)[]): Uint8Array {
  return Uint8Array.from(
    Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from(part)))),
  );
}

export function big16(value: number): number[] {
  return [(value >> 8) & 255, value & 255];
}

export function big32(value: number): number[] {
  return [...big16(value >>> 16), ...big16(value & 0xffff)];
}

export function little32(value: number): number[] {
  return big32(value).reverse();
}

/** A JPEG segment. */
export function segment(marker: number, payload: string | number[] | Uint8Array): Uint8Array {
  const body = bytes(payload);
  return bytes([0xff, marker], big16(body.length + 2), body);
}

/** A JPEG's frame header: C0 is baseline, C2 progressive. */
export function frame(marker: number, precision: number, width: number, height: number, channels = 3): Uint8Array {
  return segment(marker, [
    ...[precision, ...big16(height), ...big16(width), channels],
    ...Array.from({ length: channels }, (_none, index) => [index + 1, 0x11, 0]).flat(),
  ]);
}

/** A JPEG of these segments and an empty scan: parsers take it, decoders do not. */
export function jpegOf(...segments: Uint8Array[]): Uint8Array {
  return bytes([0xff, 0xd8], ...segments, [0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 1, 0xff, 0xd9]);
}

/** A JPEG whose frame header claims another size. */
export function claimingSize(jpeg: Uint8Array, width: number, height: number): Uint8Array {
  const claiming = jpeg.slice();
  for (let at = 2; at < claiming.length; at += 2 + ((claiming[at + 2]! << 8) | claiming[at + 3]!)) {
    if ((claiming[at + 1]! & 0xf0) !== 0xc0 || [0xc4, 0xc8, 0xcc].includes(claiming[at + 1]!)) continue;
    claiming.set([...big16(height), ...big16(width)], at + 5);
    return claiming;
  }
  throw new Error("This JPEG has no frame.");
}

/** A PNG of that size in its header, and hardly any data. */
export function pngOf(width: number, height: number, depth = 8): Uint8Array {
  return bytes(
    "\x89PNG\r\n\x1a\n",
    pngChunk("IHDR", [...big32(width), ...big32(height), depth, 2, 0, 0, 0]),
    pngChunk("IDAT", deflateSync(Buffer.alloc(10))),
    pngChunk("IEND", []),
  );
}

/** A PNG chunk with its checksum. */
export function pngChunk(type: string, data: string | number[] | Uint8Array): Uint8Array {
  const body = bytes(type, data);
  return bytes(big32(body.length - 4), body, big32(crc32(body)));
}

/** A PNG whose checksums were made right again, as an attacker would, for as far as its chunks can be followed. */
export function withPngChecksums(png: Uint8Array): Uint8Array {
  const mended = Buffer.from(png);
  let at = 8;
  while (at + 12 <= mended.length) {
    const end = at + 8 + mended.readUInt32BE(at);
    if (end + 4 > mended.length) break;
    mended.writeUInt32BE(crc32(mended.subarray(at + 4, end)), end);
    at = end + 4;
  }
  return bytes(mended);
}

/** A WebP chunk with its padding. */
export function webpChunk(type: string, data: string | number[] | Uint8Array): Uint8Array {
  const body = bytes(data);
  return bytes(type, little32(body.length), body, body.length % 2 ? [0] : []);
}

/** A WebP with chunks added behind its own, and the RIFF's length to match. */
export function withWebpChunks(webp: Uint8Array, ...chunks: Uint8Array[]): Uint8Array {
  const body = bytes(webp.subarray(8), ...chunks);
  return bytes("RIFF", little32(body.length), body);
}

/** A JPEG with segments put in behind its start. */
export function withSegments(jpeg: Uint8Array, ...segments: Uint8Array[]): Uint8Array {
  return bytes(jpeg.subarray(0, 2), ...segments, jpeg.subarray(2));
}

/** A PNG with chunks put in behind its header. */
export function withPngChunks(png: Uint8Array, ...chunks: Uint8Array[]): Uint8Array {
  return bytes(png.subarray(0, 33), ...chunks, png.subarray(33));
}

/** Returns the names of a picture's parts, in order; "?" and where, when what comes is no part, or comes after the end. */
export function partsOf(picture: Uint8Array, type: PhotoType): string[] {
  const view = Buffer.from(picture.buffer, picture.byteOffset, picture.length);
  if (type === "image/jpeg") return jpegParts(view);
  return type === "image/png" ? pngParts(view) : webpParts(view);
}

function jpegParts(view: Buffer): string[] {
  const parts: string[] = [];
  let at = 2;
  while (at < view.length) {
    if (view[at] !== 0xff) return [...parts, `? ${at}`];
    const marker = view[at + 1]!;
    parts.push(marker.toString(16));
    if (marker === 0xd9) return at + 2 === view.length ? parts : [...parts, `? ${at + 2}`];
    at += 2 + view.readUInt16BE(at + 2);
    if (marker !== 0xda) continue;
    while (at < view.length && !(view[at] === 0xff && view[at + 1] !== 0 && !isRestart(view[at + 1]!))) at++;
  }
  return [...parts, `? ${at}`];
}

function isRestart(marker: number): boolean {
  return marker >= 0xd0 && marker <= 0xd7;
}

function pngParts(view: Buffer): string[] {
  const parts: string[] = [];
  let at = 8;
  while (at + 12 <= view.length) {
    parts.push(view.toString("latin1", at + 4, at + 8));
    at += 12 + view.readUInt32BE(at);
  }
  return at === view.length ? parts : [...parts, `? ${at}`];
}

function webpParts(view: Buffer): string[] {
  const parts: string[] = [];
  if (view.readUInt32LE(4) + 8 !== view.length) parts.push("? length");
  let at = 12;
  while (at + 8 <= view.length) {
    parts.push(view.toString("latin1", at, at + 4));
    const length = view.readUInt32LE(at + 4);
    at += 8 + length + (length % 2);
  }
  return at === view.length ? parts : [...parts, `? ${at}`];
}

/** The parts that a public copy may have. */
export const allowedParts: Record<PhotoType, Set<string>> = {
  "image/jpeg": new Set(["e0", "ee", "db", "c0", "c1", "c2", "c4", "dd", "da", "d9"]),
  "image/png": new Set(["IHDR", "PLTE", "tRNS", "gAMA", "cHRM", "sRGB", "IDAT", "IEND"]),
  "image/webp": new Set(["VP8X", "ALPH", "VP8 ", "VP8L"]),
};
