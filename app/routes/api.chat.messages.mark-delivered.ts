import { MarkDelivered } from "~/contract/chat";
import { markDelivered } from "~/domain/conversations.server";
import { apiRoute, parseBody, respond } from "~/platform/http.server";
import { requireViewer } from "~/platform/session.server";

const route = apiRoute({
  async POST({ request, context }) {
    const viewer = await requireViewer(request, context);
    const { message_ids: ids } = await parseBody(request, MarkDelivered);
    return respond({ delivered: await markDelivered(context.services, viewer.account.id, ids) });
  },
});

export const loader = route.loader;
export const action = route.action;
