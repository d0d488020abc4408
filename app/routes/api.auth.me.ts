import { apiRoute, respond } from "~/platform/http.server";
import { requireViewer } from "~/platform/session.server";

const route = apiRoute({
  async GET({ request, context }) {
    const { account } = await requireViewer(request, context);
    return respond({ user: account });
  },
});

export const loader = route.loader;
export const action = route.action;
