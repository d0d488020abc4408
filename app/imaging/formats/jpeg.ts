/**
 * JPEG (ITU-T T.81): markers, each but a few with a length, and after each start of scan entropy-coded data up to the
 * next marker. Kept are what a decoder needs; every application segment but a plain JFIF, Adobe's colour transform and
 * the orientation is left out, and every comment.
 */
import type { Size } from "~/contract/photo";
import { concat, latin1, latin1Bytes, u16 } from "./bytes";
import { exifWithOrientation, tiffAfterPrefix } from "./exif";
import { broken, checkSize, distinct, maxSegments, truncated, type ParsedPicture, type Refused } from "./picture";

const startOfImage = Uint8Array.from([0xff, 0xd8]);
const endOfImage = Uint8Array.from([0xff, 0xd9]);

/** A JFIF segment of square pixels and no thumbnail: what is written in place of any. */
const plainJfif = Uint8Array.from([0xff, 0xe0, 0, 16, ...latin1Bytes("JFIF\0"), 1, 1, 0, 0, 1, 0, 1, 0, 0]);

interface Segment {
  marker: number;
  /** The whole segment with its marker, and for a scan its entropy-coded data. */
  bytes: Uint8Array;
  /** The bytes after its length. */
  payload: Uint8Array;
}

/** Scans of one picture: a progressive photo has about 10. Thousands of empty ones would keep a decoder busy for minutes. */
const maxScans = 100;

/** Parses bytes that begin like a JPEG. Never throws. */
export function parseJpeg(bytes: Uint8Array): ParsedPicture | Refused {
  const split = splitSegments(bytes);
  if ("kind" in split) return split;
  const { segments, endByte } = split;
  const frame = checkOrder(segments);
  if ("kind" in frame) return frame;
  const left = segments.filter((segment) => !isPicture(segment)).map(nameOf);
  return {
    kind: "parsed",
    type: "image/jpeg",
    ...readSize(frame),
    coding: codingOf(frame),
    exif: exifIn(segments),
    removed: distinct(left.filter((name) => name !== "JFIF")),
    endByte,
    rebuild: (orientation) => rebuild(segments, orientation),
  };
}

function splitSegments(bytes: Uint8Array): { segments: Segment[]; endByte: number } | Refused {
  const segments: Segment[] = [];
  let at = 2;
  while (at < bytes.length) {
    if (bytes[at] !== 0xff) return broken("marker_missing");
    while (bytes[at + 1] === 0xff) at++;
    if (bytes[at + 1] === 0xd9) return { segments, endByte: at + 2 };
    if (segments.length >= maxSegments) return broken("too_many_parts");
    const segment = readSegment(bytes, at);
    if ("kind" in segment) return segment;
    segments.push(segment);
    at += segment.bytes.length;
  }
  return truncated;
}

