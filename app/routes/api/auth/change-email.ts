import { api } from "~/contract/api";
import { askForChange } from "~/domain/accounts/change-address.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { problem } from "~/http/problem.server";
import { notConfirmed } from "~/http/refusals.server";
import { reply } from "~/http/reply.server";

export const loader = resource(
  endpoint(api.auth.changeEmail, async ({ viewer, body, services }) => {
    const outcome = await askForChange(services, viewer, body);
    if (outcome.kind === "asked") return reply(202, null);
    return outcome.kind === "no_mail" ? problem("not_found", "This server sends no mail.") : notConfirmed(outcome);
  }),
);

export const action = loader;
