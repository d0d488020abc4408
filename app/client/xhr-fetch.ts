import type { SendRequest } from "./build-request";

/** The part of XMLHttpRequest that an upload uses. */
export interface UploadRequest extends EventTarget {
  readonly upload: EventTarget;
  responseType: XMLHttpRequestResponseType;
  readonly status: number;
  readonly response: unknown;
  open(method: string, url: string): void;
  setRequestHeader(name: string, value: string): void;
  getAllResponseHeaders(): string;
  send(body: XMLHttpRequestBodyInit | null): void;
  abort(): void;
}

/**
 * Returns a `fetch` that reports how much of the body has been sent, which only XMLHttpRequest does. It rejects with a
 * TypeError when the network fails, and with the signal's reason when it aborts.
 * @param onProgress is called with the share sent, 0 to 1
 */
export function fetchWithProgress(
  onProgress: (share: number) => void,
  newRequest: () => UploadRequest = () => new XMLHttpRequest(),
): SendRequest {
  return (url, init) =>
    new Promise((resolve, reject) => {
      const request = newRequest();
      const signal = init.signal ?? null;
      // The reason is whatever the caller aborted with; it is passed on as it is.
      const rejectAborted = () => reject(signal?.reason as Error);
      request.open(init.method ?? "GET", url);
      request.responseType = "arraybuffer";
      for (const [name, value] of new Headers(init.headers)) request.setRequestHeader(name, value);
      request.upload.addEventListener("progress", (event) => onProgress(shareOf(event)));
      request.addEventListener("load", () => resolve(responseOf(request)));
      request.addEventListener("error", () => reject(new TypeError("The network failed.")));
      request.addEventListener("abort", rejectAborted);
      signal?.addEventListener("abort", () => request.abort(), { once: true });
      if (signal?.aborted) rejectAborted();
      else request.send((init.body ?? null) as XMLHttpRequestBodyInit | null); // a client's body is text or a form
    });
}

function shareOf(event: Event): number {
  const { loaded, total } = event as ProgressEvent; // the only kind that "progress" has
  return total > 0 ? loaded / total : 0;
}

/** Statuses whose response must not have a body. */
const bodilessStatuses = new Set([204, 205, 304]);

function responseOf(request: UploadRequest): Response {
  const { status } = request;
  const body = bodilessStatuses.has(status) ? null : (request.response as ArrayBuffer); // by its responseType
  return new Response(body, { status, headers: headersOf(request) });
}

/** The header block of XMLHttpRequest has a `name: value` on each line. */
function headersOf(request: UploadRequest): [string, string][] {
  const lines = request.getAllResponseHeaders().split("\r\n").filter(Boolean);
  return lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
}
