import type { Connection } from "~/contract/connection";

/** "23 Nov 2026", for lists. The same for everybody: the day on which something was asked is not a moment. */
export function shortDate(iso: string): string {
  return new Date(iso).toLocaleDateString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  });
}

/** What stands where the story of a connection would be named. */
export function storyNameOf(connection: Pick<Connection, "story">): string {
  if (connection.story === null) return "a story that is gone";
  return connection.story.title === null ? "a story without a title" : `“${connection.story.title}”`;
}

const unread = (count: number) => (count === 1 ? "1 unread message" : `${count} unread messages`);

const waitingAsks = (count: number) => (count === 1 ? "1 ask waits for you" : `${count} asks wait for you`);

/** What the pages of connections and asks say. */
export const connectionText = {
  title: "Connections",
  description: "Who asked to talk with you, and with whom you talk.",
  lead: "A reader asks, the author decides. Only then can the two of you write to each other.",
  received: "They ask to connect",
  connected: "Connected",
  sent: "You asked",
  emptyTitle: "Nobody here yet",
  emptyBody: "When a story touches you, ask its author to connect. When somebody asks you, you decide here.",
  older: "Older ones",
  accept: "Accept",
  decline: "Decline",
  declineTitle: (name: string) => `Decline what ${name} asks?`,
  declineBody: "It is silent: they are not told, and the ask ends by itself after 30 days. It cannot be taken back.",
  declineYes: "Decline silently",
  withdraw: "Withdraw",
  block: "Block",
  blockTitle: (name: string) => `Block ${name}?`,
  blockBody:
    "You will not see each other’s stories and cannot write to each other. What you revealed is closed to them from the next moment on. They are not told. You can unblock later.",
  blockYes: "Block",
  unblock: "Unblock",
  blocked: "Blocked",
  cancel: "Cancel",
  write: "Open the conversation",
  done: {
    accept: "Accepted.",
    decline: "Declined. They are not told.",
    withdraw: "Withdrawn.",
    block: "Blocked. They are not told.",
    unblock: "Unblocked.",
    reveal: "Revealed.",
    unreveal: "Taken back.",
  },
  about: "about",
  noNote: "No note came with it.",
  waits: "Waits for an answer",
  expired: "No answer came within 30 days",
  askedOn: (day: string) => `asked on ${day}`,
  unread,
  /** What waits for the viewer in all, for badges. */
  waiting: ({ messages, asks }: { messages: number; asks: number }) =>
    [...(messages > 0 ? [unread(messages)] : []), ...(asks > 0 ? [waitingAsks(asks)] : [])].join(", "),
  ask: {
    title: (name: string) => `Talk with ${name}`,
    lead: "Ask to connect. Nothing is shared with the author but your name and your note, and they decide.",
    note: "Your note (you may leave it empty)",
    hint: "At most 300 characters.",
    submit: "Ask to connect",
    visitor: "Sign in to ask the author to connect.",
    asked: "You asked to connect. You will find the answer under Connections.",
    askedYou: (name: string) => `${name} asked to connect with you.`,
    connected: (name: string) => `You and ${name} are connected.`,
    toAnswer: "Answer",
    toConnections: "To your connections",
    tooMany: "Too many of your asks wait for an answer: withdraw one under Connections, or wait.",
    coolingOff: (day: string) => `You asked this author before. You can ask again from ${day} on.`,
    limited: (seconds: number) =>
      `That was a lot of asking. Try again in ${seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`}.`,
    gone: "The story is not there any more.",
  },
} as const;
