import type { RequestBodySpec } from "~/contract/endpoint";
import { parseValue } from "./parse.server";
import { problem } from "./problem.server";

/** Bytes of a JSON body. The longest story takes 20,000 characters of at most 4 bytes each. */
const maxJsonBytes = 256 * 1024;

/** Bytes of a page's form: a name, a note, a reason. */
const maxFormBytes = 64 * 1024;

/** Bytes of a too large body that are read and dropped, so that a client which is still sending gets the refusal. */
export const maxDroppedBytes = 1024 * 1024;

/** Returns a request's JSON as an endpoint's row reads it. Throws 400, 413, 415 or 422 problems. */
export async function readBody(request: Request, spec: RequestBodySpec): Promise<unknown> {
  if (spec.isOptional && isEmpty(request)) return undefined;
  return parseValue(await readJson(request, spec), spec.schema);
}

function isEmpty(request: Request): boolean {
  return request.body === null || request.headers.get("Content-Length") === "0";
}

async function readJson(request: Request, { maxBytes = maxJsonBytes }: RequestBodySpec): Promise<unknown> {
  if (!/^application\/(\w+\+)?json\b/i.test(typeOf(request))) {
    throw problem("unsupported_media", "Send JSON with the header Content-Type: application/json.");
  }
  return parseJson(await readBytes(request, maxBytes));
}

/** Returns what JSON in UTF-8 says. Throws a 400 problem. */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes));
  } catch {
    throw problem("bad_request", "The body is not valid JSON in UTF-8.");
  }
}

/** Returns the fields of a form as a browser encodes them. Throws 400, 413 or 415 problems. */
export async function readForm(request: Request): Promise<FormData> {
  const type = typeOf(request);
  if (!/^(multipart\/form-data|application\/x-www-form-urlencoded)\b/i.test(type)) {
    throw problem("unsupported_media", "Send a form: multipart/form-data or application/x-www-form-urlencoded.");
  }
  const bytes = await readBytes(request, maxFormBytes);
  try {
    return await new Response(bytes as BufferSource, { headers: { "Content-Type": type } }).formData();
  } catch {
    throw problem("bad_request", "The form cannot be read: check its encoding, and a multipart body's boundary.");
  }
}

function typeOf(request: Request): string {
  return request.headers.get("Content-Type") ?? "";
}

/** Returns at most `maxBytes` bytes: counted, as there may be no Content-Length. Throws a 413 problem. */
export async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  const kept = Number(request.headers.get("Content-Length")) > maxBytes ? 0 : maxBytes;
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = request.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    length += part.value.byteLength;
    if (length <= kept) chunks.push(part.value);
    if (length > kept + maxDroppedBytes) break;
  }
  if (length > kept) throw problem("too_large", `The body is larger than ${maxBytes} bytes.`);
  return joined(chunks, length);
}

function joined(chunks: Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}
