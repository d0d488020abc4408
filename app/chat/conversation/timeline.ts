/** The rows of a conversation, as a pure function of what is known: no clock, page or network. */
import type { Message, RoomEvent } from "~/contract/chat";
import { dayNumber, type Calendar } from "~/text/dates";
import type { ConnectionId, UserId } from "~/contract/ids";
import type { UnsentMessage } from "../outbox/outbox";
import { sentPhotos, unsentPhotos, type TimelinePhoto } from "../photos/timeline-photo";
import { settingChanges, type SettingChange } from "./disappearing";
import { pendingChanges, type PendingChanges } from "./pending-changes";
import { quoteOf, type Quote } from "./quotes";
import { revealsOf, type Reveal } from "./reveals";

/** A message in the room's log, as the history or a frame brings it. */
export type TimelineSource = Pick<
  Message,
  | "id"
  | "seq"
  | "sender_id"
  | "content"
  | "created_at"
  | "reply_to"
  | "photos"
  | "expires_at"
  | "edited_at"
  | "deleted_at"
  | "reactions"
  | "change_seq"
> & {
  /** The client id that it had in this device's outbox. */
  client_id?: string;
};

export type MessageStatus = "waiting" | "refused" | "sent" | "delivered" | "read";

export interface TimelineMessage {
  kind: "message";
  /** Stable while a message goes from the outbox to the log. */
  key: string;
  content: string;
  isMine: boolean;
  /** Milliseconds since 1970. */
  at: number;
  status: MessageStatus;
  seq: number | null;
  /** When it disappears, in milliseconds since 1970; null when it stays. */
  expiresAt: number | null;
  refusal: string | null;
  isEdited: boolean;
  /** Whether its sender deleted it for both: its content is empty. */
  isDeleted: boolean;
  /** The emoji of the viewer's reaction, and of the other member's; null for none. */
  reactions: { mine: string | null; theirs: string | null };
  /** The message that it answers. */
  quote: Quote | null;
  photos: readonly TimelinePhoto[];
  /** The share of its photos that was sent, 0 to 1; null where nothing is being uploaded. */
  uploadShare: number | null;
  /** Whether it is grouped with the message before it: same sender, a few minutes apart at most. */
  continuesGroup: boolean;
  /** Whether it is the last of its group. */
  endsGroup: boolean;
}

/** An original that was revealed. */
export interface TimelineReveal extends Reveal {
  kind: "reveal";
  key: string;
}

/** Somebody set after how long messages disappear. */
export interface TimelineSetting extends SettingChange {
  kind: "setting";
  key: string;
}

type Item = TimelineMessage | TimelineReveal | TimelineSetting;

export type TimelineRow =
  { kind: "day"; key: string; at: number } | { kind: "unread"; key: string; count: number } | Item;

/** The highest seq that was delivered to the other member, and that they read. */
export interface ReadWatermarks {
  delivered: number;
  read: number;
}

export interface Conversation {
  room: ConnectionId;
  viewerId: UserId;
  /** By seq, in any order, also twice. */
  messages: readonly TimelineSource[];
  /** By `event_seq`. */
  events: readonly RoomEvent[];
  unsent: readonly UnsentMessage[];
  otherWatermarks: ReadWatermarks;
  /** The seq after which the unread line is drawn; null for no line. */
  lineSeq: number | null;
  /** Whether nothing is before the oldest message. */
  hasStart: boolean;
  /** Where the viewer's days begin. */
  calendar: Calendar;
}

const none = { mine: null, theirs: null };

/** Messages of one sender are grouped when they are less than this apart. */
const groupWithinMs = 5 * 60_000;

/** Returns the rows of a conversation, oldest first: days, the unread line, messages and events, and the outbox. */
export function timeline(conversation: Conversation): TimelineRow[] {
  const pending = pendingChanges(conversation.unsent);
  const logged = [...new Map(conversation.messages.map((message) => [message.seq, message])).values()]
    .filter(({ id }) => !pending.removed.has(id))
    .sort((a, b) => a.seq - b.seq)
    .map((message) => withPending(loggedRow(conversation, message), message.id, pending));
  // A device whose clock is behind does not begin an earlier day below a later one.
  const newestAt = logged.at(-1)?.at ?? 0;
  const waiting = conversation.unsent.filter(({ change }) => change === undefined);
  const unsent = waiting.map((message) => unsentRow(conversation, message, newestAt));
  return withGroupEnds(withSeparators([...withEvents(logged, conversation), ...unsent], conversation));
}

/** A message as it will be once the room has what waits: until then its status says that it waits. */
function withPending(logged: TimelineMessage, id: string, pending: PendingChanges): TimelineMessage {
  const { edits, deleted, reactions } = pending;
  const reaction = reactions.get(id);
  const row = reaction === undefined ? logged : { ...logged, reactions: { ...logged.reactions, mine: reaction } };
  if (deleted.has(id))
    return { ...row, content: "", photos: [], isEdited: false, isDeleted: true, reactions: none, status: "waiting" };
  const content = edits.get(id);
  return content === undefined || row.isDeleted ? row : { ...row, content, isEdited: true, status: "waiting" };
}

