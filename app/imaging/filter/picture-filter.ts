/**
 * `stripMetadata` for an original that is never whole in memory: bytes go in as they come, and what is left of the picture
 * comes out. Pure, and never throws. The result is the same bytes and the same refusals.
 */
import { maxPhotoBytes } from "~/contract/limits";
import type { PhotoType } from "~/contract/photo";
import { concat } from "~/imaging/formats/bytes";
import type { Refused } from "~/imaging/formats/picture";
import { foreignKind, typeOf } from "~/imaging/formats/inspect";
import { ByteSource, type Parsing } from "./byte-source";
import type { Emit, FilteredPicture } from "./filtered-picture";
import { filterJpeg } from "./jpeg-filter";
import { filterPng } from "./png-filter";
import { filterWebp } from "./webp-filter";

export interface PictureFilter {
  /** Null until enough bytes came to know, and for what is no picture. */
  readonly type: PhotoType | null;
  write(chunk: Uint8Array): void;
  /** Returns what the picture is, or why it is refused. A `coding` other than "plain" is the caller's to refuse. */
  end(): FilteredPicture | Refused;
}

const parsers = { "image/jpeg": filterJpeg, "image/png": filterPng, "image/webp": filterWebp } as const;

/** Bytes by which a format is known; and those that are looked at to name another one. */
const typeBytes = 12;
const foreignBytes = 1_024;

/** A format whose first bytes are known only at the end: a WebP says how long it is, and whether it is turned. */
export function isHeadLate(type: PhotoType): boolean {
  return type === "image/webp";
}

/** Returns a filter that hands the picture on as it comes. */
export function createPictureFilter(emit: Emit): PictureFilter {
  const source = new ByteSource();
  let start: Uint8Array = new Uint8Array();
  let length = 0;
  let type: PhotoType | null = null;
  let parsing: Parsing<FilteredPicture | Refused> | null = null;
  let result: FilteredPicture | Refused | null = null;

  function advance(): void {
    if (parsing === null || result !== null) return;
    const step = parsing.next();
    if (step.done) result = step.value;
  }

  function recognise(): void {
    type = typeOf(start);
    if (type === null) return;
    parsing = parsers[type](source, emit);
    source.give(start);
    advance();
  }

  return {
    get type() {
      return type;
    },
    write(chunk) {
      length += chunk.length;
      if (parsing !== null) {
        source.give(chunk);
        advance();
        return;
      }
      if (start.length < foreignBytes) start = concat([start, chunk]);
      if (start.length >= typeBytes) recognise();
    },
    end() {
      if (length === 0) return { kind: "refused", code: "empty" };
      if (length > maxPhotoBytes) return { kind: "refused", code: "too_large", maxBytes: maxPhotoBytes };
      if (parsing === null) recognise();
      if (type === null) return { kind: "refused", code: foreignKind(start) };
      source.end();
      advance();
      return result ?? { kind: "refused", code: "truncated" };
    },
  };
}
