import { api } from "~/contract/api";
import { confirmAddress } from "~/domain/accounts/verify-address.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { problem } from "~/http/problem.server";
import { reply } from "~/http/reply.server";
import { mailText } from "~/text/letters";

export const loader = resource(
  endpoint(api.auth.verifyEmail, async ({ body, services }) => {
    const outcome = await confirmAddress(services, body.token);
    return outcome === "confirmed" ? reply(204, null) : problem("link_refused", mailText.verify[outcome]);
  }),
);

export const action = loader;
