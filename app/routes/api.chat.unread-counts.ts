import { countUnread } from "~/domain/conversations.server";
import { apiRoute, respond } from "~/platform/http.server";
import { requireViewer } from "~/platform/session.server";

const route = apiRoute({
  async GET({ request, context }) {
    const viewer = await requireViewer(request, context);
    return respond(await countUnread(context.services, viewer.account.id));
  },
});

export const loader = route.loader;
export const action = route.action;
