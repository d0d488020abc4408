import { api } from "~/client/api";
import type { Message } from "~/contract/chat";
import type { ConnectionId } from "~/contract/ids";

/** Fetches the page of history below a seq. Resolves with null when it could not be fetched. */
export async function fetchHistory(room: ConnectionId, below: number): Promise<Message[] | null> {
  const result = await api.call("GET /api/chat/messages/:connectionId", {
    params: { connectionId: room },
    query: { cursor: below },
  });
  return result.kind === "answer" ? result.body.messages : null;
}
