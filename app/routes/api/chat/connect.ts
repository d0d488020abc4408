import { api } from "~/contract/api";
import { ConnectionId } from "~/contract/ids";
import { admit } from "~/domain/chat/conversations.server";
import { resource } from "~/http/endpoint.server";
import { problem } from "~/http/problem.server";
import { socketEndpoint } from "~/http/socket-endpoint.server";

export const loader = resource(
  socketEndpoint(api.chat.connect, async ({ participant, params, query, request, context }) => {
    const { userId, sessionId, expiresAt } = participant;
    const room = ConnectionId.safeParse(params.connectionId);
    const admission = room.success ? await admit(context.services, userId, room.data) : null;
    if (!room.success || admission?.kind !== "member") {
      return problem("forbidden", "Only the two people of an accepted connection can be in its room.");
    }
    const upgrade = await context.services.rooms.enter(request.headers, {
      connection: room.data,
      user: userId,
      other: admission.other,
      other_blocks: admission.otherBlocks ? "yes" : undefined,
      shows_last_seen: admission.showsLastSeen.own ? "yes" : undefined,
      other_shows_last_seen: admission.showsLastSeen.other ? "yes" : undefined,
      session: sessionId,
      expires: expiresAt.getTime(),
      after: query.after,
      events_after: query.events_after,
      changes_after: query.changes_after,
    });
    return { upgrade };
  }),
);

export const action = loader;
