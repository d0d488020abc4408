import type { RateLimitDecision } from "~/domain/ports";

/**
 * The answer with what was taken from limits, as draft-ietf-httpapi-ratelimit-headers-10 writes it: `q` in `w` seconds,
 * `r` are left, and `t` seconds from now there are more.
 */
export function withRateLimits(answer: Response, taken: readonly RateLimitDecision[]): Response {
  if (taken.length === 0) return answer;
  const told = new Response(answer.body, answer);
  const listOf = (fieldsOf: (rate: RateLimitDecision) => string) =>
    taken.map((rate) => `"${rate.policy}";${fieldsOf(rate)}`).join(", ");
  told.headers.set(
    "RateLimit-Policy",
    listOf(({ quota, windowSeconds }) => `q=${quota};w=${windowSeconds}`),
  );
  told.headers.set(
    "RateLimit",
    listOf(({ remaining, resetSeconds }) => `r=${remaining};t=${resetSeconds}`),
  );
  return told;
}
