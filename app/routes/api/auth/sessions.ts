import { SessionsQuery } from "~/contract/session";
import { listSessions } from "~/domain/accounts/sessions.server";
import { apiRoute, parseQuery, respond } from "~/http/http.server";
import { requireViewer } from "~/http/session.server";

const route = apiRoute({
  async GET({ request, context }) {
    const viewer = await requireViewer(request, context);
    const { cursor: before = null, limit } = parseQuery(request, SessionsQuery);
    return respond(await listSessions(context.services, viewer, { before, limit }));
  },
});

export const loader = route.loader;
export const action = route.action;
