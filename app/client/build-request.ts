/** Turns a call into a request. Pure, but for the platform's `FormData`. */

/** `fetch`, as far as the client uses it. */
export type SendRequest = (url: string, request: RequestInit) => Promise<Response>;

/** The input of any call, whatever its row says. */
export interface CallInput {
  params?: object;
  query?: object;
  body?: unknown;
  idempotencyKey?: string;
  signal?: AbortSignal;
  headers?: Readonly<Record<string, string>>;
  fetch?: SendRequest;
}

export interface BuiltRequest {
  url: string;
  init: RequestInit & { method: string; headers: Record<string, string> };
}

interface Surroundings {
  baseUrl: string;
  headers: Readonly<Record<string, string>> | undefined;
}

/**
 * Returns the request of a call.
 * @param name method and path template, such as "GET /api/stories/:id"
 */
export function buildRequest(name: string, input: CallInput, { baseUrl, headers }: Surroundings): BuiltRequest {
  const [method = "GET", template = "/"] = name.split(" ");
  const body = bodyOf(input.body);
  return {
    url: baseUrl + fillPath(template, input.params ?? {}) + queryOf(input.query ?? {}),
    init: {
      method,
      headers: {
        ...(typeof body === "string" && { "Content-Type": "application/json" }),
        ...(input.idempotencyKey !== undefined && { "Idempotency-Key": input.idempotencyKey }),
        ...headers,
        ...input.headers,
      },
      ...(body !== undefined && { body }),
      ...(input.signal && { signal: input.signal }),
    },
  };
}

/** Returns a path with its `:name` parameters filled in. Throws RangeError when one is missing. */
export function fillPath(template: string, params: object): string {
  const values = new Map<string, unknown>(Object.entries(params));
  return template.replace(/:(\w+)/g, (_, parameter: string) => {
    const value = values.get(parameter);
    if (typeof value !== "string" || value === "") throw new RangeError(`The path needs ${parameter}.`);
    return encodeURIComponent(value);
  });
}

function queryOf(query: object): string {
  const pairs = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  return pairs.length === 0 ? "" : `?${new URLSearchParams(pairs).toString()}`;
}

/** JSON, or a form where a field is a file. */
function bodyOf(body: unknown): string | FormData | undefined {
  if (body === undefined) return undefined;
  if (body instanceof FormData) return body;
  const fields: [string, unknown][] = typeof body === "object" && body !== null ? Object.entries(body) : [];
  if (!fields.some(([, value]) => value instanceof Blob)) return JSON.stringify(body);
  const form = new FormData();
  for (const [name, value] of fields) {
    if (value instanceof Blob) form.set(name, value, value instanceof File ? value.name : name);
    else if (value !== undefined) form.set(name, typeof value === "string" ? value : JSON.stringify(value));
  }
  return form;
}
