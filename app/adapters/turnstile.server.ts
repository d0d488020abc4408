import { z } from "zod";
import { turnstileAction } from "~/contract/turnstile";
import type { Captcha, CaptchaVerdict } from "~/domain/ports";
import type { TurnstileSettings } from "./env.server";

/** A person who signs up waits this long for siteverify, a second try included. */
const patienceMs = 5_000;

/** Of siteverify's error codes, those that are about the token: the others are about us, or about Cloudflare. */
const refusals = new Set(["missing-input-response", "invalid-input-response", "timeout-or-duplicate"]);

/** The answer of siteverify, as far as it is read. */
const Verification = z.object({
  success: z.boolean(),
  "error-codes": z.array(z.string()).default([]),
  hostname: z.string().optional(),
  action: z.string().optional(),
});

/** For whom a token is verified: the host that was asked, and the caller's address where it is known. */
export interface TurnstileCaller {
  hostname: string;
  address: string | null;
}

/** Cloudflare Turnstile. `limitMs` is how long siteverify may take. */
export function turnstile(
  { siteKey, secretKey, verifyUrl }: TurnstileSettings,
  { hostname, address }: TurnstileCaller,
  limitMs = patienceMs,
): Captcha {
  return {
    siteKey,
    async verify(token) {
      const signal = AbortSignal.timeout(limitMs);
      const body = JSON.stringify({
        secret: secretKey,
        response: token,
        ...(address !== null && { remoteip: address }),
        idempotency_key: crypto.randomUUID(),
      });
      const ask = () => askOnce(verifyUrl, { body, signal, hostname });
      const verdict = await ask();
      // The same key again: a first try whose answer was lost did not use up the token.
      return verdict.kind === "unavailable" && !signal.aborted ? ask() : verdict;
    },
  };
}

async function askOnce(
  verifyUrl: string,
  { body, signal, hostname }: { body: string; signal: AbortSignal; hostname: string },
): Promise<CaptchaVerdict> {
  try {
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(verifyUrl, { method: "POST", headers, body, signal });
    const read = Verification.safeParse(await answer.json());
    return read.success ? verdictOf(read.data, hostname) : { kind: "unavailable", reason: `status ${answer.status}` };
  } catch (error) {
    return { kind: "unavailable", reason: error instanceof Error ? error.name : typeof error };
  }
}

function verdictOf(verification: z.infer<typeof Verification>, hostname: string): CaptchaVerdict {
  if (!verification.success) {
    const codes = verification["error-codes"];
    const reason = codes.join(", ").slice(0, 100);
    return { kind: codes.length > 0 && codes.every((code) => refusals.has(code)) ? "refused" : "unavailable", reason };
  }
  if (verification.hostname !== hostname) return { kind: "refused", reason: "other hostname" };
  if (verification.action !== turnstileAction) return { kind: "refused", reason: "other action" };
  return { kind: "passed" };
}