/** Puts events after the message that was the newest then; those before the oldest message that is loaded wait for it. */
function withEvents(logged: TimelineMessage[], { events, viewerId, hasStart }: Conversation): Item[] {
  const oldest = logged[0]?.seq ?? 1;
  const from = oldest > 1 && !hasStart ? oldest : 0;
  const reveals = revealsOf(events, viewerId)
    .filter(({ afterSeq }) => afterSeq >= from)
    .map((reveal): TimelineReveal => ({ ...reveal, kind: "reveal", key: `reveal ${reveal.eventSeq}` }));
  const settings = settingChanges(events, viewerId)
    .filter(({ afterSeq }) => afterSeq >= from)
    .map((setting): TimelineSetting => ({ ...setting, kind: "setting", key: `setting ${setting.eventSeq}` }));
  const placeOf = (item: Item) => (item.kind === "message" ? (item.seq ?? 0) : item.afterSeq + 0.5);
  // The sort is stable: events after one message keep their order.
  const inOrder = [...reveals, ...settings].sort((a, b) => a.eventSeq - b.eventSeq);
  return [...logged, ...inOrder].sort((a, b) => placeOf(a) - placeOf(b));
}

/** Returns how many of the other member's messages come after a seq. */
export function countIncomingAfter(conversation: Pick<Conversation, "messages" | "viewerId">, seq: number): number {
  return conversation.messages.filter((message) => message.seq > seq && message.sender_id !== conversation.viewerId)
    .length;
}

/**
 * Returns the seq after which a socket resumes: the newest known. A room sends in order, so nothing before it is missing; a
 * number that is left out is of a message that is not for the viewer.
 */
export function resumeSeq(messages: readonly { seq: number }[]): number {
  return messages.reduce((newest, { seq }) => Math.max(newest, seq), 0);
}

function loggedRow(conversation: Conversation, message: Conversation["messages"][number]): TimelineMessage {
  const { viewerId, otherWatermarks } = conversation;
  return {
    kind: "message",
    key: message.client_id ?? message.id,
    content: message.content,
    isMine: message.sender_id === viewerId,
    at: Date.parse(message.created_at),
    status:
      message.seq <= otherWatermarks.read ? "read" : message.seq <= otherWatermarks.delivered ? "delivered" : "sent",
    seq: message.seq,
    expiresAt: message.expires_at === undefined ? null : Date.parse(message.expires_at),
    refusal: null,
    quote: quoteOf(message.reply_to, conversation),
    photos: message.deleted_at === undefined ? sentPhotos(message.photos) : [],
    uploadShare: null,
    isEdited: message.edited_at !== undefined,
    isDeleted: message.deleted_at !== undefined,
    reactions: {
      mine: message.reactions?.find(({ user_id: user }) => user === viewerId)?.emoji ?? null,
      theirs: message.reactions?.find(({ user_id: user }) => user !== viewerId)?.emoji ?? null,
    },
    continuesGroup: false,
    endsGroup: true,
  };
}

function unsentRow(conversation: Conversation, unsent: UnsentMessage, notBefore: number): TimelineMessage {
  return {
    kind: "message",
    key: unsent.clientId,
    content: unsent.content,
    isMine: true,
    at: Math.max(unsent.typedAt, notBefore),
    status: unsent.refusal === null ? "waiting" : "refused",
    seq: null,
    expiresAt: null,
    refusal: unsent.refusal,
    quote: quoteOf(unsent.replyTo, conversation),
    photos: unsentPhotos(unsent.photos),
    uploadShare: unsent.uploadShare ?? null,
    isEdited: false,
    isDeleted: false,
    reactions: none,
    continuesGroup: false,
    endsGroup: true,
  };
}

function withSeparators(items: Item[], conversation: Conversation): TimelineRow[] {
  const { calendar } = conversation;
  const lineSeq = conversation.lineSeq ?? Number.MAX_SAFE_INTEGER;
  const isNew = (row: Item) => row.kind === "message" && !row.isMine && row.seq !== null && row.seq > lineSeq;
  const unread = items.filter(isNew).length;
  const firstUnread = items.find(isNew);
  return items.flatMap((item, index): TimelineRow[] => {
    const before = items[index - 1];
    const isNewDay = !before || dayNumber(before.at, calendar) !== dayNumber(item.at, calendar);
    const isFirstUnread = item === firstUnread;
    const continuesGroup =
      before?.kind === "message" &&
      !isNewDay &&
      !isFirstUnread &&
      before.isMine === item.isMine &&
      item.at - before.at < groupWithinMs;
    return [
      ...(isNewDay ? [{ kind: "day" as const, key: `day ${item.key}`, at: item.at }] : []),
      ...(isFirstUnread ? [{ kind: "unread" as const, key: "unread", count: unread }] : []),
      item.kind === "message" ? { ...item, continuesGroup } : item,
    ];
  });
}

function withGroupEnds(rows: TimelineRow[]): TimelineRow[] {
  return rows.map((row, index) => {
    const next = rows[index + 1];
    return row.kind === "message" && next?.kind === "message" ? { ...row, endsGroup: !next.continuesGroup } : row;
  });
}
