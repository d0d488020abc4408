import { PasskeySignIn } from "~/contract/passkey";
import { signInWithPasskey } from "~/domain/accounts/passkeys.server";
import { apiRoute, parseBody, problem, rateLimited, respond } from "~/http/http.server";
import { ceremonyContextOf, sessionHeaders, signedInBody } from "~/http/session.server";
import { accountText } from "~/text/account";

const route = apiRoute({
  async POST({ request, context }) {
    const input = await parseBody(request, PasskeySignIn);
    const signedIn = await signInWithPasskey(context.services, input, ceremonyContextOf(request));
    switch (signedIn.kind) {
      case "signed_in": {
        const headers = sessionHeaders(request, signedIn.session.secret);
        return respond(await signedInBody(context, signedIn.session), { headers });
      }
      case "wrong_credentials":
        return problem(
          "wrong_credentials",
          "The passkey opens no account here, or its challenge is used up: begin again.",
        );
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
