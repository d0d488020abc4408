import { ConnectionId } from "~/contract/ids";
import { NewAsk } from "~/contract/connection";
import { PageQuery } from "~/contract/story";
import { askToConnect, listConnections, readConnection, type AskResult } from "~/domain/connections/connections.server";
import { takeRate } from "~/domain/limits/rate-limits.server";
import { apiRoute, notFound, parseBody, parseId, parseQuery, problem, rateLimited, respond } from "~/http/http.server";
import { once } from "~/http/idempotency.server";
import { requireViewer } from "~/http/session.server";

const route = apiRoute({
  async GET({ request, context }) {
    const viewer = await requireViewer(request, context);
    const { cursor, limit } = parseQuery(request, PageQuery);
    const before = cursor === undefined ? null : parseId(cursor, ConnectionId);
    return respond(await listConnections(context.services, viewer.account.id, { before, limit }));
  },

  async POST(call) {
    const { request, context } = call;
    const viewer = await requireViewer(request, context);
    const ask = await parseBody(request, NewAsk);
    return once(call, {
      userId: viewer.account.id,
      body: [JSON.stringify(ask)],
      make: async (id) => {
        const rate = await takeRate(context.services, "ask", viewer.account.id);
        if (rate.kind === "limited") return { kind: "refused", answer: rateLimited(rate.retryAfter) };
        const asked = await askToConnect(context.services, viewer.account.id, ask, id as ConnectionId);
        if (asked.kind !== "asked") return { kind: "refused", answer: refusal(asked) };
        return { kind: "made", id: asked.connection.id, answer: respond(asked.connection, { status: 201 }) };
      },
      find: async (id) => {
        const found = await readConnection(context.services, viewer.account.id, id as ConnectionId);
        return found && respond(found, { status: 201 });
      },
    });
  },
});

function refusal(asked: Exclude<AskResult, { kind: "asked" }>): Response {
  switch (asked.kind) {
    case "already_connected":
      return problem("conflict", "You two have an open ask or a connection already: see GET /api/connections.");
    case "own_story":
      return problem("conflict", "The story is your own: ask the author of another.");
    case "too_many_asks":
      return problem("conflict", "Too many of your asks wait for an answer: withdraw one, or wait.");
    case "cooling_off":
      return problem("conflict", `You asked this person before: ask again after ${asked.until.toISOString()}.`);
    case "not_found":
      return notFound();
    default:
      return asked satisfies never;
  }
}

export const loader = route.loader;
export const action = route.action;
