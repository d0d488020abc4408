import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import type { RequestBodySpec } from "~/contract/endpoint";
import { maxDroppedBytes } from "./body.server";
import { boundaryOf, MalformedForm, readParts, type FormPart } from "./multipart.server";
import { problem } from "./problem.server";

/** Bytes of one piece of a body. A body of 25 MB is 400 of them. */
const pieceBytes = 64 * 1024;

/** After this long without a byte the sender is given up: what an upload holds is needed by others. */
const stallMs = 30_000;

/** A form that is read as it comes. What was read of it cannot be read again. */
export class FormStream {
  /** Called with the form's fingerprint once all of it was read, before its last part is done with. */
  onRead: ((fingerprint: string) => Promise<void>) | null = null;

  #parts: AsyncGenerator<FormPart, void, undefined>;

  /** @throws 400 and 415 problems */
  constructor(request: Request, { maxBytes = 0 }: Pick<RequestBodySpec, "maxBytes">) {
    const type = request.headers.get("Content-Type") ?? "";
    if (!/^multipart\/form-data\b/i.test(type)) {
      throw problem("unsupported_media", "Send a form with the header Content-Type: multipart/form-data.");
    }
    const boundary = boundaryOf(type);
    if (boundary === null) throw unreadable();
    this.#parts = this.#read(request, boundary, maxBytes);
  }

  /** Returns the parts that were not read yet; a loop that ends early leaves the others to `drop`. Throws 400 and 413 problems. */
  parts(): AsyncIterable<FormPart> {
    const next = () => this.#parts.next();
    return { [Symbol.asyncIterator]: () => ({ next }) };
  }

  /** Reads what is left, and returns the fingerprint of all. Throws as `parts` does. */
  async fingerprint(): Promise<string> {
    let found = "";
    this.onRead = (fingerprint) => {
      found = fingerprint;
      return Promise.resolve();
    };
    for await (const { chunks } of this.#parts) await pass(chunks);
    return found;
  }

  /** Reads what is left, and drops it, so that a client that is still sending gets the answer. Never rejects. */
  async drop(): Promise<void> {
    this.onRead = null;
    try {
      for await (const { chunks } of this.#parts) await pass(chunks);
    } catch {
      // The answer is on its way, whatever becomes of the rest.
    }
  }

  async *#read(request: Request, boundary: string, maxBytes: number): AsyncGenerator<FormPart, void, undefined> {
    const body = countedBody(request, maxBytes);
    // Each part's content, then its lengths and its name: from the end, all of it can be told apart.
    const hash = createHash("sha256").update(new URL(request.url).pathname);
    try {
      for await (const part of readParts(body, boundary)) {
        let length = 0;
        const chunks = hashed(part.chunks, (chunk) => {
          hash.update(chunk);
          length += chunk.length;
        });
        yield { ...part, chunks };
        await pass(chunks);
        hash.update(`:${length}:${part.name}:${part.name.length};`);
      }
      await pass(body);
    } catch (error) {
      if (!(error instanceof MalformedForm)) throw error;
      await dropSome(body);
      throw unreadable();
    }
    await this.onRead?.(hash.digest("base64"));
  }
}

function unreadable() {
  return problem("bad_request", "The form cannot be read: check its encoding, and a multipart body's boundary.");
}

async function pass(chunks: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of chunks) continue;
}

/** Not ended by a reader that stops early: what it left is still to be passed over. */
async function* hashed(
  chunks: AsyncGenerator<Uint8Array>,
  add: (chunk: Uint8Array) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
      add(next.value);
      yield next.value;
    }
  } catch (error) {
    throw error instanceof MalformedForm ? unreadable() : error;
  }
}

async function dropSome(body: AsyncGenerator<Uint8Array>): Promise<void> {
  let dropped = 0;
  try {
    for await (const chunk of body) if ((dropped += chunk.length) > maxDroppedBytes) break;
  } catch {
    // It is refused anyway.
  }
}

/** Returns the body's pieces, counted, as there may be no Content-Length. Throws a 413 problem. */
async function* countedBody(request: Request, maxBytes: number): AsyncGenerator<Uint8Array, void, undefined> {
  const kept = Number(request.headers.get("Content-Length")) > maxBytes ? 0 : maxBytes;
  let length = 0;
  for await (const piece of piecesOf(request)) {
    length += piece.length;
    if (length <= kept) yield piece;
    else if (length > kept + maxDroppedBytes) break;
  }
  if (length > kept) throw problem("too_large", `The body is larger than ${maxBytes} bytes.`);
}

/** Each piece comes in the same memory as the one before. */
async function* piecesOf({ body }: Request): AsyncGenerator<Uint8Array, void, undefined> {
  if (body === null) return;
  const reader = body.getReader({ mode: "byob" });
  let memory = new ArrayBuffer(pieceBytes);
  try {
    for (;;) {
      const { done, value } = await beforeStall(reader.read(new Uint8Array(memory)));
      if (done) return;
      yield value;
      memory = value.buffer as ArrayBuffer; // handed over and back
    }
  } finally {
    reader.releaseLock();
  }
}

async function beforeStall<Result>(reading: Promise<Result>): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const stalled = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(problem("bad_request", "Nothing came for 30 seconds: send the form again.") as unknown as Error),
      stallMs,
    );
  });
  try {
    return await Promise.race([reading, stalled]);
  } finally {
    clearTimeout(timer);
  }
}

/** Returns a field's text in UTF-8. Throws a 413 problem when it has more bytes than that. */
export async function textOf(chunks: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length <= maxBytes) parts.push(Buffer.from(chunk));
  }
  if (length > maxBytes) throw problem("too_large", `A field of text is larger than ${maxBytes} bytes.`);
  return Buffer.concat(parts).toString("utf8");
}
