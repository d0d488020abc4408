import { checkHealth, checkParts } from "~/adapters/health.server";
import { apiRoute, respond } from "~/http/http.server";

const route = apiRoute({
  async GET({ request, context }) {
    const isDeep = new URL(request.url).searchParams.has("deep");
    const health = isDeep ? await checkParts(context) : checkHealth();
    return respond(health, { status: health.status === "ok" ? 200 : 503 });
  },
});

export const loader = route.loader;
export const action = route.action;
