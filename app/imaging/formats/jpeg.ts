/**
 * JPEG (ITU-T T.81): markers, each but a few with a length, and after each start of scan entropy-coded data up to the
 * next marker. Kept are what a decoder needs; every application segment but a plain JFIF, Adobe's colour transform and
 * the orientation is left out, and every comment.
 */
import { ascii, bytesOf, concat, u16 } from "./bytes";
import { orientationBlock, orientationOf } from "./exif";
import type { Size } from "~/contract/photo";
import { broken, maxSegments, refused, refusedSize, truncated, type Refused, type Walked } from "./walked";

const startOfImage = Uint8Array.from([0xff, 0xd8]);
const endOfImage = Uint8Array.from([0xff, 0xd9]);

/** A JFIF segment of square pixels and no thumbnail: what is written in place of any. */
const plainJfif = Uint8Array.from([0xff, 0xe0, 0, 16, ...bytesOf("JFIF\0"), 1, 1, 0, 0, 1, 0, 1, 0, 0]);

interface Segment {
  marker: number;
  /** The whole segment with its marker, and for a scan its entropy-coded data. */
  bytes: Uint8Array;
  /** What follows its length. */
  payload: Uint8Array;
}

/** Scans of one picture: a progressive photo has about 10. Thousands of empty ones would keep a decoder busy for minutes. */
const maxScans = 100;

export function walkJpeg(bytes: Uint8Array): Walked | Refused {
  const split = splitSegments(bytes);
  if ("kind" in split) return split;
  const { segments, end } = split;
  const wrong = wrongOrder(segments);
  if (wrong) return wrong;
  const frame = readSize(segments.find(({ marker }) => isFrame(marker))!);
  const kept = segments.filter(isPicture);
  const hadJfif = segments.some((segment) => nameOf(segment) === "JFIF");
  return {
    kind: "walked",
    type: "image/jpeg",
    ...frame,
    orientation: orientationIn(segments),
    removed: [...new Set(segments.filter((segment) => !isPicture(segment)).map(nameOf))].filter(
      (name) => name !== "JFIF",
    ),
    trailing: bytes.length - end,
    rebuild: (orientation) =>
      concat([
        startOfImage,
        ...(hadJfif ? [plainJfif] : []),
        ...(orientation === 1 ? [] : [exifSegment(orientation)]),
        ...kept.map((segment) => (segment.marker === 0xee ? plainAdobe(segment) : segment.bytes)),
        endOfImage,
      ]),
  };
}

function splitSegments(bytes: Uint8Array): { segments: Segment[]; end: number } | Refused {
  const segments: Segment[] = [];
  let at = 2;
  while (at < bytes.length) {
    if (bytes[at] !== 0xff) return broken("a marker is missing");
    while (bytes[at + 1] === 0xff) at++;
    const marker = bytes[at + 1];
    if (marker === undefined) return truncated;
    if (marker === 0xd9) return { segments, end: at + 2 };
    if (!hasLength(marker)) return broken("a marker is out of place");
    const length = u16(bytes, at + 2);
    const bodyEnd = at + 2 + length;
    if (length < 2) return broken("a segment is too short");
    if (bodyEnd > bytes.length) return truncated;
    const end = marker === 0xda ? endOfScan(bytes, bodyEnd) : bodyEnd;
    if (end === null) return truncated;
    if (segments.length >= maxSegments) return broken("it is cut into too many parts");
    const segment = { marker, bytes: bytes.subarray(at, end), payload: bytes.subarray(at + 4, bodyEnd) };
    const wrong = wrongSegment(segment);
    if (wrong) return wrong;
    segments.push(segment);
    at = end;
  }
  return truncated;
}

/** Entropy-coded data goes on to a marker that is neither a stuffed byte (FF 00) nor a restart (FF D0 to D7). */
function endOfScan(bytes: Uint8Array, from: number): number | null {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    if (next === undefined) return null;
    const goesOn = next === 0 || (next >= 0xd0 && next <= 0xd7);
    if (!goesOn) return at;
  }
  return null;
}

function hasLength(marker: number): boolean {
  return marker >= 0xc0 && !(marker >= 0xd0 && marker <= 0xd9);
}

/** C0 to CF start a frame, but for Huffman tables, an extension and arithmetic conditioning. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

/** Why a segment cannot be kept; null for a good one, and for one that is left out anyway. */
function wrongSegment(segment: Segment): Refused | null {
  const { marker, payload } = segment;
  if (isFrame(marker)) return wrongFrame(segment);
  const hasRightLength = lengthRules[marker];
  return hasRightLength && !hasRightLength(payload) ? broken("a table has the wrong length") : null;
}

