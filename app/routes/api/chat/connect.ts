import { ConnectQuery } from "~/contract/chat";
import { ConnectionId } from "~/contract/ids";
import { admit } from "~/domain/chat/conversations.server";
import { apiRoute, parseQuery, problem } from "~/http/http.server";
import { isFromAnotherSite } from "~/http/csrf.server";
import { requireSocketViewer } from "~/http/session.server";

const route = apiRoute({
  async GET({ request, context, params }) {
    if (request.headers.get("Upgrade")?.toLowerCase() !== "websocket") {
      const detail = "Open a WebSocket: connect with ws:// (or wss:// where the page is https://).";
      return problem("upgrade_required", detail, { headers: { Upgrade: "websocket" } });
    }
    if (isFromAnotherSite(request)) {
      return problem(
        "foreign_origin",
        "Open the socket from Heartfelt's own pages, or from a client that is no browser.",
      );
    }
    const { token, after } = parseQuery(request, ConnectQuery);
    const viewer = await requireSocketViewer(token, context);
    const room = ConnectionId.safeParse(params.connectionId);
    const admission = room.success ? await admit(context.services, viewer.userId, room.data) : null;
    if (!room.success || admission?.kind !== "member") {
      return problem("forbidden", "Only the two people of a connection that both agreed to can be in its room.");
    }
    return context.services.rooms.enter(request.headers, {
      connection: room.data,
      user: viewer.userId,
      other: admission.other,
      session: viewer.sessionId,
      expires: viewer.expiresAt.getTime(),
      after,
    });
  },
});

export const loader = route.loader;
export const action = route.action;
