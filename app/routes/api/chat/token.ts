import { takeRate } from "~/domain/limits/rate-limits.server";
import { apiRoute, rateLimited, respond } from "~/http/http.server";
import { requireViewer } from "~/http/session.server";

const route = apiRoute({
  async POST({ request, context }) {
    const { services } = context;
    const { account, sessionId } = await requireViewer(request, context);
    const rate = await takeRate(services, "socket", account.id);
    if (rate.kind === "limited") return rateLimited(rate.retryAfter);
    const { token, expiresAt } = await services.tokens.issue({ userId: account.id, sessionId }, "heartfelt-chat");
    return respond({ token, expires_at: expiresAt.toISOString() });
  },
});

export const loader = route.loader;
export const action = route.action;
