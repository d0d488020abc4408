import type { InboxKind } from "~/contract/inbox";

/** The sentences about notifications. */
export const notificationText = {
  off: "This server sends no notifications.",
  refused: {
    endpoint: "The endpoint is not the address of a push service.",
    keys: "The key is no point of the curve P-256.",
  },
} as const;

/** What a notification is told of: a kind that this version does not know, or null where nothing is to be said, is "something". */
interface Told {
  kind: InboxKind | null;
  name: string | null;
  unread: number | null;
}

/** Returns what a notification says. */
export function notificationTitle({ kind, name, unread }: Told): string {
  switch (kind) {
    case "messages":
      return messagesTitle(name, unread ?? 1);
    case "request_received":
      return name === null ? "Somebody asked to connect" : `${name} asked to connect`;
    case "request_accepted":
      return name === null ? "Your request was accepted" : `${name} accepted your request`;
    case "originals_revealed":
      return name === null ? "Original photos were revealed to you" : `${name} revealed original photos to you`;
    case "originals_taken_back":
      return name === null ? "Original photos were taken back" : `${name} took back original photos`;
    case "story_held":
      return "Your story is hidden while we look into it";
    case "story_released":
      return "Your story is shown again";
    case "new_sign_in":
      return "New sign-in to your account";
    default:
      return "Something new";
  }
}

function messagesTitle(name: string | null, unread: number): string {
  const from = name === null ? "" : ` from ${name}`;
  return unread === 1 ? `A message${from}` : `${unread} messages${from}`;
}
