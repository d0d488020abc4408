import { api } from "~/contract/api";
import { markConversation } from "~/domain/chat/conversation-list.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { notFound } from "~/http/problem.server";
import { reply } from "~/http/reply.server";

export const loader = resource(
  endpoint(api.chat.markConversation, async ({ viewer, params, body, services }) => {
    const outcome = await markConversation(services, viewer.account.id, { id: params.id, change: body });
    return outcome === "done" ? reply(204, null) : notFound();
  }),
);

export const action = loader;
