import { ConnectionAct, Reveal } from "~/contract/connection";
import { ConnectionId } from "~/contract/ids";
import { actOnConnection } from "~/domain/connections/connections.server";
import { apiRoute, notFound, parseBody, parseId, problem, respond } from "~/http/http.server";
import { requireViewer } from "~/http/session.server";
import { connectionText } from "~/text/connections";

const route = apiRoute({
  async POST({ request, context, params }) {
    const viewer = await requireViewer(request, context);
    const id = parseId(params.id, ConnectionId);
    const act = parseId(params.act, ConnectionAct);
    const { image_ids: imageIds = null } = takesImages(act) && hasBody(request) ? await parseBody(request, Reveal) : {};
    const acted = await actOnConnection(context.services, viewer.account.id, { id, act, imageIds });
    switch (acted.kind) {
      case "done":
        return respond(acted.connection);
      case "not_found":
        return notFound();
      case "not_now":
        return problem("conflict", connectionText.notNow[acted.reason]);
      default:
        return acted satisfies never;
    }
  },
});

function takesImages(act: ConnectionAct): boolean {
  return act === "reveal" || act === "unreveal";
}

function hasBody(request: Request): boolean {
  return request.body !== null && request.headers.get("Content-Length") !== "0";
}

export const loader = route.loader;
export const action = route.action;
