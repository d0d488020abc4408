import { PasskeySignUpStart } from "~/contract/passkey";
import { startSignUp } from "~/domain/accounts/passkeys.server";
import { apiRoute, parseBody, problem, rateLimited, respond } from "~/http/http.server";
import { ceremonyContextOf } from "~/http/session.server";

const route = apiRoute({
  async POST({ request, context }) {
    const input = await parseBody(request, PasskeySignUpStart);
    const started = await startSignUp(context.services, input, ceremonyContextOf(request));
    switch (started.kind) {
      case "started":
        return respond(started.options);
      case "email_taken":
        return problem("email_taken", "This e-mail address has an account: sign in instead.");
      case "limited":
        return rateLimited(started.retryAfter);
      default:
        return started satisfies never;
    }
  },
});

export const loader = route.loader;
export const action = route.action;
