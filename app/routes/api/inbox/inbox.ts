import { api } from "~/contract/api";
import { readInbox } from "~/domain/inbox/inbox.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { reply } from "~/http/reply.server";

export const loader = resource(
  endpoint(api.inbox.list, async ({ viewer, query, services }) => {
    const { cursor = null, limit } = query;
    return reply(200, await readInbox(services, viewer.account.id, { cursor, limit }));
  }),
);

export const action = loader;
