/**
 * multipart/form-data (RFC 7578), read as it streams: no part is ever whole in memory unless its reader keeps it. Libraries
 * that take a Worker's stream hold whole parts, or set no bound on headers.
 */
import { Buffer } from "node:buffer";

/** One field of a form. Its bytes have to be read before the next part is asked for; what is not read is passed over. */
export interface FormPart {
  name: string;
  /** Null for a field that is no file. */
  fileName: string | null;
  /** Pieces of the part: views, good until the next one is asked for. */
  chunks: AsyncGenerator<Uint8Array, void, undefined>;
}

/** A body that is no form, or one that no client of ours sends. */
export class MalformedForm extends Error {
  override readonly name = "MalformedForm";
}

/** Bytes of one part's headers, and of what may stand before the first part. */
const maxHeaderBytes = 4 * 1024;

/** Parts of one form: ours have three. */
const maxParts = 20;

/** Returns the boundary that a Content-Type states; null when it states none. It has 1 to 70 characters (RFC 2046, 5.1.1). */
export function boundaryOf(contentType: string): string | null {
  const [, quoted, bare] = /;\s*boundary=(?:"([^"]+)"|([^\s;"]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? bare ?? "";
  return boundary.length >= 1 && boundary.length <= 70 ? boundary : null;
}

/** Reads the parts of a form, in their order. Throws {@link MalformedForm}. Bytes after the last part are not read. */
export async function* readParts(
  chunks: AsyncIterable<Uint8Array>,
  boundary: string,
): AsyncGenerator<FormPart, void, undefined> {
  const window = new Window(chunks[Symbol.asyncIterator]());
  const delimiter = Buffer.from(`\r\n--${boundary}`, "latin1");
  window.begin(Buffer.from("\r\n", "latin1")); // the first delimiter has no line before it
  for await (const preamble of window.until(delimiter)) if (preamble.length > 0) throw new MalformedForm("preamble");
  for (let count = 0; !(await isLast(window)); count++) {
    if (count >= maxParts) throw new MalformedForm("too many parts");
    const headers = await window.line(Buffer.from("\r\n\r\n", "latin1"), maxHeaderBytes);
    const part = window.until(delimiter);
    yield { ...dispositionOf(headers), chunks: part };
    // Its reader may have stopped early.
    for (let next = await part.next(); !next.done;) next = await part.next();
    if (!window.isAtDelimiter) await pass(window.until(delimiter));
  }
}

async function pass(chunks: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of chunks) continue;
}

/** After a delimiter: two hyphens end the form, a line's end begins a part. */
async function isLast(window: Window): Promise<boolean> {
  const next = (await window.take(2)).toString("latin1");
  if (next === "--") return true;
  if (next !== "\r\n") throw new MalformedForm("delimiter");
  return false;
}

function dispositionOf(headers: string): { name: string; fileName: string | null } {
  const line = headers.split("\r\n").find((header) => /^content-disposition\s*:/i.test(header)) ?? "";
  if (!/^[^:]*:\s*form-data\s*;/i.test(line)) throw new MalformedForm("disposition");
  const name = parameterOf(line, "name");
  if (name === null) throw new MalformedForm("name");
  return { name, fileName: parameterOf(line, "filename") };
}

/**
 * Browsers write a quote, and a line's two bytes, as in a URL, and a backslash as it is; curl writes a backslash before a
 * quote. So a quote ends the value where the parameter ends with it.
 */
function parameterOf(line: string, name: string): string | null {
  const [, quoted, bare] = new RegExp(`;\\s*${name}=(?:"(.*?)"(?=\\s*(?:;|$))|([^\\s;"]+))`, "is").exec(line) ?? [];
  if (quoted === undefined) return bare ?? null;
  return quoted.replaceAll('\\"', '"').replaceAll("%22", '"').replaceAll("%0D", "\r").replaceAll("%0A", "\n");
}

/** The bytes that came and were not read: never more than one piece of the stream, and the rest of the one before. */
class Window {
  #source: AsyncIterator<Uint8Array>;
  #bytes: Buffer = Buffer.alloc(0);
  isAtDelimiter = false;

  constructor(source: AsyncIterator<Uint8Array>) {
    this.#source = source;
  }

  begin(bytes: Buffer): void {
    this.#bytes = bytes;
  }

  /** Reads on. Throws when the body has ended: a form ends by itself. */
  async #more(): Promise<void> {
    const rest = Buffer.from(this.#bytes); // a copy: the next piece may come in the same memory
    const next = await this.#source.next();
    if (next.done) throw new MalformedForm("end");
    const { buffer, byteOffset, length } = next.value;
    const piece = Buffer.from(buffer as ArrayBuffer, byteOffset, length);
    this.#bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
  }

  async take(count: number): Promise<Buffer> {
    while (this.#bytes.length < count) await this.#more();
    return this.#cut(count);
  }

  /** Reads up to a mark, and the mark. Throws when it does not come within `limit` bytes. */
  async line(mark: Buffer, limit: number): Promise<string> {
    for (;;) {
      const at = this.#bytes.indexOf(mark);
      if (at > limit || (at === -1 && this.#bytes.length > limit)) throw new MalformedForm("headers");
      if (at !== -1) return this.#cut(at + mark.length).toString("utf8", 0, at);
      await this.#more();
    }
  }

  /** Reads up to a delimiter, and the delimiter. */
  async *until(delimiter: Buffer): AsyncGenerator<Uint8Array, void, undefined> {
    this.isAtDelimiter = false;
    for (;;) {
      const at = this.#bytes.indexOf(delimiter);
      const end = at === -1 ? Math.max(0, this.#bytes.length - delimiter.length + 1) : at;
      if (end > 0) yield this.#cut(end);
      if (at !== -1) {
        this.#cut(delimiter.length);
        this.isAtDelimiter = true;
        return;
      }
      await this.#more();
    }
  }

  #cut(count: number): Buffer {
    const cut = this.#bytes.subarray(0, count);
    this.#bytes = this.#bytes.subarray(count);
    return cut;
  }
}
