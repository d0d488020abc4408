import { PasswordChange } from "~/contract/account";
import { changePassword } from "~/domain/accounts.server";
import { apiRoute, parseBody, problem, rateLimited, respondEmpty } from "~/platform/http.server";
import { requireViewer } from "~/platform/session.server";

const route = apiRoute({
  async POST({ request, context }) {
    const viewer = await requireViewer(request, context);
    const outcome = await changePassword(context.services, viewer, await parseBody(request, PasswordChange));
    switch (outcome.kind) {
      case "changed":
        return respondEmpty();
      case "wrong_credentials":
        return problem("wrong_credentials", "current_password is not the password of this account.");
      case "limited":
        return rateLimited(outcome.retryAfter);
      default:
        return outcome satisfies never;
    }
  },
});

export const loader = route.loader;
export const action = route.action;
