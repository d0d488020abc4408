import { api } from "~/contract/api";
import { signUp } from "~/domain/accounts/accounts.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { captchaFailed } from "~/http/refusals.server";
import { reply } from "~/http/reply.server";
import { clientInfoOf, signedUpReply } from "~/http/session.server";

export const loader = resource(
  endpoint(api.auth.signUp, async ({ body, services, request }) => {
    const signedUp = await signUp(services, body, await clientInfoOf(request));
    switch (signedUp.kind) {
      case "captcha_refused":
      case "captcha_unavailable":
        return captchaFailed(signedUp);
      case "link_sent":
        return reply(202, null);
      default:
        return signedUpReply(signedUp, { services, request });
    }
  }),
);

export const action = loader;
