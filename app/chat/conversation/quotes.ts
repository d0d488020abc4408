/** Quotes of the messages that others answer. Pure. */
import { seqIn, type Message } from "~/contract/chat";
import type { ConnectionId, UserId } from "~/contract/ids";
import { chatText } from "~/text/chat";

/** A quote is as long as two lines of a phone. */
const maxQuoteLength = 90;

export interface Quote {
  seq: number;
  isMine: boolean;
  /** The words, or how many photos it is; null when that is not loaded yet, or gone. */
  text: string | null;
  /** Whether there is nothing to go to: its sender deleted it, or it is gone from here, as messages that disappear are. */
  lost: "deleted" | "gone" | null;
}

/** A message that may be quoted. */
type Quotable = Pick<Message, "seq" | "sender_id" | "content" | "photos" | "deleted_at">;

interface QuotedIn {
  room: ConnectionId;
  viewerId: UserId;
  messages: readonly Quotable[];
  /** Whether nothing is before the oldest of them. */
  hasStart: boolean;
}

/** Returns the quote of a message; null for one that answers none. `messages`: those that are loaded, by seq. */
export function quoteOf(replyTo: string | undefined, { room, viewerId, messages, hasStart }: QuotedIn): Quote | null {
  const seq = replyTo === undefined ? null : seqIn(room, replyTo);
  if (seq === null) return null;
  const answered = messages.find((message) => message.seq === seq);
  const isMine = answered?.sender_id === viewerId;
  if (answered && answered.deleted_at === undefined) {
    return { seq, isMine, text: summaryOf(answered), lost: null };
  }
  if (answered) return { seq, isMine, text: null, lost: "deleted" };
  // One that is missing among those that are loaded disappeared, or the viewer deleted it for themselves.
  const isLoaded = hasStart || seq >= (messages[0]?.seq ?? Number.MAX_SAFE_INTEGER);
  return { seq, isMine, text: null, lost: isLoaded ? "gone" : null };
}

/** Returns what a message says in a line: its words, or how many photos it is. */
export function summaryOf({ content, photos = [] }: { content: string; photos?: readonly unknown[] }): string {
  return content === "" && photos.length > 0 ? chatText.photoCount(photos.length) : shortened(content);
}

/** Returns the beginning of a text, in one line. */
function shortened(content: string): string {
  const characters = [...content.replaceAll(/\s+/gu, " ").trim()];
  return characters.length <= maxQuoteLength ? characters.join("") : `${characters.slice(0, maxQuoteLength).join("")}…`;
}
