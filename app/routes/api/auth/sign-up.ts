import { api } from "~/contract/api";
import { signUp } from "~/domain/accounts/accounts.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { rateLimited } from "~/http/problem.server";
import { emailTaken } from "~/http/refusals.server";
import { clientInfoOf, signedInReply } from "~/http/session.server";

export const loader = resource(
  endpoint(api.auth.signUp, async ({ body, services, request }) => {
    const signedUp = await signUp(services, body, await clientInfoOf(request));
    switch (signedUp.kind) {
      case "signed_in":
        return signedInReply(201, { services, request, session: signedUp.session });
      case "email_taken":
        return emailTaken();
      case "limited":
        return rateLimited(signedUp.retryAfterSeconds);
      default:
        return signedUp satisfies never;
    }
  }),
);

export const action = loader;
