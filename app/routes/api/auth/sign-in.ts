import { api } from "~/contract/api";
import { signIn } from "~/domain/accounts/accounts.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { problem, rateLimited } from "~/http/problem.server";
import { clientInfoOf, signedInReply } from "~/http/session.server";
import { accountText } from "~/text/account";

export const loader = resource(
  endpoint(api.auth.signIn, async ({ body, services, request }) => {
    const signedIn = await signIn(services, body, await clientInfoOf(request));
    switch (signedIn.kind) {
      case "signed_in":
        return signedInReply(200, { services, request, session: signedIn.session });
      case "wrong_credentials":
        return problem("wrong_credentials", "The e-mail address or the password is wrong.");
      case "suspended":
        return problem("forbidden", accountText.suspended);
      case "limited":
        return rateLimited(signedIn.retryAfterSeconds);
      default:
        return signedIn satisfies never;
    }
  }),
);

export const action = loader;
