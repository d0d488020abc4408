/**
 * PNG (W3C, third edition): a signature and chunks of length, type, data and CRC. Kept are the picture's own chunks and
 * those that say how its colours are meant; text, time, EXIF and private chunks are left out, and one of our own profiles stands
 * in place of any.
 */
import type { Size } from "~/contract/photo";
import { big32, concat, latin1, latin1Bytes, u32 } from "./bytes";
import { profileOf, type Channels, type PictureColours } from "./colour-space";
import { maxExifBytes, orientationOf, tiffWithOrientation } from "./exif";
import { broken, checkSize, distinct, maxSegments, truncated } from "./picture";
import type { ParsedPicture, Refused, Shown } from "./picture";
import { coloursOfChunk, profileChunkData } from "./png-icc";

export const signature = latin1Bytes("\x89PNG\r\n\x1a\n");
export const kept = new Set(["IHDR", "PLTE", "tRNS", "IDAT", "IEND", "gAMA", "cHRM", "sRGB", "cICP"]);
export const animation = new Set(["acTL", "fcTL", "fdAT"]);

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
  const { summary, add } = summarise();
  for (const { type, data } of chunks) add(type, data.length);
  const damage = checkSummary(summary);
  if (damage) return damage;
  const exif = exifIn(chunks);
  return {
    kind: "parsed",
    type: "image/png",
    ...readSize(bytes),
    coding: bytes[headerAt + 8] === 16 ? "deep" : "plain",
    exif,
    orientation: exif ? orientationOf(exif) : 1,
    colours: coloursIn(chunks, channelsOf(bytes)),
    removed: distinct(chunks.filter(({ type }) => !kept.has(type)).map(({ type }) => nameOf(type))),
    endByte,
    rebuild: (shown) => rebuild(chunks, shown),
  };
}

/** Readers look for it before the picture's data. */
function exifIn(chunks: readonly Chunk[]): Uint8Array | null {
  const exif = chunks.findIndex(({ type }) => type === "eXIf");
  const isEarly = exif !== -1 && exif < chunks.findIndex(({ type }) => type === "IDAT");
  return isEarly ? chunks[exif]!.data.subarray(0, maxExifBytes) : null;
}

/** A profile stands before the picture's data, or says nothing. */
function coloursIn(chunks: readonly Chunk[], channels: Channels): PictureColours {
  const profile = chunks
    .slice(
      0,
      chunks.findIndex(({ type }) => type === "IDAT"),
    )
    .find(({ type }) => type === "iCCP");
  return profile === undefined ? "srgb" : coloursOfChunk(profile.data, channels);
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

export function readSize(bytes: Uint8Array): Size {
  return { width: u32(bytes, headerAt), height: u32(bytes, headerAt + 4) };
}

/** Types 0 and 4 are grey, without and with opacity. */
export function channelsOf(bytes: Uint8Array): Channels {
  return ((bytes[headerAt + 9] ?? 0) & 3) === 0 ? "grey" : "rgb";
}

/** Asked before the chunks are read, which takes a checksum over all of them. */
export function checkHeader(bytes: Uint8Array): Refused | null {
  if (bytes.length < 33) return truncated;
  if (u32(bytes, 8) !== 13 || latin1(bytes, 12, 4) !== "IHDR") return broken("no_header");
  return checkSize(readSize(bytes));
}

/** Most bytes of the chunks that are kept beside the picture's data, so that nothing else hides in them. */
export const maxDataBytes: Record<string, number> = {
  PLTE: 768,
  tRNS: 256,
  gAMA: 4,
  cHRM: 32,
  sRGB: 1,
  cICP: 4,
  IEND: 0,
};

/** A summary of a file's chunks. Types in the order in which they came. */
export interface ChunkSummary {
  isAnimated: boolean;
  /** The number of chunks of each kept type. */
  counts: ReadonlyMap<string, number>;
  /** The first chunk that holds more than its kind may; and the first critical one that is unknown. */
  tooLong: string | null;
  unknown: string | null;
  /** Whether other chunks stand between those of the picture's data. */
  isDataSplit: boolean;
}

/** Returns a summary that chunks are added to, one after the other. */
export function summarise() {
  const counts = new Map<string, number>();
  const summary = {
    isAnimated: false,
    counts,
    tooLong: null as string | null,
    unknown: null as string | null,
    isDataSplit: false,
  };
  let last = "";
  const add = (type: string, length: number) => {
    summary.isAnimated ||= animation.has(type);
    summary.isDataSplit ||= type === "IDAT" && last !== "IDAT" && counts.has("IDAT");
    if (length > (maxDataBytes[type] ?? Infinity)) summary.tooLong ??= type;
    if (/^[A-Z]/.test(type) && !kept.has(type)) summary.unknown ??= type;
    if (kept.has(type)) counts.set(type, (counts.get(type) ?? 0) + 1);
    last = type;
  };
  return { summary: summary as ChunkSummary, add };
}

/** Returns why these chunks are not one still picture; null when they are. */
export function checkSummary({ isAnimated, counts, tooLong, unknown, isDataSplit }: ChunkSummary): Refused | null {
  if (isAnimated) return { kind: "refused", code: "animated" };
  const repeated = [...kept].find((kind) => kind !== "IDAT" && (counts.get(kind) ?? 0) > 1);
  if (repeated !== undefined) return broken("repeated_part", repeated);
  if (tooLong !== null) return broken("part_too_long", printable(tooLong));
  if (!counts.has("IDAT")) return broken("no_picture_data");
  if (isDataSplit) return broken("picture_data_misplaced");
  return unknown === null ? null : broken("unknown_part", printable(unknown));
}

/** Returns the name of a chunk that is left out. */
function nameOf(type: string): string {
  if (type === "eXIf") return "EXIF";
  if (type === "iCCP") return "colour profile";
  return ["tEXt", "zTXt", "iTXt"].includes(type) ? "text" : printable(type);
}

export function printable(type: string): string {
  return type.replace(/[^A-Za-z]/g, "?");
}

function rebuild(chunks: readonly Chunk[], shown: Shown): Uint8Array<ArrayBuffer> {
  const [header = new Uint8Array(), ...rest] = chunks.filter(({ type }) => kept.has(type)).map(({ bytes }) => bytes);
  return concat([signature, header, ...shownChunks(shown), ...rest]);
}

/** Returns the chunks that say how a picture is to be shown, as they stand behind its header. */
export function shownChunks({ orientation, colours }: Shown): Uint8Array[] {
  const profile = profileOf(colours);
  return [
    ...(orientation === 1 ? [] : [chunkOf("eXIf", tiffWithOrientation(orientation))]),
    ...(profile ? [chunkOf("iCCP", profileChunkData(profile))] : []),
  ];
}

export function chunkOf(type: string, data: Uint8Array): Uint8Array {
  const body = concat([latin1Bytes(type), data]);
  return concat([big32(data.length), body, big32(crc32(body))]);
}

const crcTable = Uint32Array.from({ length: 256 }, (_entry, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

/** W3C PNG, annex D. */
function crc32(bytes: Uint8Array): number {
  return finishCrc(addToCrc(crcStart, bytes));
}

/** A checksum that is computed piece by piece: from this, by `addToCrc`, to `finishCrc`. */
export const crcStart = 0xffffffff;

export function addToCrc(crc: number, bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length; at++) crc = crcTable[(crc ^ bytes[at]!) & 0xff]! ^ (crc >>> 8);
  return crc;
}

export function finishCrc(crc: number): number {
  return (crc ^ 0xffffffff) >>> 0;
}
