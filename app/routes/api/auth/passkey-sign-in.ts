import { api } from "~/contract/api";
import { signInWithPasskey } from "~/domain/accounts/passkeys.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { problem } from "~/http/problem.server";
import { ceremonyContextOf, signedInReply } from "~/http/session.server";
import { accountText } from "~/text/account";

export const loader = resource(
  endpoint(api.auth.signInWithPasskey, async ({ body, services, request }) => {
    const signedIn = await signInWithPasskey(services, body, await ceremonyContextOf(request));
    switch (signedIn.kind) {
      case "signed_in":
        return signedInReply(200, { services, request, session: signedIn.session });
      case "wrong_credentials":
        return problem(
          "wrong_credentials",
          "No account here has this passkey, or its challenge has expired: start again.",
        );
      case "suspended":
        return problem("forbidden", accountText.suspended);
      default:
        return signedIn satisfies never;
    }
  }),
);

export const action = loader;
