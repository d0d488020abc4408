/**
 * JPEG (ITU-T T.81): markers, each but a few with a length, and after each start of scan entropy-coded data up to the
 * next marker. Kept are what a decoder needs; every application segment but a plain JFIF, Adobe's colour transform and
 * the orientation is left out, and every comment.
 */
import { ascii, bytesOf, concat, u16 } from "./bytes";
import { orientationBlock, orientationOf } from "./exif";
import { broken, maxSegments, refused, truncated, type Refused, type Walked } from "./walked";

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

interface Frame {
  width: number;
  height: number;
}

export function walkJpeg(bytes: Uint8Array): Walked | Refused {
  const split = splitSegments(bytes);
  if ("kind" in split) return split;
  const { segments, end } = split;
  const frame = readFrame(segments);
  if ("kind" in frame) return frame;
  if (!segments.some(({ marker }) => marker === 0xda)) return broken("it has no picture data");
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
        ...kept.map((segment) => segment.bytes),
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
    segments.push({ marker, bytes: bytes.subarray(at, end), payload: bytes.subarray(at + 4, bodyEnd) });
    at = end;
  }
  return truncated;
}

/** Entropy-coded data goes on to a marker that is neither a stuffed byte (FF 00) nor a restart (FF D0 to D7). */
function endOfScan(bytes: Uint8Array, from: number): number | null {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    if (next === undefined) return null;
    const goesOn = next === 0 || next === 0xff || (next >= 0xd0 && next <= 0xd7);
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

function readFrame(segments: Segment[]): Frame | Refused {
  const frames = segments.filter(({ marker }) => isFrame(marker));
  const [frame] = frames;
  if (!frame) return broken("its size is missing");
  if (frames.length > 1) return broken("it has several pictures in one");
  if (frame.marker > 0xc2)
    return refused("unusual_jpeg", "This rare kind of JPEG cannot be read: export it as a plain JPEG.");
  if (frame.payload[0] !== 8) return refused("deep", "Only 8 bits a colour can be read: export it as a plain JPEG.");
  const components = frame.payload[5];
  if (components === 4) return refused("cmyk", "This photo is in print colours (CMYK): export it as RGB.");
  if (components !== 1 && components !== 3) return broken("its colours are unknown");
  const [height, width] = [u16(frame.payload, 1), u16(frame.payload, 3)];
  return width > 0 && height > 0 ? { width, height } : broken("its size is 0");
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

function exifSegment(orientation: number): Uint8Array {
  const body = concat([bytesOf("Exif\0\0"), orientationBlock(orientation)]);
  return concat([Uint8Array.from([0xff, 0xe1, 0, body.length + 2]), body]);
}
