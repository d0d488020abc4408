import { AccountChange, LeaveAccount } from "~/contract/account";
import { changeAccount } from "~/domain/accounts/accounts.server";
import { scheduleAccountDeletion } from "~/domain/accounts/scheduled-deletion.server";
import { apiRoute, notConfirmed, parseBody, respond } from "~/http/http.server";
import { requireViewer } from "~/http/session.server";

const route = apiRoute({
  async PATCH({ request, context }) {
    const viewer = await requireViewer(request, context);
    const change = await parseBody(request, AccountChange);
    return respond({ user: await changeAccount(context.services, viewer, change) });
  },

  async DELETE({ request, context }) {
    const viewer = await requireViewer(request, context);
    const left = await scheduleAccountDeletion(context.services, viewer, await parseBody(request, LeaveAccount));
    return left.kind === "scheduled" ? respond({ user: left.account }) : notConfirmed(left);
  },
});

export const loader = route.loader;
export const action = route.action;
