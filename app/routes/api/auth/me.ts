import { apiRoute, respond } from "~/http/http.server";
import { requireViewer } from "~/http/session.server";

const route = apiRoute({
  async GET({ request, context }) {
    const { account } = await requireViewer(request, context);
    return respond({ user: account });
  },
});

export const loader = route.loader;
export const action = route.action;
