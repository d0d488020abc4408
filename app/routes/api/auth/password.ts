import { api } from "~/contract/api";
import { changePassword } from "~/domain/accounts/passwords.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { notConfirmed } from "~/http/refusals.server";
import { reply } from "~/http/reply.server";

export const loader = resource(
  endpoint(api.auth.changePassword, async ({ viewer, body, services }) => {
    const outcome = await changePassword(services, viewer, body);
    return outcome.kind === "changed" ? reply(204, null) : notConfirmed(outcome, "current_password");
  }),
);

export const action = loader;
