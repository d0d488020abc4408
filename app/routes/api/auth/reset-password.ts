import { api } from "~/contract/api";
import { resetPassword } from "~/domain/accounts/forgotten-password.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { problem } from "~/http/problem.server";
import { reply } from "~/http/reply.server";
import { mailText } from "~/text/letters";

export const loader = resource(
  endpoint(api.auth.resetPassword, async ({ body, services }) => {
    const outcome = await resetPassword(services, body);
    return outcome === "reset" ? reply(204, null) : problem("link_refused", mailText.reset[outcome]);
  }),
);

export const action = loader;
