import { Buffer } from "node:buffer";
import { uuidv7 } from "uuidv7";
import type { UserId } from "~/contract/ids";
import { abandonKey, acquireKey, completeKey, releaseKey, type KeyedRequest } from "~/domain/limits/idempotency.server";
import { notFound, problem, type ApiCall } from "./http.server";

/** What an attempt came to: what it made, or the refusal of what made nothing. */
export type Made = { kind: "made"; id: string; answer: Response } | { kind: "refused"; answer: Response };

/** A request that creates. */
export interface Creating {
  userId: UserId;
  /** All of the body that counts. */
  body: readonly (string | Uint8Array)[];
  make: (id: string) => Promise<Made>;
  /** The answer that tells of what has this id; null when nothing (any more) has. */
  find: (id: string) => Promise<Response | null>;
}

/** Seconds after which an attempt that runs has likely ended. */
const retryAfterRunning = 2;

/**
 * Creates once for a client's `Idempotency-Key`, as draft-ietf-httpapi-idempotency-key-header has it: the same request
 * with the same key is told of what the first made, also when that one's answer was lost. Without a key it just creates.
 */
export async function once({ request, context }: ApiCall, creating: Creating): Promise<Response> {
  const { services } = context;
  const key = readKey(request);
  if (key === null) return (await creating.make(uuidv7())).answer;
  const fingerprint = await fingerprintOf([new URL(request.url).pathname, ...creating.body]);
  const keyed: KeyedRequest = { userId: creating.userId, key, fingerprint };
  const claimed = await acquireKey(services, keyed);
  switch (claimed.kind) {
    case "first":
      return attempt(claimed.objectId);
    case "again": {
      const found = await creating.find(claimed.objectId);
      if (!found) return claimed.isDone ? notFound() : attempt(claimed.objectId);
      if (!claimed.isDone) await completeKey(services, keyed, claimed.objectId);
      found.headers.set("Idempotency-Replayed", "true");
      return found;
    }
    case "running":
      return problem(
        "in_progress",
        "The first request with this Idempotency-Key is still being answered: wait for it.",
        {
          headers: { "Retry-After": String(retryAfterRunning) },
        },
      );
    case "other_request":
      return problem("key_reused", "This Idempotency-Key came with another body before: send a new key.");
    default:
      return claimed satisfies never;
  }

  async function attempt(id: string): Promise<Response> {
    try {
      const made = await creating.make(id);
      await (made.kind === "made" ? completeKey(services, keyed, made.id) : releaseKey(services, keyed));
      return made.answer;
    } catch (error) {
      await abandonKey(services, keyed);
      throw error;
    }
  }
}

/** The key, as a structured field's string or bare; null without one. Throws a 400 problem. */
function readKey(request: Request): string | null {
  const header = request.headers.get("Idempotency-Key");
  if (header === null) return null;
  const [, key = header] = /^"(.*)"$/.exec(header) ?? [];
  if (/^[\x21-\x7e]{1,200}$/.test(key)) return key;
  throw problem("bad_request", "An Idempotency-Key has 1 to 200 printable characters, without spaces: a UUID is good.");
}

/** SHA-256 in base64 of some parts, each with its length before it. */
async function fingerprintOf(parts: readonly (string | Uint8Array)[]): Promise<string> {
  const bytes = parts.map((part) => (typeof part === "string" ? new TextEncoder().encode(part) : part));
  const whole = new Blob(bytes.flatMap((part) => [`${part.length}:`, part as Uint8Array<ArrayBuffer>]));
  return Buffer.from(await crypto.subtle.digest("SHA-256", await whole.arrayBuffer())).toString("base64");
}
