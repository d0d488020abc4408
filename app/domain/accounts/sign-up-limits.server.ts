/**
 * The limits on how often a network may sign up, and learn that an e-mail address has an account. Who is a member is sensitive here, so
 * after {@link takeEmailTaken}'s limit every sign-up of the network waits, whatever its address: a refusal says nothing. D1
 * counts only what came of it: an account, or that answer.
 */
import { hashIpNetwork, peekRates, takeRate, type RateLimitResult } from "~/domain/limits/rate-limits.server";
import type { Services } from "~/domain/ports";
import type { ClientInfo } from "./sessions.server";

export type EmailTakenResult = { kind: "email_taken" } | { kind: "limited"; retryAfterSeconds: number };

/** Returns whether a client's network may sign up: called before the address is looked at. */
export async function peekSignUps(services: Services, { address }: ClientInfo): Promise<RateLimitResult> {
  return peekRates(services, ["email_taken", "sign_up_place"], await hashIpNetwork(services, address));
}

/** Counts an answer that an address has an account. Returns the answer: of many at the same moment, the first few say so. */
export async function takeEmailTaken(services: Services, { address }: ClientInfo): Promise<EmailTakenResult> {
  const rate = await takeRate(services, "email_taken", await hashIpNetwork(services, address));
  return rate.kind === "limited" ? rate : { kind: "email_taken" };
}

/** Counts an account that was made: also one too many, of some at the same moment. The platform bounds how many those are. */
export async function countSignUp(services: Services, { address }: ClientInfo): Promise<void> {
  await takeRate(services, "sign_up_place", await hashIpNetwork(services, address));
}
