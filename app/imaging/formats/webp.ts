/**
 * WebP (RFC 9649): a RIFF of chunks. Kept are the picture (VP8 or VP8L), its opacity, and the extended header with its
 * flags corrected; EXIF, XMP, colour profiles and unknown chunks are left out. Animation is refused.
 */
import type { Size } from "~/contract/photo";
import { concat, latin1, latin1Bytes, u16le, u24le, u32le } from "./bytes";
import { tiffAfterPrefix, tiffWithOrientation } from "./exif";
import { broken, checkSize, distinct, maxSegments, truncated, type ParsedPicture, type Refused } from "./picture";

const opacityFlag = 0x10;
const exifFlag = 0x08;
const animationFlag = 0x02;

interface Chunk {
  type: string;
  data: Uint8Array;
}

/** Parses bytes that begin like a WebP. Never throws. */
export function parseWebp(bytes: Uint8Array): ParsedPicture | Refused {
  const endByte = 8 + u32le(bytes, 4);
  if (bytes.length < 20 || endByte > bytes.length) return truncated;
  const chunks = splitChunks(bytes.subarray(0, endByte));
  if ("kind" in chunks) return chunks;
  const wrong = checkChunks(chunks);
  if (wrong) return wrong;
  const size = readSize(chunks);
  if ("kind" in size) return size;
  return {
    kind: "parsed",
    type: "image/webp",
    ...size,
    coding: "plain",
    exif: exifIn(chunks),
    removed: distinct(chunks.filter(({ type }) => !isKept(type)).map(({ type }) => nameOf(type))),
    endByte,
    rebuild: (orientation) => rebuild(chunks, size, orientation),
  };
}

function isKept(type: string): boolean {
  return ["VP8X", "ALPH", "VP8 ", "VP8L"].includes(type);
}

function isCoded({ type }: Chunk): boolean {
  return type === "VP8 " || type === "VP8L";
}

function extendedHeaderIn(chunks: readonly Chunk[]): Chunk | undefined {
  return chunks.find(({ type }) => type === "VP8X");
}

function exifIn(chunks: readonly Chunk[]): Uint8Array | null {
  const exif = chunks.find(({ type }) => type === "EXIF");
  return exif ? (tiffAfterPrefix(exif.data) ?? exif.data) : null;
}

function splitChunks(bytes: Uint8Array): Chunk[] | Refused {
  const chunks: Chunk[] = [];
  let at = 12;
  while (at + 8 <= bytes.length) {
    const length = u32le(bytes, at + 4);
    const end = at + 8 + length;
    if (end > bytes.length) return truncated;
    if (chunks.length >= maxSegments) return broken("too_many_parts");
    chunks.push({ type: latin1(bytes, at, 4), data: bytes.subarray(at + 8, end) });
    at = end + (length % 2);
  }
  return at >= bytes.length ? chunks : broken("segment_too_short");
}

/** Returns why these chunks are not one still picture; null when they are. */
function checkChunks(chunks: readonly Chunk[]): Refused | null {
  const count = (kind: string) => chunks.filter(({ type }) => type === kind).length;
  const extended = extendedHeaderIn(chunks);
  const isAnimated = count("ANIM") + count("ANMF") > 0 || ((extended?.data[0] ?? 0) & animationFlag) !== 0;
  if (isAnimated) return { kind: "refused", code: "animated" };
  const pictures = chunks.filter(isCoded).length;
  if (pictures === 0) return broken("no_picture_data");
  if (pictures > 1) return broken("several_pictures");
  const repeated = ["VP8X", "ALPH"].find((kind) => count(kind) > 1);
  if (repeated !== undefined) return broken("repeated_part", repeated);
  return extended && (extended !== chunks[0] || extended.data.length !== 10) ? broken("wrong_header") : null;
}

function readSize(chunks: readonly Chunk[]): Size | Refused {
  const picture = chunks.find(isCoded)!;
  const size = picture.type === "VP8 " ? lossySize(picture.data) : losslessSize(picture.data);
  if ("kind" in size) return size;
  const wrong = checkSize(size);
  if (wrong) return wrong;
  const extended = extendedHeaderIn(chunks);
  if (!extended) return size;
  const [width, height] = [u24le(extended.data, 4) + 1, u24le(extended.data, 7) + 1];
  return width === size.width && height === size.height ? size : broken("sizes_differ");
}

/** RFC 6386, 9.1: a key frame's tag, its start code, and 14 bits each of width and height. */
function lossySize(data: Uint8Array): Size | Refused {
  const isKeyFrame =
    data.length >= 10 && (data[0]! & 1) === 0 && data[3] === 0x9d && data[4] === 0x01 && data[5] === 0x2a;
  if (!isKeyFrame) return broken("no_picture_data");
  const firstPartition = u24le(data, 0) >>> 5;
  if (10 + firstPartition > data.length) return truncated;
  return { width: u16le(data, 6) & 0x3fff, height: u16le(data, 8) & 0x3fff };
}

/** RFC 9649, 3.4: a signature byte, then 14 bits each of width - 1 and height - 1. */
function losslessSize(data: Uint8Array): Size | Refused {
  if (data.length < 5 || data[0] !== 0x2f) return broken("no_picture_data");
  const bits = u32le(data, 1);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

function rebuild(chunks: readonly Chunk[], { width, height }: Size, orientation: number): Uint8Array<ArrayBuffer> {
  const extended = extendedHeaderIn(chunks);
  const opacity = chunks.filter(({ type }) => type === "ALPH");
  const turn: Chunk[] = orientation === 1 ? [] : [{ type: "EXIF", data: tiffWithOrientation(orientation) }];
  const hasOpacity = opacity.length > 0 || ((extended?.data[0] ?? 0) & opacityFlag) !== 0;
  const flags = (hasOpacity ? opacityFlag : 0) | (turn.length > 0 ? exifFlag : 0);
  const data = Uint8Array.from([flags, 0, 0, 0, ...little24(width - 1), ...little24(height - 1)]);
  const header: Chunk[] = extended || turn.length > 0 ? [{ type: "VP8X", data }] : [];
  const all = [...header, ...opacity, ...chunks.filter(isCoded), ...turn];
  const body = concat([latin1Bytes("WEBP"), ...all.map(chunkBytes)]);
  return concat([latin1Bytes("RIFF"), little32(body.length), body]);
}

function chunkBytes({ type, data }: Chunk): Uint8Array {
  return concat([latin1Bytes(type), little32(data.length), data, new Uint8Array(data.length % 2)]);
}

/** Returns the name of a chunk that is left out. */
function nameOf(type: string): string {
  if (type === "EXIF") return "EXIF";
  if (type === "XMP ") return "XMP";
  return type === "ICCP" ? "colour profile" : type.replace(/[^A-Za-z0-9]/g, "?");
}

function little24(value: number): number[] {
  return [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff];
}

function little32(value: number): Uint8Array {
  return Uint8Array.from([...little24(value), value >>> 24]);
}
