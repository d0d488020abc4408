import { api } from "~/contract/api";
import { countUnread } from "~/domain/chat/conversations.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { reply } from "~/http/reply.server";

export const loader = resource(
  endpoint(api.chat.countUnread, async ({ viewer, services }) =>
    reply(200, await countUnread(services, viewer.account.id)),
  ),
);

export const action = loader;
