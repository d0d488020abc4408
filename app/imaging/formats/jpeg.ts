/**
 * JPEG (ITU-T T.81): markers, each but a few with a length, and after each start of scan entropy-coded data up to the
 * next marker. Kept are what a decoder needs; every application segment but a plain JFIF, Adobe's colour transform, the
 * orientation and one of our own profiles is left out, and every comment.
 */
import type { Size } from "~/contract/photo";
import { concat, latin1, latin1Bytes, u16 } from "./bytes";
import type { Channels, PictureColours } from "./colour-space";
import { exifWithOrientation, orientationOf, tiffAfterPrefix } from "./exif";
import { JpegProfile, profileSegment } from "./jpeg-icc";
import { broken, checkSize, distinct, maxSegments, truncated } from "./picture";
import type { ParsedPicture, Refused, Shown } from "./picture";

export const startOfImage = Uint8Array.from([0xff, 0xd8]);
export const endOfImage = Uint8Array.from([0xff, 0xd9]);

/** A JFIF segment of square pixels and no thumbnail: what is written in place of any. */
export const plainJfif = Uint8Array.from([0xff, 0xe0, 0, 16, ...latin1Bytes("JFIF\0"), 1, 1, 0, 0, 1, 0, 1, 0, 0]);

/** A segment; its payload is the bytes after its length. */
export interface SegmentHead {
  marker: number;
  payload: Uint8Array;
}

export const startOfScan = 0xda;

interface Segment extends SegmentHead {
  /** The whole segment with its marker, and for a scan its entropy-coded data. */
  bytes: Uint8Array;
}

/** Scans of one picture: a progressive photo has about 10. Thousands of empty ones would keep a decoder busy for minutes. */
const maxScans = 100;

/** Bytes of the tables and the frame before the first scan: an encoder writes about 1 kB, and what is more would have to be held. */
export const maxTableBytes = 64 * 1024;

/** Parses bytes that begin like a JPEG. Never throws. */
export function parseJpeg(bytes: Uint8Array): ParsedPicture | Refused {
  const split = splitSegments(bytes);
  if ("kind" in split) return split;
  const { segments, endByte } = split;
  const frame = frameIn(segments);
  if ("kind" in frame) return frame;
  const left = segments.filter((segment) => !isPicture(segment)).map(nameOf);
  const exif = exifIn(beforeScans(segments));
  return {
    kind: "parsed",
    type: "image/jpeg",
    ...readSize(frame),
    coding: codingOf(frame),
    exif,
    orientation: exif ? orientationOf(exif) : 1,
    colours: coloursIn(beforeScans(segments), frame),
    removed: distinct(left.filter((name) => name !== "JFIF")),
    endByte,
    rebuild: (shown) => rebuild(segments, shown),
  };
}

