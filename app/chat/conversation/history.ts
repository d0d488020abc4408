import { HistoryPage, type Message } from "~/contract/chat";
import type { ConnectionId } from "~/contract/ids";

/** Fetches the page of history below a seq. Resolves with null when it could not be fetched. */
export async function fetchHistory(room: ConnectionId, below: number): Promise<Message[] | null> {
  try {
    const answer = await fetch(`/api/chat/messages/${room}?cursor=${below}`);
    const page = HistoryPage.safeParse(await answer.json());
    return page.success ? page.data.messages : null;
  } catch {
    return null;
  }
}
