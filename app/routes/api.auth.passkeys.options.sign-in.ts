import { startSignIn } from "~/domain/passkeys.server";
import { apiRoute, rateLimited, respond } from "~/platform/http.server";
import { entranceOf } from "~/platform/session.server";

const route = apiRoute({
  async POST({ request, context }) {
    const started = await startSignIn(context.services, entranceOf(request));
    return started.kind === "limited" ? rateLimited(started.retryAfter) : respond(started.options);
  },
});

export const loader = route.loader;
export const action = route.action;
