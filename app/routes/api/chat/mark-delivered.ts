import { MarkDelivered } from "~/contract/chat";
import { markDelivered } from "~/domain/chat/conversations.server";
import { apiRoute, parseBody, respond } from "~/http/http.server";
import { requireViewer } from "~/http/session.server";

const route = apiRoute({
  async POST({ request, context }) {
    const viewer = await requireViewer(request, context);
    const { message_ids: ids } = await parseBody(request, MarkDelivered);
    return respond({ delivered: await markDelivered(context.services, viewer.account.id, ids) });
  },
});

export const loader = route.loader;
export const action = route.action;
