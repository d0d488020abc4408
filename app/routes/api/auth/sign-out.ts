import { api } from "~/contract/api";
import { endSessions, signOut } from "~/domain/accounts/sessions.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { reply } from "~/http/reply.server";
import { signedOutHeaders } from "~/http/session.server";

export const loader = resource(
  endpoint(api.auth.signOut, async ({ viewer, body, services, request }) => {
    if (body?.everywhere) await endSessions(services, viewer.account.id, { allBut: null });
    else await signOut(services, viewer);
    return reply(204, null, await signedOutHeaders(request));
  }),
);

export const action = loader;
