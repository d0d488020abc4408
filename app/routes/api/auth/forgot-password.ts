import { api } from "~/contract/api";
import { askForReset } from "~/domain/accounts/forgotten-password.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { problem } from "~/http/problem.server";
import { reply } from "~/http/reply.server";

export const loader = resource(
  endpoint(api.auth.forgotPassword, async ({ body, services }) =>
    askForReset(services, body.email) ? reply(202, null) : problem("not_found", "This server sends no mail."),
  ),
);

export const action = loader;
