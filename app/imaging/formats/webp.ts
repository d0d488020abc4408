/**
 * WebP (RFC 9649): a RIFF of chunks. Kept are the picture (VP8 or VP8L), its opacity, and the extended header with its
 * flags corrected; EXIF, XMP, colour profiles and unknown chunks are left out. Animation is refused.
 */
import { ascii, bytesOf, concat, u16le, u24le, u32le } from "./bytes";
import { orientationBlock, orientationOf } from "./exif";
import type { Size } from "~/contract/photo";
import { broken, maxSegments, refused, refusedSize, truncated, type Refused, type Walked } from "./walked";

const opacityFlag = 0x10;
const exifFlag = 0x08;
const animationFlag = 0x02;

interface Chunk {
  type: string;
  data: Uint8Array;
}

export function walkWebp(bytes: Uint8Array): Walked | Refused {
  const end = 8 + u32le(bytes, 4);
  if (bytes.length < 20 || end > bytes.length) return truncated;
  const chunks = splitChunks(bytes.subarray(0, end));
  if ("kind" in chunks) return chunks;
  const picture = readPicture(chunks);
  if ("kind" in picture) return picture;
  const exif = chunks.find(({ type }) => type === "EXIF");
  return {
    kind: "walked",
    type: "image/webp",
    ...picture,
    orientation: exif ? orientationOf(ascii(exif.data, 0, 6) === "Exif\0\0" ? exif.data.subarray(6) : exif.data) : 1,
    removed: [...new Set(chunks.filter(({ type }) => !isKept(type)).map(({ type }) => nameOf(type)))],
    trailing: bytes.length - end,
    rebuild: (orientation) => rebuild(chunks, picture, orientation),
  };
}

function isKept(type: string): boolean {
  return ["VP8X", "ALPH", "VP8 ", "VP8L"].includes(type);
}

function splitChunks(bytes: Uint8Array): Chunk[] | Refused {
  const chunks: Chunk[] = [];
  let at = 12;
  while (at + 8 <= bytes.length) {
    const length = u32le(bytes, at + 4);
    const end = at + 8 + length;
    if (end > bytes.length) return truncated;
    if (chunks.length >= maxSegments) return broken("it is cut into too many parts");
    chunks.push({ type: ascii(bytes, at, 4), data: bytes.subarray(at + 8, end) });
    at = end + (length % 2);
  }
  return at >= bytes.length ? chunks : broken("a chunk is cut off");
}

function readPicture(chunks: Chunk[]): Size | Refused {
  const extended = chunks.find(({ type }) => type === "VP8X");
  const isAnimated =
    chunks.some(({ type }) => type === "ANIM" || type === "ANMF") || ((extended?.data[0] ?? 0) & animationFlag) !== 0;
  if (isAnimated) return refused("animated", "Animated pictures cannot be used: export one frame as JPEG or PNG.");
  const pictures = chunks.filter(({ type }) => type === "VP8 " || type === "VP8L");
  const [picture] = pictures;
  if (!picture || pictures.length > 1) return broken("it does not hold one picture");
  if (["VP8X", "ALPH"].some((kind) => chunks.filter(({ type }) => type === kind).length > 1))
    return broken("it has several headers");
  if (extended && (extended !== chunks[0] || extended.data.length !== 10)) return broken("its header is wrong");
  const size = picture.type === "VP8 " ? lossySize(picture.data) : losslessSize(picture.data);
  const wrong = "kind" in size ? size : refusedSize(size);
  if (wrong) return wrong;
  if ("kind" in size || !extended) return size;
  const [width, height] = [u24le(extended.data, 4) + 1, u24le(extended.data, 7) + 1];
  return width === size.width && height === size.height ? size : broken("its two sizes differ");
}

/** RFC 6386, 9.1: a key frame's tag, its start code, and 14 bits each of width and height. */
function lossySize(data: Uint8Array): Size | Refused {
  const isKeyFrame =
    data.length >= 10 && (data[0]! & 1) === 0 && data[3] === 0x9d && data[4] === 0x01 && data[5] === 0x2a;
  if (!isKeyFrame) return broken("its picture data is no picture");
  const firstPartition = u24le(data, 0) >>> 5;
  if (10 + firstPartition > data.length) return truncated;
  return { width: u16le(data, 6) & 0x3fff, height: u16le(data, 8) & 0x3fff };
}

/** RFC 9649, 3.4: a signature byte, then 14 bits each of width - 1 and height - 1. */
function losslessSize(data: Uint8Array): Size | Refused {
  if (data.length < 5 || data[0] !== 0x2f) return broken("its picture data is no picture");
  const bits = u32le(data, 1);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

function rebuild(chunks: Chunk[], { width, height }: Size, orientation: number): Uint8Array {
  const picture = chunks.filter(({ type }) => type === "VP8 " || type === "VP8L");
  const opacity = chunks.filter(({ type }) => type === "ALPH");
  const turn: Chunk[] = orientation === 1 ? [] : [{ type: "EXIF", data: orientationBlock(orientation) }];
  const needsHeader = chunks.some(({ type }) => type === "VP8X") || turn.length > 0;
  const keepsOpacity =
    opacity.length > 0 || ((chunks.find(({ type }) => type === "VP8X")?.data[0] ?? 0) & opacityFlag) !== 0;
  const flags = (keepsOpacity ? opacityFlag : 0) | (turn.length > 0 ? exifFlag : 0);
  const header = Uint8Array.from([flags, 0, 0, 0, ...little24(width - 1), ...little24(height - 1)]);
  const all = [...(needsHeader ? [{ type: "VP8X", data: header }] : []), ...opacity, ...picture, ...turn];
  const body = concat([bytesOf("WEBP"), ...all.map(chunkOf)]);
  return concat([bytesOf("RIFF"), little32(body.length), body]);
}

function chunkOf({ type, data }: Chunk): Uint8Array {
  return concat([bytesOf(type), little32(data.length), data, new Uint8Array(data.length % 2)]);
}

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
