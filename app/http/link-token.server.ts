import type { Endpoint } from "~/contract/endpoint";
import type { Services } from "~/domain/ports";
import { readForm } from "./body.server";
import { takeLimits } from "./limits.server";
import { rateLimited } from "./problem.server";

/**
 * Returns the token that the page of a mailed link posts; empty when there is none.
 * @param endpoint the call of the API that does the same, whose limits hold for the page, too
 * @throws {Response} 429 when they are reached
 */
export async function takeLinkToken(request: Request, services: Services, endpoint: Endpoint): Promise<string> {
  const token = (await readForm(request)).get("token");
  const rate = await takeLimits(endpoint, { viewer: null, services, request });
  if (rate.kind === "limited") throw rateLimited(rate.retryAfterSeconds);
  return typeof token === "string" ? token : "";
}
