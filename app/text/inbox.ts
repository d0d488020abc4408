import type { InboxEntry } from "~/contract/inbox";

/** The sentences of the inbox. */
export const inboxText = {
  title: "Inbox",
  description: "What waits for you, and what happened.",
  emptyTitle: "Nothing new",
  emptyBody: "Messages, requests and news about your stories and your account appear here.",
  older: "Show older",
  isNew: "New:",
  dismiss: "Dismiss",
  news: (count: number) => (count === 1 ? "1 new entry in your inbox" : `${count} new entries in your inbox`),
};

/** A story without a title has no other name here. */
const storyName = (story: InboxEntry["story"]) => (story?.title ? `“${story.title}”` : "Your story");

/** Returns what an entry says. */
export function entrySentence({ kind, other, story, unread, browser }: InboxEntry): string {
  const name = other?.display_name ?? "";
  switch (kind) {
    case "messages":
      return unread === 1 ? `A new message from ${name}` : `${unread} new messages from ${name}`;
    case "request_received":
      return `${name} asked to connect with you`;
    case "request_accepted":
      return `${name} accepted your request. You can write to each other now`;
    case "originals_revealed":
      return `${name} revealed original photos to you`;
    case "originals_taken_back":
      return `${name} took back original photos`;
    case "story_held":
      return `${storyName(story)} is hidden from others while we look into it`;
    case "story_released":
      return `${storyName(story)} is shown to others again`;
    case "new_sign_in":
      return `New sign-in to your account: ${browser}`;
    default:
      return kind satisfies never;
  }
}

/** Returns the page where an entry leads. */
export function entryPath({ kind, connection_id: connection, story }: InboxEntry): string {
  if (kind === "request_received") return "/connections";
  if (connection !== null) return `/connections/${connection}`;
  return story !== null ? `/stories/${story.id}` : "/settings";
}
