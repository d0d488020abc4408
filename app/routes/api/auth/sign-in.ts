import { SignIn } from "~/contract/account";
import { signIn } from "~/domain/accounts/accounts.server";
import { apiRoute, parseBody, problem, rateLimited, respond } from "~/http/http.server";
import { clientInfoOf, sessionHeaders, signedInBody } from "~/http/session.server";
import { accountText } from "~/text/account";

const route = apiRoute({
  async POST({ request, context }) {
    const signedIn = await signIn(context.services, await parseBody(request, SignIn), clientInfoOf(request));
    switch (signedIn.kind) {
      case "signed_in": {
        const headers = sessionHeaders(request, signedIn.session.secret);
        return respond(await signedInBody(context, signedIn.session), { headers });
      }
      case "wrong_credentials":
        return problem("wrong_credentials", "The e-mail address or the password is wrong.");
      case "suspended":
        return problem("forbidden", accountText.suspended);
      case "limited":
        return rateLimited(signedIn.retryAfter);
      default:
        return signedIn satisfies never;
    }
  },
});

export const loader = route.loader;
export const action = route.action;
