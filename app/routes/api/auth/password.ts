import { PasswordChange } from "~/contract/account";
import { changePassword } from "~/domain/accounts/passwords.server";
import { apiRoute, notConfirmed, parseBody, respondEmpty } from "~/http/http.server";
import { requireViewer } from "~/http/session.server";

const route = apiRoute({
  async POST({ request, context }) {
    const viewer = await requireViewer(request, context);
    const outcome = await changePassword(context.services, viewer, await parseBody(request, PasswordChange));
    return outcome.kind === "changed" ? respondEmpty() : notConfirmed(outcome, "current_password");
  },
});

export const loader = route.loader;
export const action = route.action;
