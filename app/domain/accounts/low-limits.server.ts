/** The limits of an account whose address nobody has confirmed: enough to begin, too little to be a nuisance. */
import { giveBackRate, takeRate } from "~/domain/limits/rate-limits.server";
import type { Services } from "~/domain/ports";
import type { Viewer } from "./sessions.server";

/** Nothing was done: the account has to confirm its address first, or wait a day. */
export interface UnverifiedAddress {
  kind: "address_unverified";
}

/**
 * Does a work within the low limit of an account whose address is not confirmed; one that is, and every account where no mail
 * is sent, has none. A work that came to nothing is given back.
 */
export async function withinLowLimit<Result extends { kind: string }>(
  services: Services,
  { account }: Viewer,
  { rule, counts, work }: LimitedWork<Result>,
): Promise<Result | UnverifiedAddress> {
  if (account.email_verified || services.mailer === null) return work();
  const rate = await takeRate(services, rule, account.id);
  if (rate.kind === "limited") return { kind: "address_unverified" };
  const result = await work();
  if (result.kind !== counts) await giveBackRate(services, rule, account.id);
  return result;
}

interface LimitedWork<Result extends { kind: string }> {
  rule: "unverified_story" | "unverified_ask";
  /** The kind of result that counts. */
  counts: Result["kind"];
  work: () => Promise<Result>;
}
