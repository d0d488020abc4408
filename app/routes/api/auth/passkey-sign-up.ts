import { api } from "~/contract/api";
import { signUpWithPasskey } from "~/domain/accounts/passkeys.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { rateLimited } from "~/http/problem.server";
import { emailTaken, passkeyRefused } from "~/http/refusals.server";
import { ceremonyContextOf, signedInReply } from "~/http/session.server";

export const loader = resource(
  endpoint(api.auth.signUpWithPasskey, async ({ body, services, request }) => {
    const signedUp = await signUpWithPasskey(services, body, await ceremonyContextOf(request));
    switch (signedUp.kind) {
      case "signed_in":
        return signedInReply(201, { services, request, session: signedUp.session });
      case "email_taken":
        return emailTaken();
      case "limited":
        return rateLimited(signedUp.retryAfterSeconds);
      case "refused":
        return passkeyRefused();
      default:
        return signedUp satisfies never;
    }
  }),
);

export const action = loader;
