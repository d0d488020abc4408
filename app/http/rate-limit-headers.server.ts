import type { TakenRate } from "~/domain/safety/rate-limits.server";

/**
 * The answer with what was taken from limits, as draft-ietf-httpapi-ratelimit-headers-10 writes it: `q` in `w` seconds,
 * `r` are left, and `t` seconds from now there are more.
 */
export function withRateLimits(answer: Response, taken: readonly TakenRate[]): Response {
  if (taken.length === 0) return answer;
  const told = new Response(answer.body, answer);
  const listOf = (fieldsOf: (rate: TakenRate) => string) =>
    taken.map((rate) => `"${rate.policy}";${fieldsOf(rate)}`).join(", ");
  told.headers.set(
    "RateLimit-Policy",
    listOf(({ quota, window }) => `q=${quota};w=${window}`),
  );
  told.headers.set(
    "RateLimit",
    listOf(({ remaining, reset }) => `r=${remaining};t=${reset}`),
  );
  return told;
}
