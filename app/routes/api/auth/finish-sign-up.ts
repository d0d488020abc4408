import { api } from "~/contract/api";
import { finishSignUp } from "~/domain/accounts/confirmed-sign-up.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { problem, rateLimited } from "~/http/problem.server";
import { clientInfoOf, signedInReply } from "~/http/session.server";
import { mailText } from "~/text/letters";

export const loader = resource(
  endpoint(api.auth.finishSignUp, async ({ body, services, request }) => {
    const finished = await finishSignUp(services, body, await clientInfoOf(request));
    switch (finished.kind) {
      case "signed_in":
        return signedInReply(201, { services, request, session: finished.session });
      case "refused":
        return problem("link_refused", mailText.finish[finished.link]);
      case "wrong_credentials":
        return problem("wrong_credentials", mailText.finish.wrong);
      case "limited":
        return rateLimited(finished.retryAfterSeconds);
      default:
        return finished satisfies never;
    }
  }),
);

export const action = loader;
