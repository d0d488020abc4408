import type { ConnectionId, UserId } from "~/contract/ids";

interface DraftChange {
  userId: UserId;
  room: ConnectionId;
  text: string;
}

export interface DraftChannel {
  publish: (text: string) => void;
  close: () => void;
}

const channelName = "heartfelt-chat-drafts";

/** A device has one draft per room: calls back with it whenever another tab changes or sends it. */
export function openDraftChannel(
  { userId, room }: Omit<DraftChange, "text">,
  onChange: (text: string) => void,
): DraftChannel {
  const channel = new BroadcastChannel(channelName);
  channel.addEventListener("message", ({ data }: MessageEvent<DraftChange>) => {
    if (data.userId === userId && data.room === room) onChange(data.text);
  });
  return {
    publish: (text) => channel.postMessage({ userId, room, text } satisfies DraftChange),
    close: () => channel.close(),
  };
}
