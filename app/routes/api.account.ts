import { AccountChange, LeaveAccount } from "~/contract/account";
import { changeAccount } from "~/domain/accounts.server";
import { leaveAccount } from "~/domain/leaving.server";
import { apiRoute, parseBody, problem, rateLimited, respond } from "~/platform/http.server";
import { requireViewer } from "~/platform/session.server";

const route = apiRoute({
  async PATCH({ request, context }) {
    const viewer = await requireViewer(request, context);
    const change = await parseBody(request, AccountChange);
    return respond({ user: await changeAccount(context.services, viewer, change) });
  },

  async DELETE({ request, context }) {
    const viewer = await requireViewer(request, context);
    const left = await leaveAccount(context.services, viewer, await parseBody(request, LeaveAccount));
    switch (left.kind) {
      case "leaving":
        return respond({ user: left.account });
      case "password_missing":
        return problem("invalid", "Send the account's password.", { errors: { password: ["Type your password."] } });
      case "wrong_credentials":
        return problem("wrong_credentials", "That is not the password of this account.");
      case "sign_in_again":
        return problem("wrong_credentials", "Sign in with your passkey again, then delete within 10 minutes.");
      case "limited":
        return rateLimited(left.retryAfter);
      default:
        return left satisfies never;
    }
  },
});

export const loader = route.loader;
export const action = route.action;
