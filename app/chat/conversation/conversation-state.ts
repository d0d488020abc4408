/** The state of an open conversation, and how a frame changes it. Pure: no clock, page or network. */
import {
  seqIn,
  type DisappearAfter,
  type Message,
  type MessageChange,
  type MessageId,
  type RoomEvent,
  type ServerFrame,
} from "~/contract/chat";
import type { ChatPhoto } from "~/contract/chat-photo";
import type { ConnectionId, UserId } from "~/contract/ids";
import type { UnsentMessage } from "../outbox/outbox";
import { acknowledgedPhoto } from "../photos/timeline-photo";
import { addChange, mergeMessage, withChanges, type KnownChanges } from "./message-changes";
import type { ReadWatermarks, TimelineSource } from "./timeline";

export interface ConversationState {
  readonly room: ConnectionId;
  readonly viewerId: UserId;
  /** By seq, each once. */
  readonly messages: readonly TimelineSource[];
  /** By `event_seq`, each once. */
  readonly events: readonly RoomEvent[];
  readonly changes: KnownChanges;
  /** The number of the newest change that is known. */
  readonly lastChange: number;
  readonly otherWatermarks: ReadWatermarks;
  /** The highest seq that the viewer has read, on any device, as the room says. */
  readonly ownReadSeq: number;
  readonly isOnline: boolean;
  readonly isTyping: boolean;
  /** When the other member was last here, in milliseconds since 1970; null where that is not shown. */
  readonly lastSeenAt: number | null;
  /** After how many seconds what is sent from now on disappears; 0: it stays. */
  readonly disappearAfter: DisappearAfter;
}

/** The newest page of a conversation, in the order of seq, and the number of the newest change that it has. */
interface NewestPage {
  messages: readonly Message[];
  lastChange: number;
  /** When it was read, by the server's clock: milliseconds since 1970. */
  readAt: number;
}

/** The messages with which a conversation opens. */
export interface PageOfHistory extends NewestPage {
  /** The number of the other member's messages after the newest that was read; null where it is not known. */
  unread: { afterSeq: number; count: number } | null;
  /** Where the unread messages begin before the newest page: those around there, all of them up to below a seq. */
  past: { messages: readonly Message[]; upTo: number } | null;
}

/** Returns the state when the page loads: a page of history, and the watermarks that its statuses imply. */
export function openConversation(
  room: ConnectionId,
  viewerId: UserId,
  { messages: history, lastChange }: Omit<NewestPage, "readAt">,
): ConversationState {
  const newestWith = (...statuses: Message["status"][]) =>
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
    events: [],
    changes: new Map(),
    lastChange,
    otherWatermarks: { delivered: newestWith("delivered", "read"), read: newestWith("read") },
    ownReadSeq: 0,
    isOnline: false,
    isTyping: false,
    lastSeenAt: null,
    disappearAfter: 0,
  };
}

/** Returns the state after a frame of the room. A frame that comes twice, or late, changes nothing. */
export function applyFrame(state: ConversationState, frame: ServerFrame): ConversationState {
  switch (frame.type) {
    case "chat_message":
      return { ...addMessages(state, [frame]), isTyping: state.isTyping && frame.sender_id === state.viewerId };
    case "delivery_confirmation":
      if (frame.status === "sent") return state;
      return raiseWatermarks(state, { delivered: seqOf(state, frame.id), read: 0 });
    case "read_receipt": {
      const seq = seqOf(state, frame.id);
      if (frame.user_id === state.viewerId) return { ...state, ownReadSeq: Math.max(state.ownReadSeq, seq) };
      return raiseWatermarks(state, { delivered: seq, read: seq });
    }
    case "typing_indicator":
      return frame.user_id === state.viewerId ? state : { ...state, isTyping: frame.is_typing };
    case "presence":
      if (frame.user_id === state.viewerId) return state;
      return { ...state, isOnline: frame.is_online, isTyping: state.isTyping && frame.is_online };
    case "last_seen":
      return { ...state, lastSeenAt: frame.at === null ? null : Date.parse(frame.at) };
    case "edit":
    case "delete":
    case "reaction":
      return changeMessage(state, frame);
    case "reveal":
    case "unreveal":
    case "reveal_seen":
      return addEvent(state, frame);
    case "disappearing":
      if (frame.event_seq <= lastEventSeq(state)) return state;
      return { ...addEvent(state, frame), disappearAfter: frame.after };
    case "room_clock":
      return { ...state, disappearAfter: frame.disappear_after };
    case "pong":
    case "error":
      return state;
    default:
      return frame satisfies never;
  }
}

