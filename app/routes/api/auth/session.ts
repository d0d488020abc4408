import { SessionId } from "~/contract/ids";
import { endSessions } from "~/domain/accounts/sessions.server";
import { apiRoute, notFound, parseId, respondEmpty } from "~/http/http.server";
import { requireViewer } from "~/http/session.server";

const route = apiRoute({
  async DELETE({ request, context, params }) {
    const { account } = await requireViewer(request, context);
    const ended = await endSessions(context.services, account.id, { only: parseId(params.id, SessionId) });
    return ended > 0 ? respondEmpty() : notFound();
  },
});

export const loader = route.loader;
export const action = route.action;
