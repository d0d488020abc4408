import { api } from "~/contract/api";
import { changeAccount } from "~/domain/accounts/accounts.server";
import { scheduleAccountDeletion } from "~/domain/accounts/scheduled-deletion.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { notConfirmed } from "~/http/refusals.server";
import { reply } from "~/http/reply.server";

export const loader = resource(
  endpoint(api.account.update, async ({ viewer, body, services }) =>
    reply(200, { user: await changeAccount(services, viewer, body) }),
  ),

  endpoint(api.account.delete, async ({ viewer, body, services }) => {
    const left = await scheduleAccountDeletion(services, viewer, body);
    return left.kind === "scheduled" ? reply(200, { user: left.account }) : notConfirmed(left);
  }),
);

export const action = loader;
