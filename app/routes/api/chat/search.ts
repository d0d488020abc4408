import { api } from "~/contract/api";
import { readSearchable, searchConversations } from "~/domain/chat/search.server";
import { readingEndpoint, resource } from "~/http/endpoint.server";
import { reply } from "~/http/reply.server";

export const loader = resource(
  readingEndpoint(api.chat.search, {
    read: ({ viewerId, services }) => readSearchable(services, viewerId),
    async handle({ viewer, query, services, read: searchable }) {
      const { q, cursor = null } = query;
      return reply(200, await searchConversations(services, viewer.account.id, { q, cursor, searchable }));
    },
  }),
);

export const action = loader;
