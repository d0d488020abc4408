import { giveBackRate, resetRateLimit, takeRates, type RateRule } from "~/domain/limits/rate-limits.server";
import type { Services } from "~/domain/ports";

/** A limit that a wrong password counts against. `onSuccess` is what a correct one does to it. */
export interface GuessLimit {
  rule: RateRule;
  subject: string;
  onSuccess: "fill" | "give_back";
}

/** A correct password is still counted: `forgive` takes that back, beside whatever is written next. */
type CountedCheck = { kind: "correct"; forgive: () => Promise<void> } | { kind: "wrong_credentials" };

export type PasswordCheck = CountedCheck | { kind: "limited"; retryAfterSeconds: number };

interface Guess {
  password: string;
  storedHash: string | null;
  limits: readonly GuessLimit[];
}

/**
 * Verifies a password within limits. A try is taken before the slow hash, so that tries at the same moment count, too.
 * Without a stored hash it takes as long, and the password is wrong.
 */
export async function verifyPassword(services: Services, guess: Guess): Promise<PasswordCheck> {
  const rate = await takeRates(services, guess.limits);
  return rate.kind === "limited" ? rate : verifyCounted(services, guess);
}

/** Verifies a password whose try was taken from its limits. */
export async function verifyCounted(
  services: Services,
  { password, storedHash, limits }: Guess,
): Promise<CountedCheck> {
  if (!(await services.passwords.verify(password, storedHash))) return { kind: "wrong_credentials" };
  return { kind: "correct", forgive: () => forgive(services, limits) };
}

async function forgive(services: Services, limits: readonly GuessLimit[]): Promise<void> {
  const forgiving = limits.map(({ rule, subject, onSuccess }) =>
    onSuccess === "fill" ? resetRateLimit(services, rule, subject) : giveBackRate(services, rule, subject),
  );
  await Promise.all(forgiving);
}
