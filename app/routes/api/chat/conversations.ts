import { api } from "~/contract/api";
import { listConversations, readListed } from "~/domain/chat/conversation-list.server";
import { readingEndpoint, resource } from "~/http/endpoint.server";
import { reply } from "~/http/reply.server";

export const loader = resource(
  readingEndpoint(api.chat.listConversations, {
    read: ({ viewerId, services }) => readListed(services, viewerId),
    async handle({ viewer, query, services, read: listed }) {
      const { cursor = null, limit } = query;
      return reply(200, await listConversations(services, viewer.account.id, { listed, cursor, limit }));
    },
  }),
);

export const action = loader;
