/** What is known of a conversation, and how it grows by what is heard: no clock, no page, no network. */
import { seqIn, type Message, type MessageId, type ServerFrame } from "~/contract/chat";
import type { ConnectionId, UserId } from "~/contract/ids";
import type { Unsent } from "./outbox";
import type { OtherMarks, SaidMessage } from "./timeline";

export interface ConversationState {
  readonly room: ConnectionId;
  readonly viewerId: UserId;
  /** By seq, each once. */
  readonly messages: readonly SaidMessage[];
  readonly otherMarks: OtherMarks;
  /** Up to which seq the viewer has read, on any device, as the room says. */
  readonly ownRead: number;
  readonly isOnline: boolean;
  readonly isTyping: boolean;
}

/** What is known when the page comes: a page of history, and what its statuses say of the other's marks. */
export function openConversation(room: ConnectionId, viewerId: UserId, history: readonly Message[]): ConversationState {
  const reached = (...statuses: Message["status"][]) =>
    Math.max(
      0,
      ...history.flatMap(({ seq, sender_id: sender, status }) =>
        sender === viewerId && statuses.includes(status) ? [seq] : [],
      ),
    );
  return {
    room,
    viewerId,
    messages: mergeMessages([], history),
    otherMarks: { delivered: reached("delivered", "read"), read: reached("read") },
    ownRead: 0,
    isOnline: false,
    isTyping: false,
  };
}

/** The state after a frame of the room. Hearing a thing again, or late, changes nothing. */
export function hear(state: ConversationState, frame: ServerFrame): ConversationState {
  switch (frame.type) {
    case "chat_message": {
      const isTyping = state.isTyping && frame.sender_id === state.viewerId;
      return { ...state, messages: mergeMessages(state.messages, [frame]), isTyping };
    }
    case "delivery_confirmation":
      return frame.status === "delivered" ? withMarks(state, { delivered: seqOf(state, frame.id), read: 0 }) : state;
    case "read_receipt": {
      const seq = seqOf(state, frame.id);
      if (frame.user_id === state.viewerId) return { ...state, ownRead: Math.max(state.ownRead, seq) };
      return withMarks(state, { delivered: seq, read: seq });
    }
    case "typing_indicator":
      return frame.user_id === state.viewerId ? state : { ...state, isTyping: frame.is_typing };
    case "presence":
      if (frame.user_id === state.viewerId) return state;
      return { ...state, isOnline: frame.is_online, isTyping: state.isTyping && frame.is_online };
    case "pong":
    case "error":
      return state;
    default:
      return frame satisfies never;
  }
}

/** The room has a message of the viewer: it goes from the outbox to the conversation. `at` in milliseconds since 1970. */
export function keepSent(state: ConversationState, unsent: Unsent, id: MessageId, at: number): ConversationState {
  const message: SaidMessage = {
    id,
    client_id: unsent.clientId,
    seq: seqOf(state, id),
    sender_id: state.viewerId,
    content: unsent.content,
    created_at: new Date(at).toISOString(),
  };
  // The room's own word on when it was said stands, should it have come before.
  return { ...state, messages: mergeMessages([message], state.messages) };
}

/** Both lists as one, by seq; where both have a message the second's stands. */
export function mergeMessages(some: readonly SaidMessage[], more: readonly SaidMessage[]): SaidMessage[] {
  const bySeq = new Map<number, SaidMessage>();
  for (const message of [...some, ...more]) bySeq.set(message.seq, { ...bySeq.get(message.seq), ...message });
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}

/** The newest seq of the other's messages; 0 when there is none. */
export function newestOfOther({ messages, viewerId }: Pick<ConversationState, "messages" | "viewerId">): number {
  return messages.findLast(({ sender_id: sender }) => sender !== viewerId)?.seq ?? 0;
}

/** After which seq the unread line stands, when the newest `unread` messages of the other are unread; null for no line. */
export function lineBefore(state: Pick<ConversationState, "messages" | "viewerId">, unread: number): number | null {
  if (unread === 0) return null;
  const first = state.messages.filter(({ sender_id: sender }) => sender !== state.viewerId).at(-unread);
  return first ? first.seq - 1 : 0;
}

function withMarks(state: ConversationState, { delivered, read }: OtherMarks): ConversationState {
  const marks = state.otherMarks;
  return {
    ...state,
    otherMarks: { delivered: Math.max(marks.delivered, delivered), read: Math.max(marks.read, read) },
  };
}

function seqOf({ room }: ConversationState, id: string): number {
  return seqIn(room, id) ?? 0;
}
