/**
 * PNG (W3C, third edition): a signature and chunks of length, type, data and CRC. Kept are the picture's own chunks and
 * those that say how its colours are meant; text, time, EXIF, colour profiles and private chunks are left out.
 */
import { ascii, bytesOf, concat, u32 } from "./bytes";
import { orientationBlock, orientationOf } from "./exif";
import type { Size } from "~/contract/photo";
import { broken, maxSegments, refused, refusedSize, truncated, type Refused, type Walked } from "./walked";

const signature = bytesOf("\x89PNG\r\n\x1a\n");
const kept = new Set(["IHDR", "PLTE", "tRNS", "IDAT", "IEND", "gAMA", "cHRM", "sRGB"]);
const animation = new Set(["acTL", "fcTL", "fdAT"]);

interface Chunk {
  type: string;
  bytes: Uint8Array;
  data: Uint8Array;
}

export function walkPng(bytes: Uint8Array): Walked | Refused {
  const wrong = wrongHeader(bytes);
  if (wrong) return wrong;
  const split = splitChunks(bytes);
  if ("kind" in split) return split;
  const { chunks, end } = split;
  if (chunks.some(({ type }) => animation.has(type))) {
    return refused("animated", "Animated pictures cannot be used: export one frame as JPEG or PNG.");
  }
  const damage = wrongOrder(chunks);
  if (damage) return damage;
  const exif = chunks.find(({ type }) => type === "eXIf");
  return {
    kind: "walked",
    type: "image/png",
    ...readSize(bytes),
    orientation: exif ? orientationOf(exif.data) : 1,
    removed: [...new Set(chunks.filter(({ type }) => !kept.has(type)).map(({ type }) => nameOf(type)))],
    trailing: bytes.length - end,
    rebuild: (orientation) => {
      const [first, ...rest] = chunks.filter(({ type }) => kept.has(type)).map((chunk) => chunk.bytes);
      const turn = orientation === 1 ? [] : [chunkOf("eXIf", orientationBlock(orientation))];
      return concat([signature, ...(first ? [first] : []), ...turn, ...rest]);
    },
  };
}

function splitChunks(bytes: Uint8Array): { chunks: Chunk[]; end: number } | Refused {
  const chunks: Chunk[] = [];
  let at = signature.length;
  while (at + 12 <= bytes.length) {
    const length = u32(bytes, at);
    const end = at + 12 + length;
    if (end > bytes.length) return truncated;
    const type = ascii(bytes, at + 4, 4);
    if (crc32(bytes.subarray(at + 4, end - 4)) !== u32(bytes, end - 4))
      return broken(`the checksum of ${printable(type)} is wrong`);
    if (chunks.length >= maxSegments) return broken("it is cut into too many parts");
    chunks.push({ type, bytes: bytes.subarray(at, end), data: bytes.subarray(at + 8, end - 4) });
    at = end;
    if (type === "IEND") return { chunks, end };
  }
  return truncated;
}

/** The header is always the first chunk: its 13 bytes begin at 16 (W3C PNG, 11.2.1). */
const headerAt = 16;

function readSize(bytes: Uint8Array): Size {
  return { width: u32(bytes, headerAt), height: u32(bytes, headerAt + 4) };
}

/** Asked before the chunks are walked, which takes a checksum over all of them. */
function wrongHeader(bytes: Uint8Array): Refused | null {
  if (bytes.length < 33) return truncated;
  if (u32(bytes, 8) !== 13 || ascii(bytes, 12, 4) !== "IHDR") return broken("its header is missing");
  if (bytes[headerAt + 8] === 16)
    return refused("deep", "Only 8 bits a colour can be read: export it with 8 bits, or as JPEG.");
  return refusedSize(readSize(bytes));
}

/** Most bytes of the chunks that are kept beside the picture's data, so that nothing else hides in them. */
const maxLengths: Record<string, number> = { PLTE: 768, tRNS: 256, gAMA: 4, cHRM: 32, sRGB: 1, IEND: 0 };

function wrongOrder(chunks: Chunk[]): Refused | null {
  const single = [...kept].filter((type) => type !== "IDAT");
  if (single.some((type) => chunks.filter((chunk) => chunk.type === type).length > 1))
    return broken("a part of it comes twice");
  if (chunks.some(({ type, data }) => data.length > (maxLengths[type] ?? Infinity)))
    return broken("a part of it is too long");
  const first = chunks.findIndex(({ type }) => type === "IDAT");
  const last = chunks.findLastIndex(({ type }) => type === "IDAT");
  if (first === -1) return broken("it has no picture data");
  if (chunks.slice(first, last).some(({ type }) => type !== "IDAT")) return broken("its picture data is interrupted");
  const critical = chunks.find(({ type }) => /^[A-Z]/.test(type) && !kept.has(type));
  return critical ? broken(`the chunk ${printable(critical.type)} is unknown`) : null;
}

function nameOf(type: string): string {
  if (type === "eXIf") return "EXIF";
  if (type === "iCCP") return "colour profile";
  return ["tEXt", "zTXt", "iTXt"].includes(type) ? "text" : printable(type);
}

function printable(type: string): string {
  return type.replace(/[^A-Za-z]/g, "?");
}

function chunkOf(type: string, data: Uint8Array): Uint8Array {
  const body = concat([bytesOf(type), data]);
  return concat([big(data.length), body, big(crc32(body))]);
}

function big(value: number): Uint8Array {
  return Uint8Array.from([value >>> 24, value >>> 16, value >>> 8, value].map((byte) => byte & 0xff));
}

const crcTable = Uint32Array.from({ length: 256 }, (_entry, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = crcTable[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
