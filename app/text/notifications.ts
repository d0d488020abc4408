import type { InboxKind } from "~/contract/inbox";

/** The sentences about notifications. */
export const notificationText = {
  off: "This server sends no notifications.",
  refused: {
    endpoint: "The endpoint is not the address of a push service.",
    keys: "The key is no point of the curve P-256.",
  },
  mute: { mute: "Mute notifications", unmute: "Unmute notifications" },
  offer: {
    label: "Notifications",
    question: "Would you like a notification when there's an answer?",
    yes: "Turn on notifications",
    no: "Not now",
    on: "Notifications are on. You can change what they say in your account.",
    close: "Close",
    failed: "That didn't work. You can try again, or later in your account.",
  },
  settings: {
    title: "Notifications",
    body: "Heartfelt can tell you what's waiting while you have no page of it open.",
    standing: {
      unknown: "Turning them on needs JavaScript.",
      unsupported:
        "This browser can't show notifications. On an iPhone or iPad, add Heartfelt to your Home Screen and open it from there.",
      blocked: "Notifications from Heartfelt are blocked in this browser's settings.",
      off: "This browser shows no notifications.",
      on: "This browser shows notifications.",
    },
    turnOn: "Turn on in this browser",
    turnOff: "Turn off in this browser",
    failed: "That didn't work. Check your connection and try again.",
    tellMe: "Tell me about",
    kinds: {
      messages: "Messages",
      requests: "Requests to connect, and answers to mine",
      originals: "Original photos revealed to me or taken back",
      stories: "Decisions about my stories",
      sign_ins: "Sign-ins on new devices",
    },
    detail: {
      legend: "What they say",
      name: "Who and what, such as “A message from Ben”",
      nothing: "Only “Something new”, as anyone can see a locked screen",
    },
    quiet: {
      legend: "Quiet hours",
      on: "No notifications between these times",
      from: "From",
      to: "Until",
      hint: (timeZone: string) =>
        `On the clock of ${timeZone.replaceAll("_", " ")}. You're told afterwards what is still waiting.`,
    },
    submit: "Save notification settings",
    done: "Notification settings saved.",
  },
} as const;

/** The news that a notification is about: a kind that this version does not know, or null where nothing is to be said, is "something". */
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
