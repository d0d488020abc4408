import { api } from "~/contract/api";
import { startSignUp } from "~/domain/accounts/passkeys.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { captchaFailed, emailTaken, passwordFirst } from "~/http/refusals.server";
import { reply } from "~/http/reply.server";
import { ceremonyContextOf } from "~/http/session.server";

export const loader = resource(
  endpoint(api.auth.startPasskeySignUp, async ({ body, services, request }) => {
    const started = await startSignUp(services, body, await ceremonyContextOf(request));
    switch (started.kind) {
      case "started":
        return reply(200, started.options);
      case "captcha_refused":
      case "captcha_unavailable":
        return captchaFailed(started);
      case "password_first":
        return passwordFirst();
      default:
        return emailTaken(started);
    }
  }),
);

export const action = loader;
