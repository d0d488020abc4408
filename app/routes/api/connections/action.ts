import { api } from "~/contract/api";
import { actOnConnection } from "~/domain/connections/connections.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { notFound, problem } from "~/http/problem.server";
import { reply } from "~/http/reply.server";
import { connectionText } from "~/text/connections";

export const loader = resource(
  endpoint(api.connections.act, async ({ viewer, params, body, services }) => {
    const call = { ...params, imageIds: body?.image_ids ?? null, ...(body?.terms && { terms: body.terms }) };
    const acted = await actOnConnection(services, viewer.account.id, call);
    switch (acted.kind) {
      case "done":
        return reply(200, acted.connection);
      case "not_found":
        return notFound();
      case "not_now":
        return problem("conflict", connectionText.notNow[acted.reason]);
      default:
        return acted satisfies never;
    }
  }),
);

export const action = loader;
