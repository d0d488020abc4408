import { api } from "~/contract/api";
import { endpoint, resource } from "~/http/endpoint.server";
import { reply } from "~/http/reply.server";

export const loader = resource(
  endpoint(api.inbox.issueToken, async ({ viewer, services }) => {
    const subject = { userId: viewer.account.id, sessionId: viewer.sessionId };
    const { token, expiresAt } = await services.tokens.issue(subject, "heartfelt-inbox");
    return reply(200, { token, expires_at: expiresAt.toISOString() });
  }),
);

export const action = loader;
