import { SignUp } from "~/contract/account";
import { signUp } from "~/domain/accounts/accounts.server";
import { apiRoute, parseBody, problem, rateLimited, respond } from "~/http/http.server";
import { clientInfoOf, sessionHeaders, signedInBody } from "~/http/session.server";

const route = apiRoute({
  async POST({ request, context }) {
    const signedUp = await signUp(context.services, await parseBody(request, SignUp), clientInfoOf(request));
    switch (signedUp.kind) {
      case "signed_in": {
        const headers = sessionHeaders(request, signedUp.session.secret);
        return respond(await signedInBody(context, signedUp.session), { status: 201, headers });
      }
      case "email_taken":
        return problem("email_taken", "This e-mail address has an account: sign in instead.");
      case "limited":
        return rateLimited(signedUp.retryAfter);
      default:
        return signedUp satisfies never;
    }
  },
});

export const loader = route.loader;
export const action = route.action;
