import { clearBucket, giveBackToBucket, readBucketsWaitMs, takeFromBuckets } from "~db/queries/rate-limits";
import type { GuardRule } from "~/contract/rate-rule";
import { networkOf } from "./ip-network";
import type { Services } from "~/domain/ports";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/**
 * Each rule allows a burst, and then one request per interval, exactly: D1 counts, and each request writes a row. Before a
 * password hash, an upload or the AI that is done for people alone: there a network's requests are counted by the platform
 * ({@link takeGuard}), which writes nothing but knows no longer time than a minute, and D1 counts what came of them.
 *
 * Of rules per user, "shared" ones hold for the IP network too, in D1, where {@link ipMultiplier} times as much is allowed;
 * "guarded" ones do so by the platform.
 */
const rules = {
  /** Wrong passwords for one e-mail address from one IP network: a person who forgot theirs, not a machine that guesses. */
  sign_in_email: { per: "account_and_network", burst: 10, intervalMs: (15 * minuteMs) / 10 },
  /**
   * Wrong passwords for one e-mail address from everywhere, but for devices that signed in to it before: thirty networks
   * that guess together get 300 tries, and then 300 a day. NIST SP 800-63B (5.2.2) asks for a bound; its 100 would let ten
   * networks keep an owner's new device out.
   */
  sign_in_account: { per: "account", burst: 300, intervalMs: dayMs / 300 },
  /** Wrong passwords for one account on a device that signed in to it before: nobody else can use them up. */
  sign_in_device: { per: "device", burst: 20, intervalMs: (15 * minuteMs) / 20 },
  /** Wrong passwords from one IP network, for whatever account: a household or an office. */
  sign_in_place: { per: "ip_network", burst: 60, intervalMs: (15 * minuteMs) / 60 },
  /** New accounts from one IP network. */
  sign_up_place: { per: "ip_network", burst: 30, intervalMs: hourMs / 30 },
  /** Answers that an e-mail address has an account: who is a member is nobody's business. */
  email_taken: { per: "ip_network", burst: 5, intervalMs: hourMs / 5 },
  /** Wrong passwords of somebody who is signed in: a session's own, so that neither strangers nor a thief use up the owner's. */
  reauthenticate: { per: "session", burst: 10, intervalMs: (15 * minuteMs) / 10 },
  /** Links for a forgotten password to one address: nobody's mailbox is flooded. */
  password_link: { per: "account", burst: 3, intervalMs: hourMs / 3 },
  /** Links that confirm an address, to one address; and the mails of sign-ups to one. */
  verify_link: { per: "account", burst: 3, intervalMs: hourMs / 3 },
  sign_up_link: { per: "account", burst: 3, intervalMs: hourMs / 3 },
  /** Stories and requests of an account whose address is not confirmed: enough to begin. */
  unverified_story: { per: "user", burst: 2, intervalMs: dayMs / 2 },
  unverified_ask: { per: "user", burst: 3, intervalMs: dayMs / 3 },
  /** Challenges for passkeys: pages ask for one when they are opened. */
  passkey: { per: "user", burst: 120, intervalMs: (15 * minuteMs) / 120 },
  upload: { per: "user_guarded", burst: 60, intervalMs: hourMs / 60 },
  process: { per: "user_guarded", burst: 60, intervalMs: hourMs / 60 },
  story: { per: "user_shared", burst: 30, intervalMs: hourMs / 30 },
  report: { per: "user_shared", burst: 20, intervalMs: hourMs / 20 },
  export: { per: "user_shared", burst: 5, intervalMs: hourMs / 5 },
  ask: { per: "user_shared", burst: 20, intervalMs: hourMs / 20 },
  /** Tokens for sockets: a browser asks for one each time a socket connects again. */
  socket: { per: "user", burst: 200, intervalMs: (10 * minuteMs) / 200 },
  /** Searches in messages: one wakes up to twenty rooms. */
  search: { per: "user", burst: 60, intervalMs: (5 * minuteMs) / 60 },
} as const;

export type RateRule = keyof typeof rules;

export type RateLimitResult = { kind: "allowed" } | { kind: "limited"; /** Whole. */ retryAfterSeconds: number };

/** A household shares a network. */
const ipMultiplier = 10;

type Guarding = Pick<Services, "guardNetwork" | "onRateLimit">;
type Limiting = Guarding & Pick<Services, "db" | "now" | "secrets" | "clientAddress">;

