import { api } from "~/contract/api";
import { unsubscribe } from "~/domain/inbox/push.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { reply } from "~/http/reply.server";

export const loader = resource(
  endpoint(api.push.unsubscribe, async ({ viewer, params, services }) => {
    await unsubscribe(services, viewer.account.id, params.id);
    return reply(204, null);
  }),
);

export const action = loader;
