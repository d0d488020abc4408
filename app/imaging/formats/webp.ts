/**
 * WebP (RFC 9649): a RIFF of chunks. Kept are the picture (VP8 or VP8L), its opacity, and the extended header with its
 * flags corrected; EXIF, XMP and unknown chunks are left out, and one of our own profiles stands in place of any. Animation
 * is refused.
 */
import type { Size } from "~/contract/photo";
import { concat, latin1, latin1Bytes, u16le, u24le, u32le } from "./bytes";
import { coloursOf, profileOf, type PictureColours } from "./colour-space";
import { maxExifBytes, orientationOf, tiffAfterPrefix, tiffWithOrientation } from "./exif";
import { broken, checkSize, distinct, maxSegments, truncated } from "./picture";
import type { ParsedPicture, Refused, Shown } from "./picture";

const profileFlag = 0x20;
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
  const { summary, add } = summarise();
  for (const { type, data } of chunks) add(type, data.length, data);
  const size = checkSummary(summary);
  if ("kind" in size) return size;
  const exif = exifIn(chunks);
  return {
    kind: "parsed",
    type: "image/webp",
    ...size,
    coding: "plain",
    exif,
    // Only the extended format has metadata (RFC 9649, 2.7): in the simple one readers look for none.
    orientation: exif && extendedHeaderIn(chunks) ? orientationOf(exif) : 1,
    colours: coloursIn(chunks),
    removed: distinct(chunks.filter(({ type }) => !isKept(type)).map(({ type }) => nameOf(type))),
    endByte,
    rebuild: (shown) => rebuild(chunks, size, shown),
  };
}

export function isKept(type: string): boolean {
  return ["VP8X", "ALPH", "VP8 ", "VP8L"].includes(type);
}

function isCoded({ type }: Chunk): boolean {
  return isCodedType(type);
}

function isCodedType(type: string): boolean {
  return type === "VP8 " || type === "VP8L";
}

function extendedHeaderIn(chunks: readonly Chunk[]): Chunk | undefined {
  return chunks.find(({ type }) => type === "VP8X");
}

function exifIn(chunks: readonly Chunk[]): Uint8Array | null {
  const exif = chunks.find(({ type }) => type === "EXIF");
  return exif ? tiffIn(exif.data) : null;
}

function coloursIn(chunks: readonly Chunk[]): PictureColours {
  const first = chunks.findIndex(({ type }) => isPictureType(type));
  const profile = chunks.slice(0, first).find(({ type }) => type === "ICCP");
  return coloursOfChunk(extendedHeaderIn(chunks)?.data ?? null, profile?.data ?? null);
}

/** Whether a chunk holds pixels or their opacity: a profile stands before all of them, or says nothing. */
export function isPictureType(type: string): boolean {
  return type === "ALPH" || isCodedType(type);
}

/** Returns the space of a picture with this extended header and this profile. Readers look for one where the header says so. */
export function coloursOfChunk(extended: Uint8Array | null, profile: Uint8Array | null): PictureColours {
  const isStated = ((extended?.[0] ?? 0) & profileFlag) !== 0;
  return isStated && profile !== null ? coloursOf(profile, "rgb") : "srgb";
}

