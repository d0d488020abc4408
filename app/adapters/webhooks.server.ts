import { Buffer } from "node:buffer";
import type { SignedBody, VerifyWebhook } from "~/domain/ports";

/** A signature counts for so long, before and after: what was overheard cannot be sent again later. */
const toleranceMs = 5 * 60 * 1000;

/** Signatures of one request: a provider that changes its key sends two. */
const maxSignatures = 4;

/** Returns the key of a secret as providers write it, `whsec_` and base64; null for one below 24 bytes. */
export function webhookKeyOf(secret: string): Uint8Array<ArrayBuffer> | null {
  const key = bytesOf(secret.replace(/^whsec_/, ""));
  return key.length >= 24 ? key : null;
}

/** Verifies HMAC-SHA-256 over id, timestamp and raw body (https://www.standardwebhooks.com), in constant time. */
export function webhookVerifier(key: Uint8Array<ArrayBuffer>, now: () => Date): VerifyWebhook {
  return async (signed) => {
    if (!isRecent(signed.timestamp, now())) return false;
    const hmac = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
    const content = contentOf(signed);
    for (const signature of signaturesIn(signed)) {
      if (await crypto.subtle.verify("HMAC", hmac, signature, content)) return true;
    }
    return false;
  };
}

/** `timestamp`: seconds since 1970. */
function isRecent(timestamp: string, now: Date): boolean {
  return /^\d{1,12}$/.test(timestamp) && Math.abs(now.getTime() - Number(timestamp) * 1000) <= toleranceMs;
}

function contentOf({ id, timestamp, body }: SignedBody): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([...new TextEncoder().encode(`${id}.${timestamp}.`), ...body]);
}

function signaturesIn({ signatures }: SignedBody): Uint8Array<ArrayBuffer>[] {
  const each = signatures.split(" ").slice(0, maxSignatures);
  return each.flatMap((one) => (one.startsWith("v1,") ? [bytesOf(one.slice("v1,".length))] : []));
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(base64, "base64"));
}
