import { api } from "~/client/api";
import type { ConnectionId } from "~/contract/ids";
import { faultInSearch, type FoundMessage, type SearchPage } from "~/contract/search";
import { searchText } from "~/text/search";

/** The results of a search, or the sentence that says why there are none. */
export type Searched<Found> = { kind: "found"; found: Found } | { kind: "refused"; sentence: string };

/** The text to look for, and the place from which on; null for the beginning. */
export interface SearchQuery {
  q: string;
  cursor: string | null;
}

export interface FoundMessages {
  results: FoundMessage[];
  next_cursor: string | null;
}

/** Searches in a conversation, from a cursor on. */
export async function searchIn(
  connectionId: ConnectionId,
  { q, cursor }: SearchQuery,
): Promise<Searched<FoundMessages>> {
  const fault = faultInSearch(q);
  if (fault !== "") return { kind: "refused", sentence: fault };
  const query = { q, ...(cursor !== null && { cursor: Number(cursor) }) };
  const result = await api.call("GET /api/chat/messages/:connectionId/search", { params: { connectionId }, query });
  if (result.kind === "answer") return { kind: "found", found: result.body };
  return { kind: "refused", sentence: searchText.failed };
}

/** Searches in all conversations, from a cursor on. */
export async function searchAll({ q, cursor }: SearchQuery): Promise<Searched<SearchPage>> {
  const fault = faultInSearch(q);
  if (fault !== "") return { kind: "refused", sentence: fault };
  const result = await api.call("GET /api/chat/search", { query: { q, ...(cursor !== null && { cursor }) } });
  if (result.kind === "answer") return { kind: "found", found: result.body };
  return { kind: "refused", sentence: searchText.failed };
}
