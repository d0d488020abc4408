import type { Connection } from "~/contract/connection";

/** Stands where the story of a connection would be named. */
export function storyNameOf(connection: Pick<Connection, "story">): string {
  if (connection.story === null) return "a deleted story";
  return connection.story.title === null ? "an untitled story" : `“${connection.story.title}”`;
}

/** The sentences of connections and requests. */
export const connectionText = {
  title: "Connections",
  description: "Requests to connect and your conversations.",
  lead: "A reader sends a request and the author decides. Once it's accepted, you can write to each other.",
  received: "Requests to you",
  connected: "Connected",
  sent: "Requests you sent",
  emptyTitle: "No connections yet",
  emptyBody: "When a story touches you, ask its author to connect. Requests to you appear here, and you decide.",
  older: "Show older",
  accept: "Accept",
  decline: "Decline",
  declineTitle: (name: string) => `Decline ${name}'s request?`,
  declineBody: "They won't be told, and the request expires after 30 days. You can't undo this.",
  declineYes: "Decline silently",
  withdraw: "Withdraw",
  block: "Block",
  blockTitle: (name: string) => `Block ${name}?`,
  blockBody:
    "You won't see each other’s stories, and nothing they write reaches you. Originals you revealed are taken back at once. They won't be told. You can unblock them later.",
  blockYes: "Block",
  unblock: "Unblock",
  blocked: "Blocked",
  cancel: "Cancel",
  write: "Open the conversation",
  done: {
    accept: "Accepted.",
    decline: "Declined. They won't be told.",
    withdraw: "Withdrawn.",
    block: "Blocked. They won't be told.",
    unblock: "Unblocked.",
    reveal: "Revealed.",
    unreveal: "Taken back.",
  },
  about: "about",
  noNote: "No note",
  waits: "Waiting for an answer",
  expired: "No answer within 30 days",
  askedOn: (day: string) => `sent on ${day}`,
  /** Why an action is not possible now, by the reason that the rules give. */
  notNow: {
    only_author_accepts: "Only the story's author can accept the request.",
    only_author_declines: "Only the story's author can decline the request.",
    only_asker_withdraws: "Only the person who sent the request can withdraw it.",
    no_longer_open: "This request is no longer open.",
    already_accepted: "The request was accepted. To end the connection, block it.",
    not_connected: "You can reveal originals once you're both connected.",
    original_not_kept: "You can only reveal originals that you kept on Heartfelt: check image_ids.",
  },
  ask: {
    title: (name: string) => `Talk with ${name}`,
    lead: "Send a request to connect. The author sees only your name and note, and decides.",
    note: "Your note (optional)",
    hint: "At most 300 characters.",
    submit: "Ask to connect",
    visitor: "Sign in to ask the author to connect.",
    asked: "Request sent. The answer will appear under Connections.",
    askedYou: (name: string) => `${name} asked to connect with you.`,
    connected: (name: string) => `You and ${name} are connected.`,
    toAnswer: "Answer the request",
    toConnections: "Go to your connections",
    tooMany: "Too many of your requests are waiting for an answer. Withdraw one under Connections, or wait.",
    coolingOff: (day: string) => `You sent this author a request before. You can send another from ${day}.`,
    limited: (seconds: number) =>
      `You've sent a lot of requests. Try again in ${seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`}.`,
    gone: "This story no longer exists.",
  },
} as const;
