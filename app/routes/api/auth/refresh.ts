import { Refresh } from "~/contract/account";
import { refreshSession } from "~/domain/accounts/sessions.server";
import { apiRoute, parseBody, problem, respond } from "~/http/http.server";
import { endedSessionHeaders, readSecret, sessionHeaders, signedInBody } from "~/http/session.server";

const route = apiRoute({
  async POST({ request, context }) {
    const { refresh_token: token } = request.headers.has("Content-Type") ? await parseBody(request, Refresh) : {};
    const secret = token ?? readSecret(request);
    if (!secret) return problem("not_signed_in", "Send refresh_token in the body, or the session cookie.");
    const refreshed = await refreshSession(context.services, secret);
    switch (refreshed.kind) {
      case "signed_in": {
        const headers = sessionHeaders(request, refreshed.session.secret);
        return respond(await signedInBody(context, refreshed.session), { headers });
      }
      case "unknown":
        return problem("not_signed_in", "The session has ended: sign in again.");
      case "reused": {
        const detail = "This refresh token was used before, so the session was ended: sign in again.";
        return problem("token_reused", detail, { headers: endedSessionHeaders(request) });
      }
      default:
        return refreshed satisfies never;
    }
  },
});

export const loader = route.loader;
export const action = route.action;
