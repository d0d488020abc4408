import { orientationOf, tiffAfterPrefix } from "~/imaging/formats/exif";
import {
  channelsOf,
  checkOrder,
  checkSegment,
  codingOf,
  endOfImage,
  exifSegment,
  hasLength,
  isFrame,
  isJfif,
  isPicture,
  maxTableBytes,
  plainAdobe,
  plainJfif,
  readSize,
  startOfImage,
  startOfScan,
  type SegmentHead,
} from "~/imaging/formats/jpeg";
import { concat, u16 } from "~/imaging/formats/bytes";
import { JpegProfile, profileSegment } from "~/imaging/formats/jpeg-icc";
import { broken, maxSegments, truncated, type Refused } from "~/imaging/formats/picture";
import type { ByteSource, Parsing } from "./byte-source";
import type { Emit, FilteredPicture } from "./filtered-picture";

interface JpegState {
  segments: number;
  frames: number;
  scans: number;
  scanBeforeFrame: boolean;
  frame: SegmentHead | null;
  hasJfif: boolean;
  exif: Uint8Array | null;
  profile: JpegProfile;
  /** Tables before the first scan, which wait for what is to stand before them. */
  held: Uint8Array[];
  heldBytes: number;
}

/** Reads a JPEG: what stands before its first scan is held, up to `maxTableBytes`; the scans flow. */
export function* filterJpeg(source: ByteSource, emit: Emit): Parsing<FilteredPicture | Refused> {
  const state: JpegState = {
    ...{ segments: 0, frames: 0, scans: 0, scanBeforeFrame: false, frame: null },
    ...{ hasJfif: false, exif: null, profile: new JpegProfile(), held: [], heldBytes: 0 },
  };
  yield* source.take(startOfImage.length);
  let marker = yield* readMarker(source);
  while (marker !== endMarker) {
    if (typeof marker === "object" && marker !== null) return marker;
    if (state.segments >= maxSegments) return broken("too_many_parts");
    const next: number | Refused | null = yield* readSegment(source, marker, state, emit);
    if (typeof next === "object" && next !== null) return next;
    state.segments++;
    marker = next ?? (yield* readMarker(source));
  }
  return finish(state, emit);
}

const endMarker = 0xd9;

/** Returns a marker's second byte; null when the file ends in it. Fill bytes before it are left out. */
function* readMarker(source: ByteSource): Parsing<number | Refused | null> {
  const first = yield* source.byte();
  if (first === null) return truncated;
  if (first !== 0xff) return broken("marker_missing");
  return yield* afterFill(source);
}

function* afterFill(source: ByteSource): Parsing<number | null> {
  let marker = yield* source.byte();
  while (marker === 0xff) marker = yield* source.byte();
  return marker;
}

/** Reads a segment, and a scan's data. Returns the marker that ended a scan; null when the next one is still to be read. */
function* readSegment(
  source: ByteSource,
  marker: number | null,
  state: JpegState,
  emit: Emit,
): Parsing<number | Refused | null> {
  const size = marker === null ? null : yield* source.take(2);
  if (marker === null || size === null) return truncated;
  if (!hasLength(marker)) return broken("marker_misplaced");
  const length = u16(size, 0);
  if (length < 2) return broken("segment_too_short");
  const payload = yield* source.take(length - 2);
  if (payload === null) return truncated;
  const segment = { marker, payload };
  const wrong = checkSegment(segment);
  if (marker !== startOfScan) return wrong ?? keep(state, segment, emit);
  keep(state, segment, emit);
  const next: number | Refused = yield* flowScan(source, emit);
  return typeof next === "number" ? (wrong ?? next) : next;
}

/** Entropy-coded data goes on to a marker that is neither a stuffed byte (FF 00) nor a restart (FF D0 to D7). */
function* flowScan(source: ByteSource, emit: Emit): Parsing<number | Refused> {
  const escaped = new Uint8Array([0xff, 0]);
  while (yield* source.flowUntil(0xff, emit)) {
    const next = yield* source.byte();
    if (next === null) return truncated;
    const goesOn = next === 0 || (next >= 0xd0 && next <= 0xd7);
    if (!goesOn) return next === 0xff ? ((yield* afterFill(source)) ?? endOfFile) : next;
    escaped[1] = next;
    emit(escaped);
  }
  return truncated;
}

/** No marker: what `readSegment` takes for a file that ends in a marker. */
const endOfFile = -1;

/** Notes a segment, and hands it on when a decoder needs it. Returns why the picture is refused; else null. */
function keep(state: JpegState, segment: SegmentHead, emit: Emit): Refused | null {
  const { marker, payload } = segment;
  if (marker === startOfScan) {
    if (state.scans === 0) emitHead(state, emit);
    state.scans++;
  }
  if (isFrame(marker)) {
    state.frame ??= segment;
    state.scanBeforeFrame ||= state.frames === 0 && state.scans > 0;
    state.frames++;
  }
  if (state.scans === 0) {
    state.hasJfif ||= isJfif(segment);
    if (marker === 0xe1) state.exif ??= tiffAfterPrefix(payload);
    state.profile.add(marker, payload);
  }
  if (!isPicture(segment)) return null;
  const bytes = marker === 0xee ? plainAdobe(segment) : segmentBytes(segment);
  if (state.scans > 0) {
    emit(bytes);
    return null;
  }
  state.held.push(bytes);
  state.heldBytes += 4 + payload.length;
  return state.heldBytes > maxTableBytes ? broken("too_many_parts") : null;
}

function segmentBytes({ marker, payload }: SegmentHead): Uint8Array {
  const length = payload.length + 2;
  return concat([Uint8Array.from([0xff, marker, length >> 8, length & 0xff]), payload]);
}

function emitHead(state: JpegState, emit: Emit): void {
  const orientation = orientationIn(state);
  emit(startOfImage);
  if (state.hasJfif) emit(plainJfif);
  if (orientation !== 1) emit(exifSegment(orientation));
  if (state.frame) emit(profileSegment(state.profile.colours(channelsOf(state.frame))));
  for (const bytes of state.held) emit(bytes);
  state.held = [];
}

function orientationIn({ exif }: JpegState): number {
  return exif ? orientationOf(exif) : 1;
}

function finish(state: JpegState, emit: Emit): FilteredPicture | Refused {
  const wrong = checkOrder(state);
  if (wrong || state.frame === null) return wrong ?? broken("no_header");
  emit(endOfImage);
  return {
    kind: "filtered",
    type: "image/jpeg",
    ...readSize(state.frame),
    coding: codingOf(state.frame),
    orientation: orientationIn(state),
    head: new Uint8Array(),
  };
}
