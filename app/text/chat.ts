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
    waiting: "Waits to be sent",
    refused: "Not sent",
    sent: "Sent",
    delivered: "Delivered",
    read: "Read",
  },
  you: "You",
  online: "Here now",
  away: "Not here now",
  typing: "is typing …",
  line: {
    connecting: "Connecting …",
    waiting: "The connection broke. Trying again …",
    offline: "No network. What you write is kept and sent later.",
    crowded: "This conversation is open in too many windows. Close one of them, and it goes on here.",
    refused: "This conversation is no longer open to you. What was not sent stays on this device until you sign out.",
    signed_out: "You are signed out. What was not sent is kept on this device.",
  },
  signIn: "Sign in again",
  slowed: "That was fast: the rest goes out in a moment.",
  empty: (name: string) => `You are connected. Say something kind to ${name}.`,
  unread: "New messages",
  newer: (count: number) => `${count} new`,
  newerLabel: (count: number) => (count === 1 ? "Go to 1 new message" : `Go to ${count} new messages`),
  toEnd: "Go to the newest message",
  older: "Older messages",
  olderFailed: "The older messages did not come. Try again",
  first: "This is where it began.",
  message: "Your message",
  placeholder: "Write a message",
  send: "Send",
  emoji: "Emoji",
  hint: "Enter sends, Shift and Enter begin a new line.",
  left: (count: number) => (count >= 0 ? `${count} characters left` : `${-count} characters too many`),
  notKept: "This device did not keep the message: free some space, or allow the site to store data, and send again.",
  notTaken: "The room did not take this message: there is a sign in it that cannot be kept. Change it, or discard it.",
  tooBig: "This message is too big to be sent. Make it shorter.",
  retry: "Try again",
  edit: "Edit",
  discard: "Discard",
  photos: "Photos",
  photosTitle: (name: string) => `Photos between you and ${name}`,
  photosLead:
    "You can show the original of a photo to this one person, and take it back. Taking it back holds from the next moment on. It cannot undo what was seen: screenshots exist.",
  theirs: (name: string) => `What ${name} shows you`,
  theirsNone: (name: string) => `${name} has not revealed an original to you.`,
  yours: "Your originals",
  yoursNone: "None of your stories has a photo whose original you kept.",
  yoursFailed: "Your photos did not come. Close this and try again.",
  photo: (index: number) => `Photo ${index}`,
  reveal: "Reveal the original",
  unreveal: "Take it back",
  isRevealed: (name: string) => `${name} can see the original.`,
  isCovered: (name: string) => `${name} sees covered faces.`,
  close: "Close",
  blockedTitle: (name: string) => `You blocked ${name}`,
  blockedBody: "Neither of you can write here, and what you revealed is closed. Unblock to go on where you were.",
} as const;
