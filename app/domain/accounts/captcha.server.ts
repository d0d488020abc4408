import type { CaptchaVerdict, Services } from "~/domain/ports";

/** `unavailable`: nobody knows. Sign-ups wait then: who is let in unseen would come just when the check is down. */
export type CaptchaFailure = { kind: "captcha_refused"; siteKey: string } | { kind: "captcha_unavailable" };

/**
 * Checks that a person signs up, not a program. Returns null when it is one, or nobody asks. Called before anything is
 * looked up or hashed.
 */
export async function checkCaptcha(
  { captcha, log }: Pick<Services, "captcha" | "log">,
  token: string | undefined,
): Promise<CaptchaFailure | null> {
  if (captcha === null) return null;
  const missing: CaptchaVerdict = { kind: "refused", reason: "missing-input-response" };
  const verdict = token === undefined ? missing : await captcha.verify(token);
  if (verdict.kind === "passed") return null;
  log({ event: "captcha_failed", outcome: verdict.kind, reason: verdict.reason });
  return verdict.kind === "refused"
    ? { kind: "captcha_refused", siteKey: captcha.siteKey }
    : { kind: "captcha_unavailable" };
}
