import { api } from "~/contract/api";
import { endpoint, resource } from "~/http/endpoint.server";
import { hashIpNetwork, takeRate, type RateLimitResult } from "~/domain/limits/rate-limits.server";
import type { Services } from "~/domain/ports";
import { deepHealthOf } from "~/http/health.server";
import { rateLimited } from "~/http/problem.server";
import { reply } from "~/http/reply.server";
import { addressOf } from "~/http/session.server";

export const loader = resource(
  endpoint(api.operations.health, async ({ query, services, request }) => {
    if (query.deep === undefined) return reply(200, { status: "ok" as const });
    const rate = await takeDeepCheck(services, request);
    if (rate.kind === "limited") return rateLimited(rate.retryAfterSeconds);
    const health = deepHealthOf(await services.checkHealth());
    return health.status === "ok" ? reply(200, health) : reply(503, health);
  }),
);

export const action = loader;

/** A database that is down cannot count, and must not keep the check from saying that it is down. */
async function takeDeepCheck(services: Services, request: Request): Promise<RateLimitResult> {
  try {
    return await takeRate(services, "health", await hashIpNetwork(services, addressOf(request)));
  } catch (error) {
    if (services.classifyFault(error).outage !== "database") throw error;
    return { kind: "allowed" };
  }
}
