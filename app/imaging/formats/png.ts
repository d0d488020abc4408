/**
 * PNG (W3C, third edition): a signature and chunks of length, type, data and CRC. Kept are the picture's own chunks and
 * those that say how its colours are meant; text, time, EXIF, colour profiles and private chunks are left out.
 */
import type { Size } from "~/contract/photo";
import { concat, latin1, latin1Bytes, u32 } from "./bytes";
import { tiffWithOrientation } from "./exif";
import { broken, checkSize, distinct, maxSegments, truncated, type ParsedPicture, type Refused } from "./picture";

const signature = latin1Bytes("\x89PNG\r\n\x1a\n");
const kept = new Set(["IHDR", "PLTE", "tRNS", "IDAT", "IEND", "gAMA", "cHRM", "sRGB"]);
const animation = new Set(["acTL", "fcTL", "fdAT"]);

interface Chunk {
  type: string;
  bytes: Uint8Array;
  data: Uint8Array;
}

/** Parses bytes that begin with PNG's signature. Never throws. */
export function parsePng(bytes: Uint8Array): ParsedPicture | Refused {
  const wrong = checkHeader(bytes);
  if (wrong) return wrong;
  const split = splitChunks(bytes);
  if ("kind" in split) return split;
  const { chunks, endByte } = split;
  const damage = checkChunks(chunks);
  if (damage) return damage;
  return {
    kind: "parsed",
    type: "image/png",
    ...readSize(bytes),
    coding: bytes[headerAt + 8] === 16 ? "deep" : "plain",
    exif: chunks.find(({ type }) => type === "eXIf")?.data ?? null,
    removed: distinct(chunks.filter(({ type }) => !kept.has(type)).map(({ type }) => nameOf(type))),
    endByte,
    rebuild: (orientation) => rebuild(chunks, orientation),
  };
}

function splitChunks(bytes: Uint8Array): { chunks: Chunk[]; endByte: number } | Refused {
  const chunks: Chunk[] = [];
  let at = signature.length;
  while (at + 12 <= bytes.length) {
    const length = u32(bytes, at);
    const end = at + 12 + length;
    if (end > bytes.length) return truncated;
    const type = latin1(bytes, at + 4, 4);
    if (crc32(bytes.subarray(at + 4, end - 4)) !== u32(bytes, end - 4))
      return broken("wrong_checksum", printable(type));
    if (chunks.length >= maxSegments) return broken("too_many_parts");
    chunks.push({ type, bytes: bytes.subarray(at, end), data: bytes.subarray(at + 8, end - 4) });
    at = end;
    if (type === "IEND") return { chunks, endByte: end };
  }
  return truncated;
}

/** The header is always the first chunk: its 13 bytes begin at 16 (W3C PNG, 11.2.1). */
const headerAt = 16;

function readSize(bytes: Uint8Array): Size {
  return { width: u32(bytes, headerAt), height: u32(bytes, headerAt + 4) };
}

/** Asked before the chunks are read, which takes a checksum over all of them. */
function checkHeader(bytes: Uint8Array): Refused | null {
  if (bytes.length < 33) return truncated;
  if (u32(bytes, 8) !== 13 || latin1(bytes, 12, 4) !== "IHDR") return broken("no_header");
  return checkSize(readSize(bytes));
}

/** Most bytes of the chunks that are kept beside the picture's data, so that nothing else hides in them. */
const maxDataBytes: Record<string, number> = { PLTE: 768, tRNS: 256, gAMA: 4, cHRM: 32, sRGB: 1, IEND: 0 };

function checkChunks(chunks: readonly Chunk[]): Refused | null {
  if (chunks.some(({ type }) => animation.has(type))) return { kind: "refused", code: "animated" };
  const repeated = [...kept].find((kind) => kind !== "IDAT" && chunks.filter(({ type }) => type === kind).length > 1);
  if (repeated !== undefined) return broken("repeated_part", repeated);
  const long = chunks.find(({ type, data }) => data.length > (maxDataBytes[type] ?? Infinity));
  if (long) return broken("part_too_long", printable(long.type));
  const first = chunks.findIndex(({ type }) => type === "IDAT");
  const last = chunks.findLastIndex(({ type }) => type === "IDAT");
  if (first === -1) return broken("no_picture_data");
  if (chunks.slice(first, last).some(({ type }) => type !== "IDAT")) return broken("picture_data_misplaced");
  const critical = chunks.find(({ type }) => /^[A-Z]/.test(type) && !kept.has(type));
  return critical ? broken("unknown_part", printable(critical.type)) : null;
}

/** Returns the name of a chunk that is left out. */
function nameOf(type: string): string {
  if (type === "eXIf") return "EXIF";
  if (type === "iCCP") return "colour profile";
  return ["tEXt", "zTXt", "iTXt"].includes(type) ? "text" : printable(type);
}

function printable(type: string): string {
  return type.replace(/[^A-Za-z]/g, "?");
}

function rebuild(chunks: readonly Chunk[], orientation: number): Uint8Array<ArrayBuffer> {
  const [header = new Uint8Array(), ...rest] = chunks.filter(({ type }) => kept.has(type)).map(({ bytes }) => bytes);
  const turn = orientation === 1 ? [] : [chunkOf("eXIf", tiffWithOrientation(orientation))];
  return concat([signature, header, ...turn, ...rest]);
}

function chunkOf(type: string, data: Uint8Array): Uint8Array {
  const body = concat([latin1Bytes(type), data]);
  return concat([big32(data.length), body, big32(crc32(body))]);
}

function big32(value: number): Uint8Array {
  return Uint8Array.from([value >>> 24, value >>> 16, value >>> 8, value].map((byte) => byte & 0xff));
}

const crcTable = Uint32Array.from({ length: 256 }, (_entry, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

/** W3C PNG, annex D. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = crcTable[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
