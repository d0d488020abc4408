import { api } from "~/contract/api";
import { signUpWithPasskey } from "~/domain/accounts/passkeys.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { passkeyRefused, passwordFirst } from "~/http/refusals.server";
import { ceremonyContextOf, signedUpReply } from "~/http/session.server";

export const loader = resource(
  endpoint(api.auth.signUpWithPasskey, async ({ body, services, request }) => {
    const signedUp = await signUpWithPasskey(services, body, await ceremonyContextOf(request));
    if (signedUp.kind === "password_first") return passwordFirst();
    return signedUp.kind === "refused" ? passkeyRefused() : signedUpReply(signedUp, { services, request });
  }),
);

export const action = loader;
