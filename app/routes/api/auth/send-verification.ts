import { api } from "~/contract/api";
import { verifyAgain } from "~/domain/accounts/verify-address.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { problem } from "~/http/problem.server";
import { reply } from "~/http/reply.server";

export const loader = resource(
  endpoint(api.auth.sendVerification, async ({ viewer, services }) =>
    verifyAgain(services, viewer) ? reply(202, null) : problem("not_found", "This server sends no mail."),
  ),
);

export const action = loader;
