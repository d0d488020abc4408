import { clearCell, takeCell } from "~db/queries/rate-limits";
import type { Services } from "./services.server";

const minute = 60_000;
const hour = 60 * minute;

/** What is limited: so many at once, and then one every `interval` milliseconds. */
const rules = {
  /** Wrong passwords of one address: a person who forgot, not a machine that guesses. */
  sign_in_email: { burst: 10, interval: (15 * minute) / 10 },
  /** All sign-ins from one place: a household or an office. */
  sign_in_place: { burst: 60, interval: (15 * minute) / 60 },
  sign_up_place: { burst: 30, interval: hour / 30 },
  /** Challenges for passkeys, of one place or person: pages ask for one when they are opened. */
  passkey: { burst: 120, interval: (15 * minute) / 120 },
  upload: { burst: 60, interval: hour / 60 },
  process: { burst: 60, interval: hour / 60 },
  story: { burst: 30, interval: hour / 30 },
  report: { burst: 20, interval: hour / 20 },
  export: { burst: 5, interval: hour / 5 },
  ask: { burst: 20, interval: hour / 20 },
} as const;

export type RateRule = keyof typeof rules;

export type Rate = { kind: "allowed" } | { kind: "limited"; /** Whole seconds. */ retryAfter: number };

/** Takes one from a limit. `subject` is a user's id, or the hash of what must not be stored as it is. */
export async function takeRate(
  { db, now }: Pick<Services, "db" | "now">,
  rule: RateRule,
  subject: string,
): Promise<Rate> {
  const wait = await takeCell(db, `${rule}:${subject}`, { ...rules[rule], now: now().getTime() });
  return wait === null ? { kind: "allowed" } : { kind: "limited", retryAfter: Math.ceil(wait / 1000) };
}

/** The keys under which the limits know a subject. */
export function rateKeysOf(subject: string): string[] {
  return Object.keys(rules).map((rule) => `${rule}:${subject}`);
}

/** Gives all of a limit back. */
export async function clearRate({ db }: Pick<Services, "db">, rule: RateRule, subject: string): Promise<void> {
  await clearCell(db, `${rule}:${subject}`);
}
