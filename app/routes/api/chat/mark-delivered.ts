import { api } from "~/contract/api";
import { markDelivered } from "~/domain/chat/conversations.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { reply } from "~/http/reply.server";

export const loader = resource(
  endpoint(api.chat.markDelivered, async ({ viewer, body, services }) =>
    reply(200, { delivered: await markDelivered(services, viewer.account.id, body.message_ids) }),
  ),
);

export const action = loader;
