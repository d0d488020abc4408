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
  /** Bytes. */
  size: number;
  etag: string;
  isPublic: boolean;
}

/** Returns a stored photo, or that the browser's copy is good: who may see it was decided before. */
export function fileReply(request: Request, file: StoredFile): Reply<200, ReadableStream | null> | Reply<304, null> {
  const headers = {
    "Content-Type": file.type,
    "Content-Disposition": "inline",
    ETag: file.etag,
    ...(file.isPublic ? publicPhotoCaching : privateCaching),
  };
  if (request.headers.get("If-None-Match")?.includes(file.etag)) return reply(304, null, headers);
  const body = request.method === "HEAD" ? null : file.body;
  return reply(200, body, { ...headers, "Content-Length": String(file.size) });
}

/** Returns a ZIP archive that a browser saves: it is its caller's alone, so no cache keeps it. */
export function downloadReply(body: ReadableStream | null, fileName: string): Reply<200, ReadableStream | null> {
  return reply(200, body, {
    "Content-Type": "application/zip",
    "Content-Disposition": `attachment; filename="${fileName}"`,
    ...privateCaching,
  });
}
