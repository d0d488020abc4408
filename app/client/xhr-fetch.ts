/**
 * Returns a `fetch` that reports how much of the body has been sent, which only XMLHttpRequest does.
 * @param onProgress share sent, 0 to 1
 */
export function fetchWithProgress(onProgress: (share: number) => void): typeof fetch {
  return (input, init = {}) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open(init.method ?? "GET", input instanceof Request ? input.url : input);
      request.responseType = "arraybuffer";
      for (const [name, value] of new Headers(init.headers)) request.setRequestHeader(name, value);
      request.upload.addEventListener("progress", ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0));
      request.addEventListener("load", () => resolve(responseOf(request)));
      request.addEventListener("error", () => reject(new TypeError("The network gave no answer.")));
      const signal = init.signal ?? null;
      request.addEventListener("abort", () => reject(signal?.reason as Error));
      signal?.addEventListener("abort", () => request.abort(), { once: true });
      if (signal?.aborted) reject(signal.reason as Error);
      else request.send(init.body as XMLHttpRequestBodyInit | null); // a client's body is text or a form
    });
}

/** Statuses whose response must not have a body. */
const bodiless = new Set([204, 205, 304]);

function responseOf(request: XMLHttpRequest): Response {
  const body = bodiless.has(request.status) ? null : (request.response as ArrayBuffer); // by its responseType
  return new Response(body, { status: request.status, headers: headersOf(request) });
}

/** The header block of XMLHttpRequest has a `name: value` on each line. */
function headersOf(request: XMLHttpRequest): [string, string][] {
  const lines = request.getAllResponseHeaders().split("\r\n").filter(Boolean);
  return lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
}
