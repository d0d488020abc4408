import { latin1, u32 } from "~/imaging/formats/bytes";
import { maxExifBytes, orientationOf } from "~/imaging/formats/exif";
import { broken, maxSegments, truncated, type Refused } from "~/imaging/formats/picture";
import {
  addToCrc,
  channelsOf,
  checkHeader,
  checkSummary,
  crcStart,
  finishCrc,
  kept,
  maxDataBytes,
  printable,
  readSize,
  shownChunks,
  signature,
  summarise,
} from "~/imaging/formats/png";
import { coloursOfChunk, maxChunkBytes } from "~/imaging/formats/png-icc";
import type { Channels } from "~/imaging/formats/colour-space";
import type { ByteSource, Parsing } from "./byte-source";
import type { Emit, FilteredPicture } from "./filtered-picture";

/** The signature and the header's chunk. */
const headerBytes = 33;

interface PngState {
  chunks: number;
  /** Small chunks before the picture's data, which wait for the orientation that is to stand before them. */
  held: Uint8Array[] | null;
  /** The first EXIF, when it came before the picture's data. */
  exif: Uint8Array | null;
  hasExif: boolean;
  channels: Channels;
  /** Of the first profile, when it came before the picture's data. */
  profile: Uint8Array | null;
}

type Summary = ReturnType<typeof summarise>;

/** Reads a PNG: what stands before its data is held (each kind once, so 1 kB), the data flows. */
export function* filterPng(source: ByteSource, emit: Emit): Parsing<FilteredPicture | Refused> {
  const header = yield* source.take(headerBytes);
  if (header === null) return truncated;
  const wrong = checkHeader(header);
  if (wrong) return wrong;
  if (finishCrc(addToCrc(crcStart, header.subarray(12, 29))) !== u32(header, 29))
    return broken("wrong_checksum", "IHDR");
  const state: PngState = {
    ...{ chunks: 1, held: [header.subarray(signature.length)], exif: null, hasExif: false },
    ...{ channels: channelsOf(header), profile: null },
  };
  const summary = summarise();
  summary.add("IHDR", 13);
  for (let type = ""; type !== "IEND";) {
    const read: string | Refused = yield* readChunk(source, state, summary, emit);
    if (typeof read === "object") return read;
    type = read;
  }
  const damage = checkSummary(summary.summary);
  if (damage) return damage;
  return {
    kind: "filtered",
    type: "image/png",
    ...readSize(header),
    coding: header[24] === 16 ? "deep" : "plain",
    orientation: orientationIn(state),
    head: new Uint8Array(),
  };
}

function* readChunk(
  source: ByteSource,
  state: PngState,
  { summary, add }: Summary,
  emit: Emit,
): Parsing<string | Refused> {
  const start = yield* source.take(8);
  if (start === null) return truncated;
  const type = latin1(start, 4, 4);
  const length = u32(start, 0);
  if (type === "IDAT" && state.held !== null) emitHead(state, emit);
  const out = sinkOf(type, length, { state, isRepeated: summary.counts.has(type), emit });
  out(start);
  let crc = addToCrc(crcStart, start.subarray(4));
  const isWhole = yield* source.flow(length, (part) => {
    crc = addToCrc(crc, part);
    out(part);
  });
  const checksum = isWhole ? yield* source.take(4) : null;
  if (checksum === null) return truncated;
  if (finishCrc(crc) !== u32(checksum, 0)) return broken("wrong_checksum", printable(type));
  if (state.chunks >= maxSegments) return broken("too_many_parts");
  out(checksum);
  state.chunks++;
  add(type, length);
  return type;
}

/** Returns where a chunk's bytes go: on, or into what is held, or nowhere. One that is refused at the end is never held. */
function sinkOf(
  type: string,
  length: number,
  { state, isRepeated, emit }: { state: PngState; isRepeated: boolean; emit: Emit },
): Emit {
  if (type === "eXIf") return exifSink(state, length);
  if (type === "iCCP") return profileSink(state, length);
  if (!kept.has(type)) return () => {};
  const { held } = state;
  if (held === null) return emit;
  const canHold = !isRepeated && length <= (maxDataBytes[type] ?? 0);
  return canHold ? (bytes) => void held.push(bytes.slice()) : () => {};
}

/** Keeps the start of the first EXIF; its first 8 bytes are the chunk's length and type. */
function exifSink(state: PngState, dataBytes: number): Emit {
  if (state.hasExif || state.held === null) return () => {};
  state.hasExif = true;
  const read = new Uint8Array(8 + Math.min(dataBytes, maxExifBytes));
  let length = 0;
  return (bytes) => {
    const part = bytes.subarray(0, read.length - length);
    read.set(part, length);
    length += part.length;
    state.exif = read.subarray(8, length);
  };
}

/** Keeps the first profile; of one that is too long, one byte too many, which is enough to know. */
function profileSink(state: PngState, dataBytes: number): Emit {
  if (state.profile !== null || state.held === null) return () => {};
  const read = new Uint8Array(8 + Math.min(dataBytes, maxChunkBytes + 1));
  state.profile = read.subarray(8);
  let length = 0;
  return (bytes) => {
    const part = bytes.subarray(0, read.length - length);
    read.set(part, length);
    length += part.length;
  };
}

function emitHead(state: PngState, emit: Emit): void {
  const [header = new Uint8Array(), ...rest] = state.held ?? [];
  const { profile, channels } = state;
  const colours = profile === null ? "srgb" : coloursOfChunk(profile, channels);
  emit(signature);
  emit(header);
  for (const bytes of shownChunks({ orientation: orientationIn(state), colours })) emit(bytes);
  for (const bytes of rest) emit(bytes);
  state.held = null;
}

function orientationIn({ exif }: PngState): number {
  return exif ? orientationOf(exif) : 1;
}
