import { giveBackRate, resetRateLimit, takeRate, type RateRule } from "~/domain/limits/rate-limits.server";
import type { Services } from "~/domain/ports";

/** A limit that a wrong password counts against. `onSuccess` is what a correct one does to it. */
export interface GuessLimit {
  rule: RateRule;
  subject: string;
  onSuccess: "fill" | "give_back";
}

export type PasswordCheck =
  { kind: "correct" } | { kind: "wrong_credentials" } | { kind: "limited"; retryAfterSeconds: number };

/**
 * Verifies a password within limits. A try is taken before the slow hash, so that tries at the same moment count, too.
 * Without a stored hash it takes as long, and the password is wrong.
 */
export async function verifyPassword(
  services: Services,
  { password, storedHash, limits }: { password: string; storedHash: string | null; limits: readonly GuessLimit[] },
): Promise<PasswordCheck> {
  for (const { rule, subject } of limits) {
    const rate = await takeRate(services, rule, subject);
    if (rate.kind === "limited") return rate;
  }
  if (!(await services.passwords.verify(password, storedHash))) return { kind: "wrong_credentials" };
  await Promise.all(limits.map((limit) => forgive(services, limit)));
  return { kind: "correct" };
}

async function forgive(services: Services, { rule, subject, onSuccess }: GuessLimit): Promise<void> {
  await (onSuccess === "fill" ? resetRateLimit(services, rule, subject) : giveBackRate(services, rule, subject));
}
