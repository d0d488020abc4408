import { api } from "~/contract/api";
import { cancelAccountDeletion } from "~/domain/accounts/scheduled-deletion.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { reply } from "~/http/reply.server";

export const loader = resource(
  endpoint(api.account.keep, async ({ viewer, services }) =>
    reply(200, { user: await cancelAccountDeletion(services, viewer) }),
  ),
);

export const action = loader;
