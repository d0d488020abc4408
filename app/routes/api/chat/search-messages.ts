import { api } from "~/contract/api";
import { admit } from "~/domain/chat/conversations.server";
import { searchConversation } from "~/domain/chat/search.server";
import { readingEndpoint, resource } from "~/http/endpoint.server";
import { notFound } from "~/http/problem.server";
import { reply } from "~/http/reply.server";

export const loader = resource(
  readingEndpoint(api.chat.searchMessages, {
    read: ({ viewerId, params, services }) => admit(services, viewerId, params.connectionId),
    async handle({ viewer, params, query, services, read: admission }) {
      const { q, cursor: before = null, limit } = query;
      const asked = { room: params.connectionId, admission, q, before, limit };
      const found = await searchConversation(services, viewer.account.id, asked);
      if (found.kind === "not_found") return notFound();
      const { results, next } = found;
      return reply(200, { results, next_cursor: next === null ? null : String(next) });
    },
  }),
);

export const action = loader;
