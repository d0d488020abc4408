import { api } from "~/contract/api";
import { signUp } from "~/domain/accounts/accounts.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { emailTaken } from "~/http/refusals.server";
import { clientInfoOf, signedInReply } from "~/http/session.server";

export const loader = resource(
  endpoint(api.auth.signUp, async ({ body, services, request }) => {
    const signedUp = await signUp(services, body, await clientInfoOf(request));
    return signedUp.kind === "signed_in"
      ? signedInReply(201, { services, request, session: signedUp.session })
      : emailTaken();
  }),
);

export const action = loader;
