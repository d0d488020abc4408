import { api } from "~/client/api";
import type { Message } from "~/contract/chat";
import type { ConnectionId } from "~/contract/ids";

/** Messages of one page of the history. */
export const historyPageSize = 50;

/** A page of the history: that below a seq, or that around the first message from a time on, as ISO 8601. */
export type HistoryPlace = { cursor: number } | { at: string };

export interface LoadedPage {
  messages: Message[];
  /** Whether the conversation begins with it. */
  isFirst: boolean;
}

/** Fetches a page of history. Resolves with null when it could not be fetched. */
export async function fetchHistory(room: ConnectionId, place: HistoryPlace): Promise<LoadedPage | null> {
  const result = await api.call("GET /api/chat/messages/:connectionId", {
    params: { connectionId: room },
    query: { ...place, limit: historyPageSize },
  });
  if (result.kind !== "answer") return null;
  return { messages: result.body.messages, isFirst: result.body.next_cursor === null };
}
