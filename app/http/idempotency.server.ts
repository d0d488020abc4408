import { Buffer } from "node:buffer";
import type { UserId } from "~/contract/ids";
import {
  abandonKey,
  acquireKey,
  completeKey,
  describeKey,
  releaseKey,
  type KeyedRequest,
} from "~/domain/limits/idempotency.server";
import type { Services } from "~/domain/ports";
import { FormStream } from "./form-stream.server";
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
  /** The parsed body, or one that is still coming. */
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
  const form = creating.body instanceof FormStream ? creating.body : null;
  const fingerprint = form ? null : await fingerprintOf(request, creating.body);
  const keyed: KeyedRequest = { userId, key, fingerprint };
  const acquired = await acquireKey(services, keyed);
  switch (acquired.kind) {
    case "first":
      return attemptUnder(keyed, acquired.objectId, creating);
    case "again": {
      const { objectId, isDone } = acquired;
      const found = await replay(objectId);
      if (form && (found || isDone) && (await form.fingerprint()) !== acquired.fingerprint) return keyReused();
      if (!found) return isDone ? notFound() : attemptUnder(keyed, objectId, creating);
      if (!isDone) await completeKey(services, keyed, objectId);
      found.headers.set("Idempotency-Replayed", "true");
      return found;
    }
    case "running":
      await form?.drop();
      return problem("in_progress", "The first request with this Idempotency-Key is still running: wait for it.", {
        headers: { "Retry-After": String(retryAfterSeconds) },
      });
    case "other_request":
      return keyReused();
    default:
      return acquired satisfies never;
  }
}

function keyReused() {
  return problem("key_reused", "This Idempotency-Key was used with another body: send a new key.");
}

async function attemptUnder(
  keyed: KeyedRequest,
  id: string,
  { services, attempt, body }: CreatingRequest,
): Promise<Response> {
  if (body instanceof FormStream) {
    body.onRead = async (fingerprint) => {
      if (!(await describeKey(services, keyed, fingerprint))) throw keyReused();
    };
  }
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

/** Returns the SHA-256 in base64 of a request's path and JSON body, each with its length before it. */
async function fingerprintOf(request: Request, body: unknown): Promise<string> {
  const parts = [new URL(request.url).pathname, JSON.stringify(body)].map((part) => new TextEncoder().encode(part));
  const whole = new Blob(parts.flatMap((part) => [`${part.length}:`, part]));
  return Buffer.from(await crypto.subtle.digest("SHA-256", await whole.arrayBuffer())).toString("base64");
}
