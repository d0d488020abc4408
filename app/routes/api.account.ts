import { AccountChange } from "~/contract/account";
import { changeAccount } from "~/domain/accounts.server";
import { apiRoute, parseBody, respond } from "~/platform/http.server";
import { requireViewer } from "~/platform/session.server";

const route = apiRoute({
  async PATCH({ request, context }) {
    const viewer = await requireViewer(request, context);
    const change = await parseBody(request, AccountChange);
    return respond({ user: await changeAccount(context.services, viewer, change) });
  },
});

export const loader = route.loader;
export const action = route.action;
