import { api } from "~/contract/api";
import { readHistory, readHistoryAt } from "~/domain/chat/conversations.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { notFound } from "~/http/problem.server";
import { reply } from "~/http/reply.server";

export const loader = resource(
  endpoint(api.chat.listMessages, async ({ viewer, params, query, services }) => {
    const { cursor: before = null, at, limit } = query;
    const page = { room: params.connectionId, limit };
    const history =
      at === undefined
        ? await readHistory(services, viewer.account.id, { ...page, before })
        : await readHistoryAt(services, viewer.account.id, { ...page, at: new Date(at) });
    if (history.kind === "not_found") return notFound();
    const { messages, next, lastChange } = history;
    return reply(200, { messages, next_cursor: next === null ? null : String(next), last_change: lastChange });
  }),
);

export const action = loader;
