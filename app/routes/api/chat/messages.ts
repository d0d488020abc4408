import { HistoryQuery } from "~/contract/chat";
import { ConnectionId } from "~/contract/ids";
import { readHistory } from "~/domain/chat/conversations.server";
import { apiRoute, notFound, parseId, parseQuery, respond } from "~/http/http.server";
import { requireViewer } from "~/http/session.server";

const route = apiRoute({
  async GET({ request, context, params }) {
    const viewer = await requireViewer(request, context);
    const room = parseId(params.connectionId, ConnectionId);
    const { cursor: before = null, limit } = parseQuery(request, HistoryQuery);
    const history = await readHistory(context.services, viewer.account.id, { room, before, limit });
    if (history.kind === "not_found") return notFound();
    return respond({ messages: history.messages, next_cursor: history.next === null ? null : String(history.next) });
  },
});

export const loader = route.loader;
export const action = route.action;
