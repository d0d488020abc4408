import { api } from "~/contract/api";
import { refreshSession } from "~/domain/accounts/sessions.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { problem } from "~/http/problem.server";
import { clientInfoOf, endedSessionHeaders, readSecret, refreshedReply } from "~/http/session.server";

export const loader = resource(
  endpoint(api.auth.refresh, async ({ body, services, request }) => {
    const secret = body?.refresh_token ?? (await readSecret(request));
    if (!secret) return problem("not_signed_in", "Send refresh_token in the body, or the session cookie.");
    const refreshed = await refreshSession(services, secret, await clientInfoOf(request));
    switch (refreshed.kind) {
      case "signed_in":
        return refreshedReply({ services, request, session: refreshed.session });
      case "unknown":
        return problem("not_signed_in", "The session has ended: sign in again.");
      case "reused": {
        const detail = "This refresh token was used before, so the session was ended: sign in again.";
        return problem("token_reused", detail, { headers: await endedSessionHeaders(request) });
      }
      default:
        return refreshed satisfies never;
    }
  }),
);

export const action = loader;
