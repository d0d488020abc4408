import type { Endpoint } from "~/contract/endpoint";
import type { RateLimitDecision, Services } from "~/domain/ports";
import { takeGuard, takeRates, type RateLimitResult } from "~/domain/limits/rate-limits.server";
import type { Viewer } from "./session.server";

interface LimitedCall {
  viewer: Viewer | null;
  services: Services;
  request: Request;
}

/**
 * Counts a call against the limits of an endpoint's row: the viewer's, exactly, or where nobody is signed in the network's,
 * by the platform.
 * A page's action that does the same as an endpoint takes the same row. HEAD does no work, so it is not counted.
 */
export async function takeLimits(row: Endpoint, { viewer, services, request }: LimitedCall): Promise<RateLimitResult> {
  if (!row.limits || request.method === "HEAD") return { kind: "allowed" };
  if (viewer) {
    return takeRates(
      services,
      row.limits.map((rule) => ({ rule, subject: viewer.account.id })),
    );
  }
  for (const rule of row.limits) {
    const rate = await takeGuard(services, rule);
    if (rate.kind === "limited") return rate;
  }
  return { kind: "allowed" };
}

/**
 * Returns the answer with the headers of draft-ietf-httpapi-ratelimit-headers-10: a limit allows `q` calls in `w` seconds,
 * `r` are left, and there are more in `t` seconds.
 */
export function withRateLimits(answer: Response, taken: readonly RateLimitDecision[]): Response {
  if (taken.length === 0) return answer;
  const limited = new Response(answer.body, answer);
  const listOf = (fieldsOf: (rate: RateLimitDecision) => string) =>
    taken.map((rate) => `"${rate.policy}";${fieldsOf(rate)}`).join(", ");
  limited.headers.set(
    "RateLimit-Policy",
    listOf(({ quota, windowSeconds }) => `q=${quota};w=${windowSeconds}`),
  );
  limited.headers.set(
    "RateLimit",
    listOf(({ remaining, resetSeconds }) => `r=${remaining};t=${resetSeconds}`),
  );
  return limited;
}
