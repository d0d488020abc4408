/** "14:05". Without a zone it is the viewer's own. */
export function clock(at: number, timeZone?: "UTC"): string {
  return new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone });
}

/** "Today", "Yesterday", "Monday 23 November 2026". With a zone, as the server writes it, always the last of them. */
export function dayName(at: number, timeZone?: "UTC", now = Date.now()): string {
  const name = (time: number) =>
    new Date(time).toLocaleDateString("en-GB", {
      weekday: "long",
      day: "numeric",
      month: "long",
      year: "numeric",
      timeZone,
    });
  if (timeZone === undefined && name(at) === name(now)) return "Today";
  if (timeZone === undefined && name(at) === name(now - 86_400_000)) return "Yesterday";
  return name(at);
}

/** What the conversation says. */
export const chatText = {
  title: (name: string) => `Conversation with ${name}`,
  description: "A conversation between two people.",
  list: "Your conversations",
  back: "All connections",
  log: (name: string) => `Messages with ${name}`,
  status: {
    waiting: "Waiting to send",
    refused: "Not sent",
    sent: "Sent",
    delivered: "Delivered",
    read: "Read",
  },
  you: "You",
  online: "Online",
  away: "Offline",
  typing: "is typing …",
  line: {
    connecting: "Connecting …",
    waiting: "Connection lost. Reconnecting …",
    offline: "You're offline. Messages you write are kept and sent when you're back.",
    crowded: "This conversation is open in too many windows. Close one to continue here.",
    refused: "This conversation is no longer open to you. Unsent messages stay on this device until you sign out.",
    signed_out: "You're signed out. Unsent messages are kept on this device.",
  },
  signIn: "Sign in again",
  slowed: "You're writing fast: the rest will be sent in a moment.",
  empty: (name: string) => `You're connected. Say something kind to ${name}.`,
  unread: "New messages",
  newer: (count: number) => `${count} new`,
  newerLabel: (count: number) => (count === 1 ? "Go to 1 new message" : `Go to ${count} new messages`),
  toEnd: "Go to the newest message",
  older: "Older messages",
  olderFailed: "Older messages could not be loaded. Try again",
  first: "This is the start of your conversation.",
  message: "Your message",
  placeholder: "Write a message",
  send: "Send",
  emoji: "Emoji",
  hint: "Enter sends; Shift+Enter starts a new line.",
  left: (count: number) => (count >= 0 ? `${count} characters left` : `${-count} characters too many`),
  notKept:
    "This device couldn't save the message. Free some space or allow the site to store data, then send it again.",
  notTaken: "This message couldn't be sent: it contains a character we can't store. Edit or discard it.",
  tooBig: "This message is too long to send. Make it shorter.",
  retry: "Try again",
  edit: "Edit",
  discard: "Discard",
  photos: "Photos",
  photosTitle: (name: string) => `Photos between you and ${name}`,
  photosLead:
    "You can show a photo's original to this one person, and take it back at any time. Taking it back hides it from then on, but it can't undo what was seen: screenshots exist.",
  theirs: (name: string) => `Revealed by ${name}`,
  theirsNone: (name: string) => `${name} has not revealed an original to you.`,
  yours: "Your originals",
  yoursNone: "None of your stories has a photo with a kept original.",
  yoursFailed: "Your photos could not be loaded. Close this and try again.",
  photo: (index: number) => `Photo ${index}`,
  reveal: "Reveal the original",
  unreveal: "Take it back",
  isRevealed: (name: string) => `${name} can see the original.`,
  isCovered: (name: string) => `${name} sees covered faces.`,
  close: "Close",
  blockedTitle: (name: string) => `You blocked ${name}`,
  blockedBody:
    "Neither of you can write here, and revealed originals are closed. Unblock to pick up where you left off.",
} as const;
