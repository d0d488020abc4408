import { api } from "~/contract/api";
import { recover } from "~/domain/accounts/recovery-codes.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { problem } from "~/http/problem.server";
import { clientInfoOf, signedInReply } from "~/http/session.server";
import { accountText } from "~/text/account";
import { recoveryText } from "~/text/recovery";

export const loader = resource(
  endpoint(api.auth.recover, async ({ body, services, request }) => {
    const recovered = await recover(services, body, await clientInfoOf(request));
    switch (recovered.kind) {
      case "signed_in":
        return signedInReply(200, { services, request, session: recovered.session });
      case "wrong_credentials":
        return problem("wrong_credentials", recoveryText.wrong);
      case "suspended":
        return problem("forbidden", accountText.suspended);
      default:
        return recovered satisfies never;
    }
  }),
);

export const action = loader;
