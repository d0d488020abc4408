import { cancelAccountDeletion } from "~/domain/accounts/scheduled-deletion.server";
import { apiRoute, respond } from "~/http/http.server";
import { requireViewer } from "~/http/session.server";

const route = apiRoute({
  async POST({ request, context }) {
    const viewer = await requireViewer(request, context);
    return respond({ user: await cancelAccountDeletion(context.services, viewer) });
  },
});

export const loader = route.loader;
export const action = route.action;
