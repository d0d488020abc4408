import { api } from "~/contract/api";
import { listSessions } from "~/domain/accounts/sessions.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { reply } from "~/http/reply.server";

export const loader = resource(
  endpoint(api.auth.listSessions, async ({ viewer, query, services }) => {
    const { cursor: before = null, limit } = query;
    return reply(200, await listSessions(services, viewer, { before, limit }));
  }),
);

export const action = loader;
