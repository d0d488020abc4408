import { countUnread } from "~/domain/chat/conversations.server";
import { apiRoute, respond } from "~/http/http.server";
import { requireViewer } from "~/http/session.server";

const route = apiRoute({
  async GET({ request, context }) {
    const viewer = await requireViewer(request, context);
    return respond(await countUnread(context.services, viewer.account.id));
  },
});

export const loader = route.loader;
export const action = route.action;
