import { api } from "~/contract/api";
import type { Connection } from "~/contract/connection";
import { withinLowLimit } from "~/domain/accounts/low-limits.server";
import {
  askToConnect,
  findAskState,
  listConnections,
  readConnection,
  type AskResult,
} from "~/domain/connections/connections.server";
import { endpoint, readingEndpoint, resource } from "~/http/endpoint.server";
import { notFound, problem } from "~/http/problem.server";
import { addressUnverified } from "~/http/refusals.server";
import { reply } from "~/http/reply.server";

const created = (connection: Connection) => reply(201, connection);

export const loader = resource(
  endpoint(api.connections.list, async ({ viewer, query, services }) => {
    const { cursor: before = null, limit } = query;
    return reply(200, await listConnections(services, viewer.account.id, { before, limit }));
  }),

  readingEndpoint(
    api.connections.create,
    {
      read: ({ viewerId, body, services }) => findAskState(services, viewerId, body.story_id),
      async handle({ viewer, body, services, id, read: state }) {
        const asked = await withinLowLimit(services, viewer, {
          rule: "unverified_ask",
          counts: "asked",
          work: () => askToConnect(services, viewer.account.id, { ...body, id, state }),
        });
        if (asked.kind === "address_unverified") return addressUnverified();
        return asked.kind === "asked" ? created(asked.connection) : refusal(asked);
      },
    },
    {
      idOf: ({ id }) => id,
      async replay({ viewer, services }, id) {
        const connection = await readConnection(services, viewer.account.id, id);
        return connection && created(connection);
      },
    },
  ),
);

export const action = loader;

function refusal(asked: Exclude<AskResult, { kind: "asked" }>) {
  switch (asked.kind) {
    case "already_connected":
      return problem("conflict", "There is an open request or a connection already: see GET /api/connections.");
    case "own_story":
      return problem("conflict", "The story is your own: ask the author of another.");
    case "too_many_asks":
      return problem("conflict", "Too many of your requests are waiting for an answer: withdraw one, or wait.");
    case "cooling_off":
      return problem("conflict", `You asked this person before: ask again after ${asked.until.toISOString()}.`);
    case "not_found":
      return notFound();
    default:
      return asked satisfies never;
  }
}
