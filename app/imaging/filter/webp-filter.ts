import { latin1, u32le } from "~/imaging/formats/bytes";
import { maxExifBytes, orientationOf } from "~/imaging/formats/exif";
import { broken, maxSegments, truncated, type Refused } from "~/imaging/formats/picture";
import {
  checkSummary,
  chunkStart,
  codedStartBytes,
  headOf,
  coloursOfChunk,
  isPictureType,
  profileChunk,
  summarise,
  tiffIn,
  turnChunk,
} from "~/imaging/formats/webp";
import { maxIccBytes } from "~/imaging/formats/icc-profile";
import type { ByteSource, Parsing } from "./byte-source";
import type { Emit, FilteredPicture } from "./filtered-picture";

/** RIFF, its length, and WEBP; the shortest file that is looked at. */
const riffBytes = 12;
/** The extended header's chunk. */
const extendedBytes = 18;
const leastBytes = 20;

interface WebpState {
  /** Bytes of the RIFF that are still to be read. */
  left: number;
  chunks: number;
  hasHead: boolean;
  picturesBytes: number;
  exif: Uint8Array | null;
  profile: Uint8Array | null;
}

type Summary = ReturnType<typeof summarise>;

/** Reads a WebP. Its head is emitted as zeros of the right number, and stated at the end. */
export function* filterWebp(source: ByteSource, emit: Emit): Parsing<FilteredPicture | Refused> {
  const riff = yield* source.take(riffBytes);
  if (riff === null) return truncated;
  const left = 8 + u32le(riff, 4) - riffBytes;
  const state: WebpState = { left, chunks: 0, hasHead: false, picturesBytes: 0, exif: null, profile: null };
  const summary = summarise();
  const counted = new Counted(source, state);
  const refused = yield* readChunks(counted, state, summary, emit);
  // A file that is shorter than it says is cut off, whatever else is wrong with it.
  const rest = Math.max(state.left, leastBytes - riffBytes - counted.read);
  if (rest > 0 && !(yield* source.flow(rest, () => {}))) return truncated;
  return refused ?? finish(state, summary, emit);
}

/** Counts what is read of the RIFF. */
class Counted {
  read = 0;
  #source: ByteSource;
  #state: WebpState;

  constructor(source: ByteSource, state: WebpState) {
    this.#source = source;
    this.#state = state;
  }

  *flow(count: number, use: Emit): Parsing<boolean> {
    return yield* this.#source.flow(count, (part) => {
      this.read += part.length;
      this.#state.left -= part.length;
      use(part);
    });
  }

  *take(count: number): Parsing<Uint8Array | null> {
    const taken = yield* this.#source.take(count);
    if (taken === null) return null;
    this.read += count;
    this.#state.left -= count;
    return taken;
  }
}

function* readChunks(source: Counted, state: WebpState, summary: Summary, emit: Emit): Parsing<Refused | null> {
  while (state.left >= 8) {
    const start = yield* source.take(8);
    if (start === null) return truncated;
    const type = latin1(start, 0, 4);
    const length = u32le(start, 4);
    if (length > state.left) return truncated;
    if (state.chunks >= maxSegments) return broken("too_many_parts");
    if (!(yield* readChunk(source, { type, length }, state, { summary, emit }))) return truncated;
    state.chunks++;
  }
  return state.left > 0 ? broken("segment_too_short") : null;
}

function* readChunk(
  source: Counted,
  { type, length }: { type: string; length: number },
  state: WebpState,
  { summary, emit }: { summary: Summary; emit: Emit },
): Parsing<boolean> {
  const start = yield* source.take(Math.min(length, codedStartBytes));
  if (start === null) return false;
  summary.add(type, length, start);
  const isPicture = isPictureType(type);
  if (isPicture && !state.hasHead) {
    emit(new Uint8Array(headBytesOf(state, summary)));
    state.hasHead = true;
  }
  const out = isPicture ? emit : sinkOf(type, length, state);
  if (isPicture) emit(chunkStart(type, length));
  out(start);
  if (!(yield* source.flow(length - start.length, out))) return false;
  const padding = length % 2;
  if (isPicture) {
    if (padding === 1) emit(new Uint8Array(1));
    state.picturesBytes += 8 + length + padding;
  }
  // The last chunk's padding may be missing.
  if (padding === 1 && state.left > 0) yield* source.take(1);
  return true;
}

/** Bytes of the head that is stated at the end: by then a profile before the picture has been read, and later ones say nothing. */
function headBytesOf(state: WebpState, { summary: { extended } }: Summary): number {
  return riffBytes + (extended ? extendedBytes : 0) + profileChunk(coloursOfChunk(extended, state.profile)).length;
}

/** Returns where the metadata goes that is read: nowhere but for the first EXIF, and the first profile before the picture. */
function sinkOf(type: string, length: number, state: WebpState): Emit {
  if (type === "EXIF" && state.exif === null) return exifSink(state);
  return type === "ICCP" && state.profile === null && !state.hasHead ? profileSink(state, length) : () => {};
}

/** Keeps a profile; of one that is too long, one byte too many, which is enough to know. */
function profileSink(state: WebpState, dataBytes: number): Emit {
  const read = new Uint8Array(Math.min(dataBytes, maxIccBytes + 1));
  state.profile = read;
  let length = 0;
  return (bytes) => {
    const part = bytes.subarray(0, read.length - length);
    read.set(part, length);
    length += part.length;
  };
}

function exifSink(state: WebpState): Emit {
  const read = new Uint8Array(maxExifBytes);
  let length = 0;
  return (bytes) => {
    const part = bytes.subarray(0, read.length - length);
    read.set(part, length);
    length += part.length;
    state.exif = read.subarray(0, length);
  };
}

function finish(state: WebpState, { summary }: Summary, emit: Emit): FilteredPicture | Refused {
  const size = checkSummary(summary);
  if ("kind" in size) return size;
  const { extended, counts } = summary;
  const orientation = extended && state.exif ? orientationOf(tiffIn(state.exif)) : 1;
  const turn = turnChunk(orientation);
  if (turn.length > 0) emit(turn);
  const hasOpacity = counts.has("ALPH");
  const profile = profileChunk(coloursOfChunk(extended, state.profile));
  const head = headOf({ size, extended, profile, hasOpacity, turn, picturesBytes: state.picturesBytes });
  return { kind: "filtered", type: "image/webp", ...size, coding: "plain", orientation, head };
}
