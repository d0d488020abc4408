import { deepHealthOf } from "~/http/health.server";
import { apiRoute, respond } from "~/http/http.server";

const route = apiRoute({
  async GET({ request, context }) {
    const isDeep = new URL(request.url).searchParams.has("deep");
    if (!isDeep) return respond({ status: "ok" });
    const health = deepHealthOf(await context.services.checkHealth());
    return respond(health, { status: health.status === "ok" ? 200 : 503 });
  },
});

export const loader = route.loader;
export const action = route.action;
