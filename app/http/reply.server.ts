import { privateCaching, publicPhotoCaching } from "./caching.server";

/** An answer that is not a problem, before it becomes a Response. Its type holds the status and the body. */
export interface Reply<Status extends number = number, Body = unknown> {
  readonly status: Status;
  /** A stream of bytes, null for none, or a value that is sent as JSON. */
  readonly body: Body;
  readonly headers: Headers;
}

/** Returns an answer of an endpoint: its row has the statuses and the body of each. */
export function reply<const Status extends number, Body>(
  status: Status,
  body: Body,
  headers?: HeadersInit,
): Reply<Status, Body> {
  return { status, body, headers: new Headers(headers) };
}

/** Returns the response of a reply; one that is ready as it is. No cache keeps JSON unless the reply says otherwise. */
export function toResponse(answer: Reply | Response): Response {
  if (answer instanceof Response) return answer;
  const { status, body, headers } = answer;
  if (body === null || body instanceof ReadableStream) return new Response(body, { status, headers });
  headers.set("Content-Type", "application/json");
  if (!headers.has("Cache-Control")) headers.set("Cache-Control", "no-store");
  return new Response(JSON.stringify(body), { status, headers });
}

interface StoredFile {
  body: ReadableStream;
  type: string;
  /** Bytes of the whole file. */
  size: number;
  /** The part of it that the body is; null when it is all of it. */
  range: { offset: number; length: number } | null;
  etag: string;
  isPublic: boolean;
  /** Whether the service worker may keep it for when there is no network. */
  isKeptOffline: boolean;
}

type FileReply = Reply<200, ReadableStream | null> | Reply<304, null>;

/** Returns a stored photo, or that the browser's copy is good: who may see it was decided before. */
export function fileReply(request: Request, file: StoredFile): FileReply {
  const headers = headersOf(file);
  if (isKept(request, file)) return reply(304, null, headers);
  const body = request.method === "HEAD" ? null : file.body;
  return reply(200, body, { ...headers, "Content-Length": String(file.size) });
}

/** Returns a stored photo that may be read in parts, or the part of it that was read. */
export function fileOrPartReply(request: Request, file: StoredFile): FileReply | Reply<206, ReadableStream | null> {
  const { range } = file;
  if (range === null || isKept(request, file)) {
    const whole = fileReply(request, file);
    whole.headers.set("Accept-Ranges", "bytes");
    return whole;
  }
  const body = request.method === "HEAD" ? null : file.body;
  return reply(206, body, {
    ...headersOf(file),
    "Accept-Ranges": "bytes",
    "Content-Length": String(range.length),
    "Content-Range": `bytes ${range.offset}-${range.offset + range.length - 1}/${file.size}`,
  });
}

function headersOf({ type, etag, isPublic, isKeptOffline }: StoredFile): Record<string, string> {
  const caching = isPublic ? publicPhotoCaching : privateCaching;
  const keeping: Record<string, string> = isKeptOffline ? { "Heartfelt-Keep": "offline" } : {};
  return { "Content-Type": type, "Content-Disposition": "inline", ETag: etag, ...caching, ...keeping };
}

function isKept(request: Request, { etag }: StoredFile): boolean {
  return request.headers.get("If-None-Match")?.includes(etag) === true;
}

/** Returns a ZIP archive that a browser saves: it is its caller's alone, so no cache keeps it. */
export function downloadReply(body: ReadableStream | null, fileName: string): Reply<200, ReadableStream | null> {
  return reply(200, body, {
    "Content-Type": "application/zip",
    "Content-Disposition": `attachment; filename="${fileName}"`,
    ...privateCaching,
  });
}
