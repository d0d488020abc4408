import { takeRate } from "~/domain/rate-limits.server";
import { apiRoute, rateLimited, respond } from "~/platform/http.server";
import { requireViewer } from "~/platform/session.server";
import { issueToken } from "~/platform/tokens.server";

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
