/** The rows of a conversation, as a pure function of what is known: no clock, page or network. */
import type { Message } from "~/contract/chat";
import { dayNumber, type Calendar } from "~/text/dates";
import type { UnsentMessage } from "../outbox/outbox";

/** A message in the room's log, as the history or a frame brings it. */
export type TimelineSource = Pick<Message, "id" | "seq" | "sender_id" | "content" | "created_at"> & {
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
  refusal: string | null;
  /** Whether it is grouped with the message before it: same sender, a few minutes apart at most. */
  continuesGroup: boolean;
  /** Whether it is the last of its group. */
  endsGroup: boolean;
}

export type TimelineRow =
  { kind: "day"; key: string; at: number } | { kind: "unread"; key: string; count: number } | TimelineMessage;

/** The highest seq that was delivered to the other member, and that they read. */
export interface ReadWatermarks {
  delivered: number;
  read: number;
}

export interface Conversation {
  viewerId: string;
  /** By seq, in any order, also twice. */
  messages: readonly TimelineSource[];
  unsent: readonly UnsentMessage[];
  otherWatermarks: ReadWatermarks;
  /** The seq after which the unread line is drawn; null for no line. */
  lineSeq: number | null;
  /** Where the viewer's days begin. */
  calendar: Calendar;
}

/** Messages of one sender are grouped when they are less than this apart. */
const groupWithinMs = 5 * 60_000;

/** Returns the rows of a conversation, oldest first: days, the unread line, messages, and the outbox. */
export function timeline(conversation: Conversation): TimelineRow[] {
  const logged = [...new Map(conversation.messages.map((message) => [message.seq, message])).values()]
    .sort((a, b) => a.seq - b.seq)
    .map((message) => loggedRow(conversation, message));
  // A device whose clock is behind does not begin an earlier day below a later one.
  const newestAt = logged.at(-1)?.at ?? 0;
  const unsent = conversation.unsent.map((message) => unsentRow(message, newestAt));
  return withGroupEnds(withSeparators([...logged, ...unsent], conversation));
}

/** Returns how many of the other member's messages come after a seq. */
export function countIncomingAfter(conversation: Pick<Conversation, "messages" | "viewerId">, seq: number): number {
  return conversation.messages.filter((message) => message.seq > seq && message.sender_id !== conversation.viewerId)
    .length;
}

/** Returns the seq after which a socket resumes: the newest without a gap from the oldest known message. */
export function resumeSeq(messages: readonly { seq: number }[]): number {
  const seqs = messages.map(({ seq }) => seq).sort((a, b) => a - b);
  let last = seqs[0] ?? 0;
  for (const seq of seqs) {
    if (seq > last + 1) break;
    last = seq;
  }
  return last;
}

function loggedRow(
  { viewerId, otherWatermarks }: Conversation,
  message: Conversation["messages"][number],
): TimelineMessage {
  return {
    kind: "message",
    key: message.client_id ?? message.id,
    content: message.content,
    isMine: message.sender_id === viewerId,
    at: Date.parse(message.created_at),
    status:
      message.seq <= otherWatermarks.read ? "read" : message.seq <= otherWatermarks.delivered ? "delivered" : "sent",
    seq: message.seq,
    refusal: null,
    continuesGroup: false,
    endsGroup: true,
  };
}

function unsentRow(unsent: UnsentMessage, notBefore: number): TimelineMessage {
  return {
    kind: "message",
    key: unsent.clientId,
    content: unsent.content,
    isMine: true,
    at: Math.max(unsent.typedAt, notBefore),
    status: unsent.refusal === null ? "waiting" : "refused",
    seq: null,
    refusal: unsent.refusal,
    continuesGroup: false,
    endsGroup: true,
  };
}

function withSeparators(messages: TimelineMessage[], conversation: Conversation): TimelineRow[] {
  const { calendar } = conversation;
  const lineSeq = conversation.lineSeq ?? Number.MAX_SAFE_INTEGER;
  const isNew = (row: TimelineMessage) => !row.isMine && row.seq !== null && row.seq > lineSeq;
  const unread = messages.filter(isNew).length;
  const firstUnread = messages.find(isNew);
  return messages.flatMap((message, index): TimelineRow[] => {
    const before = messages[index - 1];
    const isNewDay = !before || dayNumber(before.at, calendar) !== dayNumber(message.at, calendar);
    const isFirstUnread = message === firstUnread;
    const continuesGroup =
      before !== undefined &&
      !isNewDay &&
      !isFirstUnread &&
      before.isMine === message.isMine &&
      message.at - before.at < groupWithinMs;
    return [
      ...(isNewDay ? [{ kind: "day" as const, key: `day ${message.key}`, at: message.at }] : []),
      ...(isFirstUnread ? [{ kind: "unread" as const, key: "unread", count: unread }] : []),
      { ...message, continuesGroup },
    ];
  });
}

function withGroupEnds(rows: TimelineRow[]): TimelineRow[] {
  return rows.map((row, index) => {
    const next = rows[index + 1];
    return row.kind === "message" && next?.kind === "message" ? { ...row, endsGroup: !next.continuesGroup } : row;
  });
}