/** Takes one request of the client's IP network from the platform's limit: of any rule, whomever it is for. */
export async function takeGuard({ guardNetwork, onRateLimit }: Guarding, rule: GuardRule): Promise<RateLimitResult> {
  const refused = await guardNetwork(rule);
  if (refused === null) return { kind: "allowed" };
  onRateLimit(refused);
  return { kind: "limited", retryAfterSeconds: refused.resetSeconds };
}

/** A request that is to be taken. `subject` is a user's id, or the hash of what must not be stored as it is. */
export interface LimitedRequest {
  rule: RateRule;
  subject: string;
}

/** Takes one request from a rule's limit, and where the rule says so from that of the client's IP network. */
export function takeRate(services: Limiting, rule: RateRule, subject: string): Promise<RateLimitResult> {
  return takeRates(services, [{ rule, subject }]);
}

/** Takes one request from each of some rules' limits, in one trip: from those after one that refuses, nothing is taken. */
export async function takeRates(services: Limiting, requests: readonly LimitedRequest[]): Promise<RateLimitResult> {
  for (const { rule } of requests) {
    const guarded = rules[rule].per === "user_guarded" ? await takeGuard(services, rule) : allowed;
    if (guarded.kind === "limited") return guarded;
  }
  const buckets = (await Promise.all(requests.map((request) => bucketsOf(services, request)))).flat();
  const [first, ...others] = buckets;
  return first ? take(services, [first, ...others]) : allowed;
}

const allowed: RateLimitResult = { kind: "allowed" };

async function bucketsOf(services: Limiting, { rule, subject }: LimitedRequest): Promise<Bucket[]> {
  const { per, burst, intervalMs } = rules[rule];
  const own = { policy: rule, key: `${rule}:${subject}`, burst, intervalMs };
  if (services.clientAddress === null || per !== "user_shared") return [own];
  const shared = { burst: burst * ipMultiplier, intervalMs: intervalMs / ipMultiplier };
  const ipNetwork = await hashIpNetwork(services, services.clientAddress);
  return [own, { policy: `${rule}_place`, key: `${rule}_place:${ipNetwork}`, ...shared }];
}

interface Bucket {
  policy: string;
  key: string;
  burst: number;
  intervalMs: number;
}

async function take(
  { db, now, onRateLimit }: Limiting,
  buckets: readonly [Bucket, ...Bucket[]],
): Promise<RateLimitResult> {
  const at = now().getTime();
  const taken = await takeFromBuckets(db, buckets, at);
  for (const [index, { policy, burst, intervalMs }] of buckets.entries()) {
    const request = taken[index];
    if (!request) break;
    const { arrivalAt, waitMs } = request;
    const windowMs = burst * intervalMs;
    const remaining = waitMs > 0 ? 0 : Math.floor((at + windowMs - arrivalAt) / intervalMs);
    const resetSeconds = Math.ceil((waitMs || Math.max(0, arrivalAt - at)) / 1000);
    onRateLimit({ policy, quota: burst, windowSeconds: Math.round(windowMs / 1000), remaining, resetSeconds });
  }
  const waitMs = taken.at(-1)?.waitMs ?? 0;
  return waitMs === 0 ? allowed : { kind: "limited", retryAfterSeconds: Math.ceil(waitMs / 1000) };
}

/** Returns the hash by which rate limits know an IP network: keyed, so that the table gives away nobody's address. */
export function hashIpNetwork({ secrets }: Pick<Services, "secrets">, address: string): Promise<string> {
  return secrets.keyedHash("place", networkOf(address));
}

/** Returns the keys of all buckets that a subject may have. */
export function bucketKeysOf(subject: string): string[] {
  return Object.keys(rules).map((rule) => `${rule}:${subject}`);
}

/** Fills a bucket again. */
export async function resetRateLimit({ db }: Pick<Services, "db">, rule: RateRule, subject: string): Promise<void> {
  await clearBucket(db, `${rule}:${subject}`);
}

/** Puts back one request that was taken: it was not one of those that the rule counts. */
export async function giveBackRate({ db }: Pick<Services, "db">, rule: RateRule, subject: string): Promise<void> {
  await giveBackToBucket(db, `${rule}:${subject}`, rules[rule].intervalMs);
}

/** Returns whether a request could be taken now from each of some rules' limits, without taking it. */
export async function peekRates(
  { db, now }: Pick<Services, "db" | "now">,
  of: readonly RateRule[],
  subject: string,
): Promise<RateLimitResult> {
  const buckets = of.map((rule) => ({ key: `${rule}:${subject}`, ...rules[rule] }));
  const waitMs = await readBucketsWaitMs(db, buckets, now().getTime());
  return waitMs === 0 ? { kind: "allowed" } : { kind: "limited", retryAfterSeconds: Math.ceil(waitMs / 1000) };
}
