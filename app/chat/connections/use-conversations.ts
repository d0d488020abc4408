import { useEffect, useState, useSyncExternalStore } from "react";
import { api } from "~/client/api";
import type { Conversation, ConversationChange } from "~/contract/conversation";
import type { ConnectionId } from "~/contract/ids";
import { conversationChanged, lineBack } from "~/inbox/announcements";
import { conversationText } from "~/text/conversations";
import { useUnreadCounts } from "../unread/unread-counts";
import { ConversationsStore } from "./conversations-store";
import { newestEntries } from "./newest-entries";

/** Changes of a person's to a conversation in their list. */
export type ListChange = ConversationChange & { muted?: boolean };

interface ConversationsView {
  conversations: readonly Conversation[];
  change: (id: ConnectionId, change: ListChange) => void;
  /** Says what was done, or that it could not be; empty at first. */
  notice: string;
}

/**
 * Returns the conversations that a page was loaded with, kept up to date by what the inbox and open conversations hear, and the
 * way to change one.
 */
export function useConversations(loaded: readonly Conversation[]): ConversationsView {
  const [store] = useState(() => new ConversationsStore(loaded, { fetchList, now: () => Date.now() }));
  const conversations = useSyncExternalStore(store.subscribe, store.list, store.list);
  const [notice, setNotice] = useState("");
  const { counts } = useUnreadCounts();
  useEffect(() => store.takeCounts(counts), [store, counts]);
  useEffect(() => store.load(loaded), [store, loaded]);
  useEffect(() => {
    const unfollow = conversationChanged.follow((changed) => store.take(changed));
    // An open conversation may know less than the list: what it has not loaded asks the server nothing.
    const unfollowOpen = newestEntries.follow((changed) => store.show(changed));
    // An edit of the last message changes no count: only the server knows what was missed.
    const unfollowLine = lineBack.follow(() => void store.refresh());
    return () => {
      unfollow();
      unfollowOpen();
      unfollowLine();
      store.stop();
    };
  }, [store]);
  const change = async (id: ConnectionId, wish: ListChange) => {
    store.change(id, wish);
    const isDone = await send(id, wish);
    setNotice(isDone ? conversationText.done(wish) : conversationText.notDone);
    await store.refresh();
  };
  return { conversations, change: (id, wish) => void change(id, wish), notice };
}

async function fetchList(): Promise<readonly Conversation[] | null> {
  const result = await api.call("GET /api/chat/conversations", { query: {} });
  return result.kind === "answer" ? result.body.conversations : null;
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
