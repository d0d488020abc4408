import { data } from "@remix-run/cloudflare";
import type { Endpoint } from "~/contract/endpoint";
import type { LinkState } from "~/domain/accounts/mail-links.server";
import type { Services } from "~/domain/ports";
import { readForm } from "./body.server";
import { linkStatuses } from "./link-statuses.server";
import { takeLimits } from "./limits.server";
import { rateLimited } from "./problem.server";

/**
 * Answers the page of a mailed link: how its token stands, which looking does not spend, or with `?done` that it was used.
 * @param read finds the link of a token, and the address that it is about
 */
export async function answerLinkPage(
  request: Request,
  read: (token: string) => Promise<{ state: LinkState; email: string | null }>,
) {
  const { searchParams } = new URL(request.url);
  if (searchParams.has("done")) return data({ state: "done" as const, email: null, token: "" });
  const token = searchParams.get("token") ?? "";
  const { state, email } = await read(token);
  return data({ state, email, token }, linkStatuses[state]);
}

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
