import { api } from "~/contract/api";
import { endpoint, resource } from "~/http/endpoint.server";
import { takeGuard } from "~/domain/limits/rate-limits.server";
import { deepHealthOf } from "~/http/health.server";
import { rateLimited } from "~/http/problem.server";
import { reply } from "~/http/reply.server";

export const loader = resource(
  endpoint(api.operations.health, async ({ query, services }) => {
    if (query.deep === undefined) return reply(200, { status: "ok" as const });
    const rate = await takeGuard(services, "health");
    if (rate.kind === "limited") return rateLimited(rate.retryAfterSeconds);
    const health = deepHealthOf(await services.checkHealth());
    return health.status === "ok" ? reply(200, health) : reply(503, health);
  }),
);

export const action = loader;
