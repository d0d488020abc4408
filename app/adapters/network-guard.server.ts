import type { RateLimitDecision } from "~/domain/ports";

/** As `[[ratelimits]]` in wrangler.toml has it. */
const quota = 600;
const windowSeconds = 60;

const reads = new Set(["GET", "HEAD"]);

/**
 * Counts a request against the binding NETWORK_GUARD, before anything costs D1, a password hash or the AI. Returns null when
 * it may go on, as reads always may, and who comes from no known network. The binding counts in each of Cloudflare's
 * locations for itself and with a delay: it bounds a flood, and is not exact to the request. It does not say how much is
 * left, so an allowed request gets no field of it.
 */
export async function refuseFlood(
  guard: RateLimit,
  { method, network }: { method: string; network: string | null },
): Promise<RateLimitDecision | null> {
  if (network === null || reads.has(method)) return null;
  const { success } = await guard.limit({ key: network });
  return success ? null : { policy: "network", quota, windowSeconds, remaining: 0, resetSeconds: windowSeconds };
}
