import type { Conversation, ConversationChange, LastEntry } from "~/contract/conversation";
import { chatText } from "./chat";
import { accountDeletionText } from "./account-deletion";
import { connectionText, storyNameOf } from "./connections";
import { notificationText } from "./notifications";

const acts = {
  pin: "Pin to the top",
  unpin: "Unpin",
  archive: "Archive",
  unarchive: "Move out of the archive",
  ...notificationText.mute,
} as const;

/** The sentences of the list of conversations. */
export const conversationText = {
  acts,
  optionsOf: (name: string) => `Options for ${name}`,
  pinned: "Pinned",
  muted: "Muted",
  archived: (count: number) => `Archived (${count})`,
  archivedHint: "A new message brings a conversation back, unless it is muted.",
  allArchived: "All your conversations are in the archive.",
  notDone: "That couldn't be saved. Check your connection and try again.",
  done: ({ pinned, archived, muted }: ConversationChange & { muted?: boolean }) => {
    if (pinned !== undefined) return pinned ? "Pinned." : "Unpinned.";
    if (archived !== undefined) return archived ? "Archived." : "Moved out of the archive.";
    return muted ? "Muted." : "Unmuted.";
  },
} as const;

const events: Record<Exclude<LastEntry["kind"], "message">, { mine: string; theirs: string }> = {
  deleted: { mine: "You deleted a message", theirs: "A message was deleted" },
  revealed: { mine: "You revealed a photo", theirs: "Revealed a photo to you" },
  taken_back: { mine: "You took a photo back", theirs: "Took a photo back" },
};

/** Returns what stands below the name: what was said last, or else why nothing is. */
export function conversationLine(conversation: Conversation): string {
  const { blocked, leaving, last } = conversation;
  if (leaving !== null) return accountDeletionText.closed;
  if (blocked) return connectionText.blocked;
  if (last === null) return `${connectionText.about} ${storyNameOf(conversation)}`;
  if (last.kind === "message") return last.text || chatText.photoCount(last.photo_count);
  return events[last.kind][last.is_mine ? "mine" : "theirs"];
}
