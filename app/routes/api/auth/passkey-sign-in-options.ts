import { startSignIn } from "~/domain/accounts/passkeys.server";
import { apiRoute, rateLimited, respond } from "~/http/http.server";
import { ceremonyContextOf } from "~/http/session.server";

const route = apiRoute({
  async POST({ request, context }) {
    const started = await startSignIn(context.services, ceremonyContextOf(request));
    return started.kind === "limited" ? rateLimited(started.retryAfter) : respond(started.options);
  },
});

export const loader = route.loader;
export const action = route.action;