function splitSegments(bytes: Uint8Array): { segments: Segment[]; endByte: number } | Refused {
  const segments: Segment[] = [];
  let [tables, hasScan] = [0, false];
  let at = 2;
  while (at < bytes.length) {
    if (bytes[at] !== 0xff) return broken("marker_missing");
    while (bytes[at + 1] === 0xff) at++;
    if (bytes[at + 1] === 0xd9) return { segments, endByte: at + 2 };
    if (segments.length >= maxSegments) return broken("too_many_parts");
    const segment = readSegment(bytes, at);
    if ("kind" in segment) return segment;
    segments.push(segment);
    hasScan ||= segment.marker === startOfScan;
    if (!hasScan && isPicture(segment)) tables += segment.bytes.length;
    if (tables > maxTableBytes) return broken("too_many_parts");
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
  const end = marker === startOfScan ? endOfScan(bytes, payloadEnd) : payloadEnd;
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

export function hasLength(marker: number): boolean {
  return marker >= 0xc0 && !(marker >= 0xd0 && marker <= 0xd9);
}

/** C0 to CF start a frame, but for Huffman tables, an extension and arithmetic conditioning. */
export function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

/** Returns why a segment cannot be kept; null for a good one, and for one that is left out anyway. */
export function checkSegment({ marker, payload }: SegmentHead): Refused | null {
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

export function readSize({ payload }: Pick<SegmentHead, "payload">): Size {
  return { width: u16(payload, 3), height: u16(payload, 1) };
}

/** C0 to C2 are baseline, extended and progressive; the others are lossless, hierarchical or arithmetic. */
export function codingOf({ marker, payload }: SegmentHead): ParsedPicture["coding"] {
  if (marker > 0xc2) return "unusual_jpeg";
  if (payload[0] !== 8) return "deep";
  return payload[5] === 4 ? "cmyk" : "plain";
}

/** Facts about the order of a JPEG's segments. */
export interface SegmentOrder {
  frames: number;
  scans: number;
  scanBeforeFrame: boolean;
}

/** Returns why segments in this order are no picture; null when the one frame comes before its scans. */
export function checkOrder({ frames, scans, scanBeforeFrame }: SegmentOrder): Refused | null {
  if (frames === 0) return broken("no_header");
  if (frames > 1) return broken("several_pictures");
  if (scans === 0) return broken("no_picture_data");
  if (scanBeforeFrame) return broken("picture_data_misplaced");
  return scans > maxScans ? broken("too_many_scans") : null;
}

function frameIn(segments: readonly Segment[]): Segment | Refused {
  const frame = segments.findIndex(({ marker }) => isFrame(marker));
  const scan = segments.findIndex(({ marker }) => marker === startOfScan);
  const order = {
    frames: segments.filter(({ marker }) => isFrame(marker)).length,
    scans: segments.filter(({ marker }) => marker === startOfScan).length,
    scanBeforeFrame: scan !== -1 && scan < frame,
  };
  return checkOrder(order) ?? segments[frame]!;
}

/** Returns the segments before the first scan: what a reader looks at before it begins to decode. */
function beforeScans(segments: readonly Segment[]): readonly Segment[] {
  const first = segments.findIndex(({ marker }) => marker === startOfScan);
  return first === -1 ? segments : segments.slice(0, first);
}

/** Whether a decoder needs it: tables, the frame, scans, the restart interval, and Adobe's colour transform (12 bytes or more). */
export function isPicture({ marker, payload }: SegmentHead): boolean {
  if (isFrame(marker) || [0xc4, 0xda, 0xdb, 0xdd].includes(marker)) return true;
  return marker === 0xee && payload.length >= 12 && latin1(payload, 0, 5) === "Adobe";
}

/**
 * Whether it is a JFIF header, in place of which a plain one is written. A shorter one says nothing to a decoder, and a plain
 * one in its place would say that the colours are YCbCr.
 */
export function isJfif({ marker, payload }: SegmentHead): boolean {
  return marker === 0xe0 && payload.length >= 14 && latin1(payload, 0, 5) === "JFIF\0";
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

function coloursIn(segments: readonly Segment[], frame: SegmentHead): PictureColours {
  const profile = new JpegProfile();
  for (const { marker, payload } of segments) profile.add(marker, payload);
  return profile.colours(channelsOf(frame));
}

export function channelsOf({ payload }: Pick<SegmentHead, "payload">): Channels {
  return payload[5] === 1 ? "grey" : "rgb";
}

function rebuild(segments: readonly Segment[], { orientation, colours }: Shown): Uint8Array<ArrayBuffer> {
  const hadJfif = beforeScans(segments).some(isJfif);
  return concat([
    startOfImage,
    ...(hadJfif ? [plainJfif] : []),
    ...(orientation === 1 ? [] : [exifSegment(orientation)]),
    profileSegment(colours),
    ...segments.filter(isPicture).map((segment) => (segment.marker === 0xee ? plainAdobe(segment) : segment.bytes)),
    endOfImage,
  ]);
}

/** Returns Adobe's segment with its colour transform, and its version and flags at their usual values. */
export function plainAdobe({ payload }: SegmentHead): Uint8Array {
  return Uint8Array.from([0xff, 0xee, 0, 14, ...latin1Bytes("Adobe"), 0, 100, 0, 0, 0, 0, payload[11]!]);
}

export function exifSegment(orientation: number): Uint8Array {
  const body = exifWithOrientation(orientation);
  return concat([Uint8Array.from([0xff, 0xe1, 0, body.length + 2]), body]);
}
