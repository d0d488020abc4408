import type { GuardRule } from "~/contract/rate-rule";
import type { NetworkGuard, RateLimitDecision } from "~/domain/ports";

/** A binding of `[[ratelimits]]` in wrangler.toml: the platform counts by 10 or 60 seconds, and by nothing longer. */
interface GuardLimit {
  quota: number;
  windowSeconds: 10 | 60;
}

/** As wrangler.toml has them. */
export const guardLimits = {
  /** All that one network sends, but for reads. */
  NETWORK_GUARD: { quota: 600, windowSeconds: 60 },
  /** Sign-ins, sign-ups, challenges of passkeys and deep health checks, each for itself: an office on a Monday morning. */
  ACCESS_GUARD: { quota: 20, windowSeconds: 60 },
  /** Uploads and second looks, each for itself: ten people who publish six photos each. */
  UPLOAD_GUARD: { quota: 60, windowSeconds: 60 },
} as const satisfies Record<string, GuardLimit>;

type Guards = Record<keyof typeof guardLimits, RateLimit>;

const reads = new Set(["GET", "HEAD"]);

/**
 * Counts a request against the binding NETWORK_GUARD, before anything costs D1, a password hash or the AI. Returns null when
 * it may go on, as reads always may, and who comes from no known network. The binding counts in each of Cloudflare's
 * locations for itself and with a delay: it bounds a flood, and is not exact to the request. It does not say how much is
 * left, so an allowed request gets no field of it.
 */
export async function refuseFlood(
  guards: Pick<Guards, "NETWORK_GUARD">,
  { method, network }: { method: string; network: string | null },
): Promise<RateLimitDecision | null> {
  if (network === null || reads.has(method)) return null;
  const { success } = await guards.NETWORK_GUARD.limit({ key: network });
  return success ? null : decisionOf("network", guardLimits.NETWORK_GUARD);
}

/** The rules of a network that the platform counts, for the caller's. */
export function networkGuard(guards: Omit<Guards, "NETWORK_GUARD">, network: string | null): NetworkGuard {
  return async (rule) => {
    if (network === null) return null;
    const binding = isOfUploads(rule) ? "UPLOAD_GUARD" : "ACCESS_GUARD";
    const { success } = await guards[binding].limit({ key: `${rule}:${network}` });
    return success ? null : decisionOf(rule, guardLimits[binding]);
  };
}

function isOfUploads(rule: GuardRule): boolean {
  return rule === "upload" || rule === "process";
}

function decisionOf(policy: string, { quota, windowSeconds }: GuardLimit): RateLimitDecision {
  return { policy, quota, windowSeconds, remaining: 0, resetSeconds: windowSeconds };
}
