import { api } from "~/contract/api";
import { changePush, readPush } from "~/domain/inbox/push.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { reply } from "~/http/reply.server";

export const loader = resource(
  endpoint(api.push.read, async ({ viewer, services }) => reply(200, await readPush(services, viewer.account.id))),
  endpoint(api.push.change, async ({ viewer, body, services }) =>
    reply(200, await changePush(services, viewer.account.id, body)),
  ),
);

export const action = loader;
