import { takeRate } from "~/domain/safety/rate-limits.server";
import { apiRoute, rateLimited, respond } from "~/http/http.server";
import { requireViewer } from "~/http/session.server";
import { issueToken } from "~/adapters/tokens.server";

const route = apiRoute({
  async POST({ request, context }) {
    const { account, sessionId } = await requireViewer(request, context);
    const rate = await takeRate(context.services, "socket", account.id);
    if (rate.kind === "limited") return rateLimited(rate.retryAfter);
    const { token, expiresAt } = await issueToken(
      context.services.settings,
      { userId: account.id, sessionId },
      { audience: "heartfelt-chat", now: context.services.now() },
    );
    return respond({ token, expires_at: expiresAt.toISOString() });
  },
});

export const loader = route.loader;
export const action = route.action;