/** Segments that are kept hold exactly what they say, so that nothing else hides in them. */
const lengthRules: Record<number, (payload: Uint8Array) => boolean> = {
  0xdb: holdsQuantisationTables,
  0xc4: holdsHuffmanTables,
  0xdd: (payload) => payload.length === 2,
  0xda: (payload) => payload.length === 4 + 2 * (payload[0] ?? 0) && payload.length >= 6,
};

/** Each table: precision and number in a byte, then 64 values of one or two bytes (T.81, B.2.4.1). */
function holdsQuantisationTables(payload: Uint8Array): boolean {
  let at = 0;
  while (at < payload.length) at += 1 + (payload[at]! >> 4 === 0 ? 64 : 128);
  return at === payload.length;
}

/** Each table: class and number in a byte, 16 counts, then as many values as they add up to (T.81, B.2.4.2). */
function holdsHuffmanTables(payload: Uint8Array): boolean {
  let at = 0;
  while (at < payload.length) {
    const values = payload.subarray(at + 1, at + 17).reduce((sum, count) => sum + count, 0);
    if (values > 256) return false;
    at += 17 + values;
  }
  return at === payload.length;
}

function wrongFrame({ marker, payload }: Segment): Refused | null {
  if (marker > 0xc2)
    return refused("unusual_jpeg", "This rare kind of JPEG cannot be read: export it as a plain JPEG.");
  if (payload[0] !== 8) return refused("deep", "Only 8 bits a colour can be read: export it as a plain JPEG.");
  const components = payload[5];
  if (components === 4) return refused("cmyk", "This photo is in print colours (CMYK): export it as RGB.");
  if (components !== 1 && components !== 3) return broken("its colours are unknown");
  if (payload.length !== 6 + 3 * components) return broken("its header has the wrong length");
  return refusedSize(readSize({ payload }));
}

function readSize({ payload }: Pick<Segment, "payload">): Size {
  return { width: u16(payload, 3), height: u16(payload, 1) };
}

/** Why these segments are no picture; null when there is one frame, then its scans. */
function wrongOrder(segments: Segment[]): Refused | null {
  const frames = segments.filter(({ marker }) => isFrame(marker));
  if (frames.length === 0) return broken("its size is missing");
  if (frames.length > 1) return broken("it has several pictures in one");
  const scans = segments.filter(({ marker }) => marker === 0xda);
  const [first] = scans;
  if (!first) return broken("it has no picture data");
  if (segments.indexOf(first) < segments.indexOf(frames[0]!)) return broken("its picture data comes too early");
  return scans.length > maxScans ? broken("it has too many scans") : null;
}

/** What a decoder needs: tables, the frame, scans, the restart interval, and Adobe's colour transform of 12 bytes. */
function isPicture(segment: Segment): boolean {
  const { marker, payload } = segment;
  if (isFrame(marker) || [0xc4, 0xda, 0xdb, 0xdd].includes(marker)) return true;
  return marker === 0xee && payload.length === 12 && ascii(payload, 0, 5) === "Adobe";
}

/** What a segment that is not kept is called. */
function nameOf({ marker, payload }: Segment): string {
  const start = ascii(payload, 0, 32);
  if (marker === 0xfe) return "comment";
  if (marker === 0xe0) return start.startsWith("JFIF\0") ? "JFIF" : "JFIF thumbnail";
  if (marker === 0xe1) return start.startsWith("Exif") ? "EXIF" : "XMP";
  if (marker === 0xe2)
    return start.startsWith("MPF") ? "more pictures" : start.startsWith("ICC") ? "colour profile" : "APP2";
  if (marker === 0xed) return "IPTC";
  if (marker >= 0xe0 && marker <= 0xef) return `APP${marker - 0xe0}`;
  return `segment ${marker.toString(16)}`;
}

function orientationIn(segments: Segment[]): number {
  const exif = segments.find(({ marker, payload }) => marker === 0xe1 && ascii(payload, 0, 6) === "Exif\0\0");
  return exif ? orientationOf(exif.payload.subarray(6)) : 1;
}

/** Adobe's segment with its colour transform, and its version and flags at their usual values. */
function plainAdobe({ payload }: Segment): Uint8Array {
  return Uint8Array.from([0xff, 0xee, 0, 14, ...bytesOf("Adobe"), 0, 100, 0, 0, 0, 0, payload[11]!]);
}

function exifSegment(orientation: number): Uint8Array {
  const body = concat([bytesOf("Exif\0\0"), orientationBlock(orientation)]);
  return concat([Uint8Array.from([0xff, 0xe1, 0, body.length + 2]), body]);
}
