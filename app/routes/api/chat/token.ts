import { api } from "~/contract/api";
import { endpoint, resource } from "~/http/endpoint.server";
import { reply } from "~/http/reply.server";

export const loader = resource(
  endpoint(api.chat.issueToken, async ({ viewer, services }) => {
    const { token, expiresAt } = await services.tokens.issue(
      { userId: viewer.account.id, sessionId: viewer.sessionId },
      "heartfelt-chat",
    );
    return reply(200, { token, expires_at: expiresAt.toISOString() });
  }),
);

export const action = loader;
