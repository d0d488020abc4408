import { api } from "~/contract/api";
import { markSeen } from "~/domain/inbox/inbox.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { reply } from "~/http/reply.server";

export const loader = resource(
  endpoint(api.inbox.markSeen, async ({ viewer, body, services }) => {
    await markSeen(services, viewer.account.id, body.ids);
    return reply(204, null);
  }),
);

export const action = loader;
