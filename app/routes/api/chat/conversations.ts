import { api } from "~/contract/api";
import { listConversations } from "~/domain/chat/conversation-list.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { reply } from "~/http/reply.server";

export const loader = resource(
  endpoint(api.chat.listConversations, async ({ viewer, query, services }) => {
    const { cursor = null, limit } = query;
    return reply(200, await listConversations(services, viewer.account.id, { cursor, limit }));
  }),
);

export const action = loader;
