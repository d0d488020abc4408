import { keepAccount } from "~/domain/leaving.server";
import { apiRoute, respond } from "~/platform/http.server";
import { requireViewer } from "~/platform/session.server";

const route = apiRoute({
  async POST({ request, context }) {
    const viewer = await requireViewer(request, context);
    return respond({ user: await keepAccount(context.services, viewer) });
  },
});

export const loader = route.loader;
export const action = route.action;
