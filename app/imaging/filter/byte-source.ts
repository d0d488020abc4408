/** Bytes that come in pieces, read by parsers that are written as if they were all there. */

/** A parser: it yields when it needs more bytes. */
export type Parsing<Result> = Generator<undefined, Result, undefined>;

/** The bytes that came and were not read yet. */
export class ByteSource {
  #chunk: Uint8Array = new Uint8Array();
  #at = 0;
  #hasEnded = false;

  /** Hands over the next piece, once all of the one before was read. */
  give(chunk: Uint8Array): void {
    this.#chunk = chunk;
    this.#at = 0;
  }

  end(): void {
    this.#hasEnded = true;
  }

  /** Reads one byte; null when the file has ended. */
  *byte(): Parsing<number | null> {
    if (!(yield* this.#more())) return null;
    return this.#chunk[this.#at++]!;
  }

  /** Reads so many bytes into an array of their own; null when the file ends first. For small numbers: they are held. */
  *take(count: number): Parsing<Uint8Array | null> {
    const taken = new Uint8Array(count);
    let length = 0;
    const isWhole = yield* this.flow(count, (part) => {
      taken.set(part, length);
      length += part.length;
    });
    return isWhole ? taken : null;
  }

  /** Reads so many bytes piece by piece; false when the file ends first. Pieces are views, good until `pass` returns. */
  *flow(count: number, pass: (part: Uint8Array) => void): Parsing<boolean> {
    for (let left = count; left > 0;) {
      if (!(yield* this.#more())) return false;
      const part = this.#chunk.subarray(this.#at, this.#at + left);
      this.#at += part.length;
      left -= part.length;
      pass(part);
    }
    return true;
  }

  /** Reads up to a byte of this value, and that one too; false when the file ends first. `pass` is not called with it. */
  *flowUntil(value: number, pass: (part: Uint8Array) => void): Parsing<boolean> {
    while (yield* this.#more()) {
      const found = this.#chunk.indexOf(value, this.#at);
      const end = found === -1 ? this.#chunk.length : found;
      if (end > this.#at) pass(this.#chunk.subarray(this.#at, end));
      this.#at = found === -1 ? end : end + 1;
      if (found !== -1) return true;
    }
    return false;
  }

  *#more(): Parsing<boolean> {
    while (this.#at >= this.#chunk.length) {
      if (this.#hasEnded) return false;
      yield;
    }
    return true;
  }
}
