import { signOut } from "~/domain/accounts.server";
import { apiRoute, respondEmpty } from "~/platform/http.server";
import { clearedSessionHeaders, requireViewer } from "~/platform/session.server";

const route = apiRoute({
  async POST({ request, context }) {
    await signOut(context.services, await requireViewer(request, context));
    return respondEmpty(clearedSessionHeaders(request));
  },
});

export const loader = route.loader;
export const action = route.action;
