import { api } from "~/contract/api";
import { endSessions } from "~/domain/accounts/sessions.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { notFound } from "~/http/problem.server";
import { reply } from "~/http/reply.server";

export const loader = resource(
  endpoint(api.auth.endSession, async ({ viewer, params, services }) => {
    const ended = await endSessions(services, viewer.account.id, { only: params.id });
    return ended > 0 ? reply(204, null) : notFound();
  }),
);

export const action = loader;
