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
  return new FilterByType(emit);
}

/** Holds a picture's first bytes until they name its format, whose filter takes the rest. */
class FilterByType implements PictureFilter {
  type: PhotoType | null = null;
  #emit: Emit;
  #source = new ByteSource();
  #start: Uint8Array = new Uint8Array();
  #length = 0;
  #parsing: Parsing<FilteredPicture | Refused> | null = null;
  #result: FilteredPicture | Refused | null = null;

  constructor(emit: Emit) {
    this.#emit = emit;
  }

  write(chunk: Uint8Array): void {
    this.#length += chunk.length;
    if (this.#parsing !== null) {
      this.#source.give(chunk);
      this.#advance();
      return;
    }
    if (this.#start.length < foreignBytes) this.#start = concat([this.#start, chunk]);
    if (this.#start.length >= typeBytes) this.#recognise();
  }

  end(): FilteredPicture | Refused {
    if (this.#length === 0) return { kind: "refused", code: "empty" };
    if (this.#length > maxPhotoBytes) return { kind: "refused", code: "too_large", maxBytes: maxPhotoBytes };
    if (this.#parsing === null) this.#recognise();
    if (this.type === null) return { kind: "refused", code: foreignKind(this.#start) };
    this.#source.end();
    this.#advance();
    return this.#result ?? { kind: "refused", code: "truncated" };
  }

  #recognise(): void {
    this.type = typeOf(this.#start);
    if (this.type === null) return;
    this.#parsing = parsers[this.type](this.#source, this.#emit);
    this.#source.give(this.#start);
    this.#advance();
  }

  #advance(): void {
    if (this.#parsing === null || this.#result !== null) return;
    const step = this.#parsing.next();
    if (step.done) this.#result = step.value;
  }
}
