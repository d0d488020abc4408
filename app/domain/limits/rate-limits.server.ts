import { clearCell, forgetWholeCells, takeCell } from "~db/queries/rate-limits";
import { networkOf } from "./ip-network";
import type { Services } from "~/domain/ports";

const minute = 60_000;
const hour = 60 * minute;

/** What is limited: so many at once, and then one every `interval` milliseconds. */
const rules = {
  /** Wrong passwords of one address: a person who forgot, not a machine that guesses. */
  sign_in_email: { of: "place", burst: 10, interval: (15 * minute) / 10 },
  /** All sign-ins from one place: a household or an office. */
  sign_in_place: { of: "place", burst: 60, interval: (15 * minute) / 60 },
  sign_up_place: { of: "place", burst: 30, interval: hour / 30 },
  /** Challenges for passkeys, of one place or person: pages ask for one when they are opened. */
  passkey: { of: "user", burst: 120, interval: (15 * minute) / 120 },
  upload: { of: "user", burst: 60, interval: hour / 60 },
  process: { of: "user", burst: 60, interval: hour / 60 },
  story: { of: "user", burst: 30, interval: hour / 30 },
  report: { of: "user", burst: 20, interval: hour / 20 },
  export: { of: "user", burst: 5, interval: hour / 5 },
  ask: { of: "user", burst: 20, interval: hour / 20 },
  /** Tokens for sockets: a browser asks for one each time that a conversation's line is made again. */
  socket: { of: "user", burst: 200, interval: (10 * minute) / 200 },
} as const;

export type RateRule = keyof typeof rules;

export type Rate = { kind: "allowed" } | { kind: "limited"; /** Whole seconds. */ retryAfter: number };

/** What is limited by user is limited by network address too: there this many times as much, as a household shares one. */
const peopleAtAPlace = 10;

/** Cells forgotten in one sweep. */
const sweepSize = 1_000;

type Limiting = Pick<Services, "db" | "now" | "secrets" | "clientAddress" | "onRateLimit">;

/**
 * Takes one from a limit, and from that of the caller's address. `subject` is a user's id, or the hash of what must not
 * be stored as it is.
 */
export async function takeRate(services: Limiting, rule: RateRule, subject: string): Promise<Rate> {
  const rate = await take(services, { policy: rule, key: `${rule}:${subject}`, ...rules[rule] });
  if (rate.kind === "limited" || services.clientAddress === null || rules[rule].of === "place") return rate;
  const { burst, interval } = rules[rule];
  const shared = { burst: burst * peopleAtAPlace, interval: interval / peopleAtAPlace };
  const place = await placeOf(services, services.clientAddress);
  return take(services, { policy: `${rule}_place`, key: `${rule}_place:${place}`, ...shared });
}

interface Cell {
  policy: string;
  key: string;
  burst: number;
  /** Milliseconds. */
  interval: number;
}

async function take({ db, now, onRateLimit }: Limiting, { policy, key, burst, interval }: Cell): Promise<Rate> {
  const at = now().getTime();
  const { arrivalAt, wait } = await takeCell(db, key, { interval, burst, now: at });
  const whole = burst * interval;
  const remaining = wait > 0 ? 0 : Math.floor((at + whole - arrivalAt) / interval);
  const resetSeconds = Math.ceil((wait || Math.max(0, arrivalAt - at)) / 1000);
  onRateLimit({ policy, quota: burst, windowSeconds: Math.round(whole / 1000), remaining, resetSeconds });
  return wait === 0 ? { kind: "allowed" } : { kind: "limited", retryAfter: Math.ceil(wait / 1000) };
}

/** A place as the limits know it: by the hash of its network, keyed so that the table tells nobody's address. */
export function placeOf({ secrets }: Pick<Services, "secrets">, address: string): Promise<string> {
  return secrets.keyedHash("place", networkOf(address));
}

/** Forgets the limits that are whole again. */
export function sweepRates({ db, now }: Pick<Services, "db" | "now">): Promise<void> {
  return forgetWholeCells(db, now().getTime(), sweepSize);
}

/** The keys under which the limits know a subject. */
export function rateKeysOf(subject: string): string[] {
  return Object.keys(rules).map((rule) => `${rule}:${subject}`);
}

/** Gives all of a limit back. */
export async function clearRate({ db }: Pick<Services, "db">, rule: RateRule, subject: string): Promise<void> {
  await clearCell(db, `${rule}:${subject}`);
}