/** Returns the TIFF block of an EXIF chunk. */
export function tiffIn(data: Uint8Array): Uint8Array {
  const read = data.subarray(0, maxExifBytes);
  return tiffAfterPrefix(read) ?? read;
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

/** A summary of a file's chunks. */
export interface ChunkSummary {
  counts: Map<string, number>;
  /** The first extended header's data, and whether it is the first chunk. */
  extended: Uint8Array | null;
  isExtendedFirst: boolean;
  /** The first picture's type, how long its data is, and the first bytes of it. */
  coded: { type: string; length: number; start: Uint8Array } | null;
  isOpacityLate: boolean;
}

/** Bytes at the start of a coded picture that are looked at. */
export const codedStartBytes = 10;

/** Returns a summary that chunks are added to, one after the other. `start`: the first bytes of its data, 10 at least. */
export function summarise() {
  const summary: ChunkSummary = {
    counts: new Map(),
    extended: null,
    isExtendedFirst: false,
    coded: null,
    isOpacityLate: false,
  };
  let added = 0;
  const add = (type: string, length: number, start: Uint8Array) => {
    const { counts } = summary;
    if (type === "VP8X" && summary.extended === null) {
      summary.extended = start;
      summary.isExtendedFirst = added === 0 && length === 10;
    }
    if (isCodedType(type)) summary.coded ??= { type, length, start };
    if (type === "ALPH" && summary.coded !== null) summary.isOpacityLate = true;
    counts.set(type, (counts.get(type) ?? 0) + 1);
    added++;
  };
  return { summary, add };
}

/** Returns the size of the one still picture in these chunks, or why they are none. */
export function checkSummary({
  counts,
  extended,
  isExtendedFirst,
  coded,
  isOpacityLate,
}: ChunkSummary): Size | Refused {
  const count = (type: string) => counts.get(type) ?? 0;
  const isAnimated = count("ANIM") + count("ANMF") > 0 || ((extended?.[0] ?? 0) & animationFlag) !== 0;
  if (isAnimated) return { kind: "refused", code: "animated" };
  if (coded === null) return broken("no_picture_data");
  if (count("VP8 ") + count("VP8L") > 1) return broken("several_pictures");
  const repeated = ["VP8X", "ALPH"].find((kind) => count(kind) > 1);
  if (repeated !== undefined) return broken("repeated_part", repeated);
  if (extended && !isExtendedFirst) return broken("wrong_header");
  if (isOpacityLate) return broken("picture_data_misplaced");
  return readSize(coded, extended);
}

function readSize(coded: NonNullable<ChunkSummary["coded"]>, extended: Uint8Array | null): Size | Refused {
  const size = coded.type === "VP8 " ? lossySize(coded.start, coded.length) : losslessSize(coded.start, coded.length);
  if ("kind" in size) return size;
  const wrong = checkSize(size);
  if (wrong) return wrong;
  if (!extended) return size;
  const [width, height] = [u24le(extended, 4) + 1, u24le(extended, 7) + 1];
  return width === size.width && height === size.height ? size : broken("sizes_differ");
}

/** RFC 6386, 9.1: a key frame's tag, its start code, and 14 bits each of width and height. */
function lossySize(data: Uint8Array, length: number): Size | Refused {
  const isKeyFrame = length >= 10 && (data[0]! & 1) === 0 && data[3] === 0x9d && data[4] === 0x01 && data[5] === 0x2a;
  if (!isKeyFrame) return broken("no_picture_data");
  const firstPartition = u24le(data, 0) >>> 5;
  if (10 + firstPartition > length) return truncated;
  return { width: u16le(data, 6) & 0x3fff, height: u16le(data, 8) & 0x3fff };
}

/** RFC 9649, 3.4: a signature byte, then 14 bits each of width - 1 and height - 1. */
function losslessSize(data: Uint8Array, length: number): Size | Refused {
  if (length < 5 || data[0] !== 0x2f) return broken("no_picture_data");
  const bits = u32le(data, 1);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

function rebuild(chunks: readonly Chunk[], size: Size, { orientation, colours }: Shown): Uint8Array<ArrayBuffer> {
  const extended = extendedHeaderIn(chunks)?.data ?? null;
  const opacity = chunks.filter(({ type }) => type === "ALPH");
  const pictures = concat([...opacity, ...chunks.filter(isCoded)].map(chunkBytes));
  const turn = turnChunk(orientation);
  const profile = profileChunk(colours);
  const head = headOf({
    size,
    extended,
    profile,
    hasOpacity: opacity.length > 0,
    turn,
    picturesBytes: pictures.length,
  });
  return concat([head, pictures, turn]);
}

/** Returns the chunk that states an orientation; no bytes for upright. */
export function turnChunk(orientation: number): Uint8Array<ArrayBuffer> {
  return orientation === 1 ? new Uint8Array() : chunkBytes({ type: "EXIF", data: tiffWithOrientation(orientation) });
}

/** Returns the chunk of a space's own profile; no bytes for one that has none. */
export function profileChunk(colours: PictureColours): Uint8Array<ArrayBuffer> {
  const data = profileOf(colours);
  return data === null ? new Uint8Array() : chunkBytes({ type: "ICCP", data });
}

interface Head {
  size: Size;
  /** The extended header's data; null in the simple format. */
  extended: Uint8Array | null;
  /** The profile's chunk, or no bytes. */
  profile: Uint8Array;
  hasOpacity: boolean;
  turn: Uint8Array;
  /** Bytes of the chunks between the head and the turn. */
  picturesBytes: number;
}

/** Returns what stands before the picture's chunks: the RIFF's header, and in the extended format its own. */
export function headOf({ size, extended, profile, hasOpacity, turn, picturesBytes }: Head): Uint8Array<ArrayBuffer> {
  const isOpaque = !hasOpacity && ((extended?.[0] ?? 0) & opacityFlag) === 0;
  const flags =
    (profile.length > 0 ? profileFlag : 0) | (isOpaque ? 0 : opacityFlag) | (turn.length > 0 ? exifFlag : 0);
  const data = Uint8Array.from([flags, 0, 0, 0, ...little24(size.width - 1), ...little24(size.height - 1)]);
  const header = extended || profile.length + turn.length > 0 ? chunkBytes({ type: "VP8X", data }) : new Uint8Array();
  const length = 4 + header.length + profile.length + picturesBytes + turn.length;
  return concat([latin1Bytes("RIFF"), little32(length), latin1Bytes("WEBP"), header, profile]);
}

/** Returns a chunk's type and length, as they stand before its data. */
export function chunkStart(type: string, length: number): Uint8Array<ArrayBuffer> {
  return concat([latin1Bytes(type), little32(length)]);
}

function chunkBytes({ type, data }: Chunk): Uint8Array<ArrayBuffer> {
  return concat([chunkStart(type, data.length), data, new Uint8Array(data.length % 2)]);
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
