import { PasskeySignUp } from "~/contract/passkey";
import { signUpWithPasskey } from "~/domain/accounts/passkeys.server";
import { apiRoute, parseBody, passkeyRefused, problem, rateLimited, respond } from "~/http/http.server";
import { ceremonyContextOf, sessionHeaders, signedInBody } from "~/http/session.server";

const route = apiRoute({
  async POST({ request, context }) {
    const input = await parseBody(request, PasskeySignUp);
    const signedUp = await signUpWithPasskey(context.services, input, ceremonyContextOf(request));
    switch (signedUp.kind) {
      case "signed_in": {
        const headers = sessionHeaders(request, signedUp.session.secret);
        return respond(await signedInBody(context, signedUp.session), { status: 201, headers });
      }
      case "email_taken":
        return problem("email_taken", "This e-mail address has an account: sign in instead.");
      case "refused":
        return passkeyRefused();
      case "limited":
        return rateLimited(signedUp.retryAfter);
      default:
        return signedUp satisfies never;
    }
  },
});

export const loader = route.loader;
export const action = route.action;