function readSegment(bytes: Uint8Array, at: number): Segment | Refused {
  const marker = bytes[at + 1];
  if (marker === undefined || at + 4 > bytes.length) return truncated;
  if (!hasLength(marker)) return broken("marker_misplaced");
  const length = u16(bytes, at + 2);
  const payloadEnd = at + 2 + length;
  if (length < 2) return broken("segment_too_short");
  if (payloadEnd > bytes.length) return truncated;
  const end = marker === 0xda ? endOfScan(bytes, payloadEnd) : payloadEnd;
  if (end === null) return truncated;
  const segment = { marker, bytes: bytes.subarray(at, end), payload: bytes.subarray(at + 4, payloadEnd) };
  return checkSegment(segment) ?? segment;
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

/** Returns why a segment cannot be kept; null for a good one, and for one that is left out anyway. */
function checkSegment({ marker, payload }: Segment): Refused | null {
  if (isFrame(marker)) return checkFrame(payload);
  const hasRightLength = lengthRules[marker];
  return hasRightLength && !hasRightLength(payload) ? broken("wrong_table_length") : null;
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

/** A frame's header: bits a channel, height, width, the number of channels, and three bytes for each (T.81, B.2.2). */
function checkFrame(payload: Uint8Array): Refused | null {
  const channels = payload[5] ?? 0;
  if (![1, 3, 4].includes(channels)) return broken("unknown_colours");
  if (payload.length !== 6 + 3 * channels) return broken("wrong_header");
  return checkSize(readSize({ payload }));
}

function readSize({ payload }: Pick<Segment, "payload">): Size {
  return { width: u16(payload, 3), height: u16(payload, 1) };
}

/** C0 to C2 are baseline, extended and progressive; the others are lossless, hierarchical or arithmetic. */
function codingOf({ marker, payload }: Segment): ParsedPicture["coding"] {
  if (marker > 0xc2) return "unusual_jpeg";
  if (payload[0] !== 8) return "deep";
  return payload[5] === 4 ? "cmyk" : "plain";
}

/** Returns the one frame when it comes before its scans; else why these segments are no picture. */
function checkOrder(segments: readonly Segment[]): Segment | Refused {
  const [frame, ...others] = segments.filter(({ marker }) => isFrame(marker));
  if (!frame) return broken("no_header");
  if (others.length > 0) return broken("several_pictures");
  const scans = segments.filter(({ marker }) => marker === 0xda);
  const [first] = scans;
  if (!first) return broken("no_picture_data");
  if (segments.indexOf(first) < segments.indexOf(frame)) return broken("picture_data_misplaced");
  return scans.length > maxScans ? broken("too_many_scans") : frame;
}

/** Whether a decoder needs it: tables, the frame, scans, the restart interval, and Adobe's colour transform of 12 bytes. */
function isPicture({ marker, payload }: Segment): boolean {
  if (isFrame(marker) || [0xc4, 0xda, 0xdb, 0xdd].includes(marker)) return true;
  return marker === 0xee && payload.length === 12 && latin1(payload, 0, 5) === "Adobe";
}

/** Returns the name of a segment that is left out. */
function nameOf({ marker, payload }: Segment): string {
  const start = latin1(payload, 0, 5);
  if (marker === 0xfe) return "comment";
  if (marker === 0xe0) return start === "JFIF\0" ? "JFIF" : "JFIF thumbnail";
  if (marker === 0xe1) return start.startsWith("Exif") ? "EXIF" : "XMP";
  if (marker === 0xe2)
    return start.startsWith("MPF") ? "more pictures" : start.startsWith("ICC") ? "colour profile" : "APP2";
  if (marker === 0xed) return "IPTC";
  if (marker >= 0xe0 && marker <= 0xef) return `APP${marker - 0xe0}`;
  return `segment ${marker.toString(16)}`;
}

function exifIn(segments: readonly Segment[]): Uint8Array | null {
  for (const { marker, payload } of segments) {
    const tiff = marker === 0xe1 ? tiffAfterPrefix(payload) : null;
    if (tiff) return tiff;
  }
  return null;
}

function rebuild(segments: readonly Segment[], orientation: number): Uint8Array<ArrayBuffer> {
  const hadJfif = segments.some((segment) => segment.marker === 0xe0 && nameOf(segment) === "JFIF");
  return concat([
    startOfImage,
    ...(hadJfif ? [plainJfif] : []),
    ...(orientation === 1 ? [] : [exifSegment(orientation)]),
    ...segments.filter(isPicture).map((segment) => (segment.marker === 0xee ? plainAdobe(segment) : segment.bytes)),
    endOfImage,
  ]);
}

/** Returns Adobe's segment with its colour transform, and its version and flags at their usual values. */
function plainAdobe({ payload }: Segment): Uint8Array {
  return Uint8Array.from([0xff, 0xee, 0, 14, ...latin1Bytes("Adobe"), 0, 100, 0, 0, 0, 0, payload[11]!]);
}

function exifSegment(orientation: number): Uint8Array {
  const body = exifWithOrientation(orientation);
  return concat([Uint8Array.from([0xff, 0xe1, 0, body.length + 2]), body]);
}
