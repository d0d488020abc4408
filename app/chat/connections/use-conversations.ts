import { useEffect, useRef, useState } from "react";
import { api } from "~/client/api";
import type { Conversation, ConversationChange } from "~/contract/conversation";
import type { ConnectionId } from "~/contract/ids";
import { conversationText } from "~/text/conversations";
import { useUnreadCounts } from "../unread/unread-counts";

/** Changes of a person's to a conversation in their list. */
export type ListChange = ConversationChange & { muted?: boolean };

interface ConversationsView {
  conversations: readonly Conversation[];
  change: (id: ConnectionId, change: ListChange) => void;
  /** Says what was done, or that it could not be; empty at first. */
  notice: string;
}

/** Returns the conversations that a page was loaded with, kept up to date by what the inbox hears, and the way to change one. */
export function useConversations(loaded: readonly Conversation[]): ConversationsView {
  const [conversations, setConversations] = useState(loaded);
  const [notice, setNotice] = useState("");
  const [before, setBefore] = useState(loaded);
  if (before !== loaded) {
    setBefore(loaded); // the page was loaded again
    setConversations(loaded);
  }
  const refresh = async () => {
    const result = await api.call("GET /api/chat/conversations", { query: {} });
    if (result.kind === "answer") setConversations(result.body.conversations);
  };
  useOnNews(() => void refresh());
  const change = async (id: ConnectionId, wish: ListChange) => {
    setConversations((all) => all.map((one) => (one.id === id ? { ...one, ...wish } : one)));
    const isDone = await send(id, wish);
    setNotice(isDone ? conversationText.done(wish) : conversationText.notDone);
    await refresh();
  };
  return { conversations, change: (id, wish) => void change(id, wish), notice };
}

async function send(id: ConnectionId, { muted, ...change }: ListChange): Promise<boolean> {
  const params = { id };
  const result =
    muted === undefined
      ? await api.call("PATCH /api/chat/conversations/:id", { params, body: change })
      : muted
        ? await api.call("POST /api/push/mutes/:id", { params })
        : await api.call("DELETE /api/push/mutes/:id", { params });
  return result.kind === "answer";
}

/** Calls back when what waits changes: a message came, or was read. */
function useOnNews(onNews: () => void): void {
  const { counts } = useUnreadCounts();
  const now = JSON.stringify(counts);
  const known = useRef(now);
  const latest = useRef(onNews);
  useEffect(() => {
    latest.current = onNews;
    if (known.current === now) return;
    known.current = now;
    latest.current();
  });
}