/** Returns the state after a message was edited, deleted or reacted to. */
function changeMessage(state: ConversationState, change: MessageChange): ConversationState {
  const changes = addChange(state.changes, change);
  const lastChange = Math.max(state.lastChange, change.change_seq);
  return { ...state, changes, lastChange, messages: withChanges(state.messages, changes) };
}

/** Returns the state with an event of the room, unless it or a later one is known. */
function addEvent(state: ConversationState, event: RoomEvent): ConversationState {
  return event.event_seq > lastEventSeq(state) ? { ...state, events: [...state.events, event] } : state;
}

/** Returns the state after an unsent message was acknowledged. `createdAt` is the room's time, as ISO 8601. */
export function addAcknowledged(
  state: ConversationState,
  { unsent, id, createdAt, expiresAt }: { unsent: UnsentMessage; id: MessageId; createdAt: string; expiresAt?: string },
): ConversationState {
  const message: TimelineSource = {
    id,
    client_id: unsent.clientId,
    seq: seqOf(state, id),
    sender_id: state.viewerId,
    content: unsent.content,
    created_at: createdAt,
    ...(unsent.replyTo && { reply_to: unsent.replyTo }),
    ...(unsent.photos && { photos: unsent.photos.flatMap(acknowledgedPhoto) }),
    ...(expiresAt && { expires_at: expiresAt }),
  };
  // If the room's own copy has come before, its time of the message wins.
  return { ...state, messages: mergeMessages([message], state.messages) };
}

/** Returns the state with messages that came over the socket: of two that are known alike they win. */
function addMessages(state: ConversationState, added: readonly TimelineSource[]): ConversationState {
  return { ...state, messages: withChanges(mergeMessages(state.messages, added), state.changes) };
}

/** Returns the state with an older page of the history, which may have been read before the newest changes came. */
export function addOlder(state: ConversationState, page: readonly Message[]): ConversationState {
  return { ...state, messages: withChanges(mergeMessages(page, state.messages), state.changes) };
}

/** Returns both lists as one, by seq; the second wins where both have a message. */
export function mergeMessages(first: readonly TimelineSource[], second: readonly TimelineSource[]): TimelineSource[] {
  const bySeq = new Map<number, TimelineSource>();
  for (const message of [...first, ...second]) bySeq.set(message.seq, mergeMessage(bySeq.get(message.seq), message));
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}

function lastEventSeq({ events }: ConversationState): number {
  return events.at(-1)?.event_seq ?? 0;
}

type Messages = Pick<ConversationState, "messages" | "viewerId">;

/** Returns the newest seq of the other member's messages; 0 when there is none. */
export function newestIncomingSeq({ messages, viewerId }: Messages): number {
  return messages.findLast(({ sender_id: sender }) => sender !== viewerId)?.seq ?? 0;
}

/** Returns the viewer's photos in these messages whose originals were kept, the newest first. */
export function sentOriginals({ messages, viewerId }: Messages): ChatPhoto[] {
  const sent = messages.filter((message) => message.sender_id === viewerId && message.deleted_at === undefined);
  const photos = sent.flatMap((message) => message.photos ?? []);
  return photos.filter(({ original_url: url }) => url !== undefined).toReversed();
}

/** Where the viewer reads: at the end new messages are seen at once; with the unread line in sight the line stays. */
export type ReadingPosition = "end" | "line" | "above";

export interface Arrival {
  /** Of the message that arrived. */
  seq: number;
  /** The state before it. */
  before: Messages;
  /** After which seq the unread line is drawn now; null for no line. */
  lineSeq: number | null;
  /** The highest seq that the viewer has read. */
  readSeq: number;
  position: ReadingPosition;
  isPageHidden: boolean;
}

/**
 * Returns the seq after which the unread line is drawn once a message of the other member has arrived. The line stands
 * before the first unread message: it moves to a new one only if nobody sees it arrive and all above the line was read.
 */
export function unreadLineAfterArrival({
  seq,
  before,
  lineSeq,
  readSeq,
  position,
  isPageHidden,
}: Arrival): number | null {
  const isNew = seq > (before.messages.at(-1)?.seq ?? 0);
  const isUnseen = isPageHidden || position === "above";
  const canMove = lineSeq === null || newestIncomingSeq(before) <= readSeq;
  return isNew && isUnseen && canMove ? seq - 1 : lineSeq;
}

function raiseWatermarks(state: ConversationState, { delivered, read }: ReadWatermarks): ConversationState {
  const current = state.otherWatermarks;
  return {
    ...state,
    otherWatermarks: {
      delivered: Math.max(current.delivered, delivered),
      read: Math.max(current.read, read),
    },
  };
}

function seqOf({ room }: ConversationState, id: string): number {
  return seqIn(room, id) ?? 0;
}
