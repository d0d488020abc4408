/** A part of the history that is shown in place of the newest messages: around a date, a found message, or the unread line. Pure. */
import type { Message } from "~/contract/chat";
import { addOlder, mergeMessages, type ConversationState } from "./conversation-state";
import { withChanges } from "./message-changes";
import { countIncomingAfter, type TimelineSource } from "./timeline";

export interface PastWindow {
  /** By seq, each once, and at least one. */
  readonly messages: readonly TimelineSource[];
  /** All messages from the oldest of them to below this seq are here. */
  readonly upTo: number;
}

export interface Shown {
  readonly state: ConversationState;
  /** Null while the newest messages are shown. */
  readonly past: PastWindow | null;
}

/** Returns what is shown after a page was loaded that holds all messages from its oldest to below `upTo`. */
export function addToPast({ state, past }: Shown, page: readonly Message[], upTo: number): Shown {
  const messages = withChanges(mergeMessages(page, past?.messages ?? []), state.changes);
  const grown = messages.length === 0 ? null : { messages, upTo: Math.max(upTo, past?.upTo ?? 0) };
  return grown && reachesNewest(state, grown.upTo)
    ? { state: { ...addOlder(state, []), messages: mergeMessages(messages, state.messages) }, past: null }
    : { state, past: grown };
}

function reachesNewest({ messages }: ConversationState, upTo: number): boolean {
  return upTo >= (messages[0]?.seq ?? Infinity);
}

/** Returns the messages that are shown. */
export function shownMessages({ state, past }: Shown): readonly TimelineSource[] {
  return past?.messages ?? state.messages;
}

/** The room's count of unread messages when the page was read. */
export interface UnreadAtOpening {
  /** The newest message that was read, and the newest of all. */
  readonly afterSeq: number;
  readonly upToSeq: number;
  /** The other member's messages between them. */
  readonly count: number;
}

/** Returns how many of the other member's messages come after a seq, also where not all of them are loaded. */
export function countNewAfter(seq: number, { state, past }: Shown, opening: UnreadAtOpening | null): number {
  const { messages, viewerId } = state;
  const isLoaded = seq >= (messages[0]?.seq ?? 1) - 1;
  if (isLoaded || opening === null || opening.count === 0) return countIncomingAfter(state, seq);
  const younger = countIncomingAfter(state, opening.upToSeq);
  const isPassed = ({ seq: one, sender_id: sender }: TimelineSource) =>
    sender !== viewerId && one > opening.afterSeq && one <= seq;
  return opening.count - (past?.messages ?? []).filter(isPassed).length + younger;
}
