import { Buffer } from "node:buffer";
import type { UserId } from "~/contract/ids";
import { abandonKey, acquireKey, completeKey, releaseKey, type KeyedRequest } from "~/domain/limits/idempotency.server";
import type { Services } from "~/domain/ports";
import { notFound, problem } from "./problem.server";

/** The result of an attempt to create: `createdId` is null when nothing was created. */
export interface Attempt {
  createdId: string | null;
  response: Response;
}

/** A request that creates. */
interface CreatingRequest {
  request: Request;
  services: Services;
  userId: UserId;
  /** The parsed body. */
  body: unknown;
  /** Creates under a new id. */
  attempt: (id: string) => Promise<Attempt>;
  /** Returns the response for the object with this id; null when there is none (any more). */
  replay: (id: string) => Promise<Response | null>;
}

/** Seconds after which a running attempt has likely ended. */
const retryAfterSeconds = 2;

/**
 * Creates once per `Idempotency-Key`, see draft-ietf-httpapi-idempotency-key-header: the same request with the same key
 * gets the first one's answer, also when that was lost. Without a key it always creates.
 */
export async function withIdempotencyKey(creating: CreatingRequest): Promise<Response> {
  const { request, services, userId, replay } = creating;
  const key = readKey(request);
  if (key === null) return (await creating.attempt(services.newId())).response;
  const keyed: KeyedRequest = { userId, key, fingerprint: await fingerprintOf(request, creating.body) };
  const acquired = await acquireKey(services, keyed);
  switch (acquired.kind) {
    case "first":
      return attemptUnder(keyed, acquired.objectId, creating);
    case "again": {
      const { objectId, isDone } = acquired;
      const found = await replay(objectId);
      if (!found) return isDone ? notFound() : attemptUnder(keyed, objectId, creating);
      if (!isDone) await completeKey(services, keyed, objectId);
      found.headers.set("Idempotency-Replayed", "true");
      return found;
    }
    case "running":
      return problem("in_progress", "The first request with this Idempotency-Key is still running: wait for it.", {
        headers: { "Retry-After": String(retryAfterSeconds) },
      });
    case "other_request":
      return problem("key_reused", "This Idempotency-Key was used with another body: send a new key.");
    default:
      return acquired satisfies never;
  }
}

async function attemptUnder(
  keyed: KeyedRequest,
  id: string,
  { services, attempt }: CreatingRequest,
): Promise<Response> {
  try {
    const { createdId, response } = await attempt(id);
    await (createdId === null ? releaseKey(services, keyed) : completeKey(services, keyed, createdId));
    return response;
  } catch (error) {
    await abandonKey(services, keyed);
    throw error;
  }
}

/** Returns the key, sent as a structured field's string or bare; null without one. Throws a 400 problem. */
function readKey(request: Request): string | null {
  const header = request.headers.get("Idempotency-Key");
  if (header === null) return null;
  const [, key = header] = /^"(.*)"$/.exec(header) ?? [];
  if (/^[\x21-\x7e]{1,200}$/.test(key)) return key;
  throw problem("bad_request", "An Idempotency-Key has 1 to 200 printable characters, without spaces, such as a UUID.");
}

/** Returns the SHA-256 in base64 of a request's path and body, each part with its length before it. */
async function fingerprintOf(request: Request, body: unknown): Promise<string> {
  const parts = [new URL(request.url).pathname, ...(await partsOf(body))];
  const bytes = parts.map((part) => (typeof part === "string" ? new TextEncoder().encode(part) : part));
  const whole = new Blob(bytes.flatMap((part) => [`${part.length}:`, part as Uint8Array<ArrayBuffer>]));
  return Buffer.from(await crypto.subtle.digest("SHA-256", await whole.arrayBuffer())).toString("base64");
}

/** A JSON body is one part; of a form with files each field is one. */
async function partsOf(body: unknown): Promise<(string | Uint8Array)[]> {
  const fields = typeof body === "object" && body !== null ? Object.entries(body) : [];
  if (!fields.some(([, value]) => value instanceof File)) return [JSON.stringify(body)];
  const parts = fields.map(async ([name, value]) => [
    name,
    value instanceof File ? new Uint8Array(await value.arrayBuffer()) : JSON.stringify(value),
  ]);
  return (await Promise.all(parts)).flat();
}
