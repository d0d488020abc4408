/** What a conversation shows, as a pure function of what is known: no clock, no page, no network. */
import type { Message } from "~/contract/chat";
import type { Unsent } from "./outbox";

export type SaidMessage = Pick<Message, "id" | "seq" | "sender_id" | "content" | "created_at"> & {
  /** What it was known by while it waited on this device. */
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
  /** Whether the message before it is of the same person, within a few minutes. */
  continues: boolean;
  /** Whether it is the last of those that stand together. */
  ends: boolean;
}

export type TimelineRow =
  { kind: "day"; key: string; at: number } | { kind: "unread"; key: string; count: number } | TimelineMessage;

/** How far the other got, and read, in seq. */
export interface OtherMarks {
  delivered: number;
  read: number;
}

export interface Conversation {
  viewerId: string;
  /** By seq, in any order, also twice. */
  messages: readonly SaidMessage[];
  unsent: readonly Unsent[];
  otherMarks: OtherMarks;
  /** Up to which seq the viewer had read when the conversation was opened: the unread line stays there. */
  readAtOpening: number;
  /** Minutes to add to UTC for the viewer's days, as `-new Date().getTimezoneOffset()`. */
  offsetMinutes: number;
}

/** Messages of one person within this many milliseconds stand together. */
const together = 5 * 60_000;

/** The rows of a conversation, oldest first: days, the unread line, what was said, and what waits to be sent. */
export function timeline(conversation: Conversation): TimelineRow[] {
  const said = [...new Map(conversation.messages.map((message) => [message.seq, message])).values()]
    .sort((a, b) => a.seq - b.seq)
    .map((message) => saidRow(conversation, message));
  const waiting = conversation.unsent.map(waitingRow);
  return withEnds(withLines([...said, ...waiting], conversation));
}

/** How many of the other's messages come after a seq. */
export function countNewer(conversation: Pick<Conversation, "messages" | "viewerId">, seq: number): number {
  return conversation.messages.filter((message) => message.seq > seq && message.sender_id !== conversation.viewerId)
    .length;
}

/** The newest seq up to which there is no gap from the oldest that is known: from there a socket resumes. */
export function resumeFrom(messages: readonly { seq: number }[]): number {
  const seqs = messages.map(({ seq }) => seq).sort((a, b) => a - b);
  let last = seqs[0] ?? 0;
  for (const seq of seqs) {
    if (seq > last + 1) break;
    last = seq;
  }
  return last;
}

function saidRow({ viewerId, otherMarks }: Conversation, message: Conversation["messages"][number]): TimelineMessage {
  return {
    kind: "message",
    key: message.client_id ?? message.id,
    content: message.content,
    isMine: message.sender_id === viewerId,
    at: Date.parse(message.created_at),
    status: message.seq <= otherMarks.read ? "read" : message.seq <= otherMarks.delivered ? "delivered" : "sent",
    seq: message.seq,
    refusal: null,
    continues: false,
    ends: true,
  };
}

function waitingRow(unsent: Unsent): TimelineMessage {
  return {
    kind: "message",
    key: unsent.clientId,
    content: unsent.content,
    isMine: true,
    at: unsent.typedAt,
    status: unsent.refusal === null ? "waiting" : "refused",
    seq: null,
    refusal: unsent.refusal,
    continues: false,
    ends: true,
  };
}

function withLines(messages: TimelineMessage[], conversation: Conversation): TimelineRow[] {
  const isNew = (row: TimelineMessage) => !row.isMine && row.seq !== null && row.seq > conversation.readAtOpening;
  const unread = messages.filter(isNew).length;
  const firstUnread = messages.find(isNew);
  return messages.flatMap((message, index): TimelineRow[] => {
    const before = messages[index - 1];
    const isNewDay = !before || dayOf(before.at, conversation) !== dayOf(message.at, conversation);
    const isFirstUnread = message === firstUnread;
    const continues =
      before !== undefined &&
      !isNewDay &&
      !isFirstUnread &&
      before.isMine === message.isMine &&
      message.at - before.at < together;
    return [
      ...(isNewDay ? [{ kind: "day" as const, key: `day ${message.key}`, at: message.at }] : []),
      ...(isFirstUnread ? [{ kind: "unread" as const, key: "unread", count: unread }] : []),
      { ...message, continues },
    ];
  });
}

function withEnds(rows: TimelineRow[]): TimelineRow[] {
  return rows.map((row, index) => {
    const next = rows[index + 1];
    return row.kind === "message" && next?.kind === "message" ? { ...row, ends: !next.continues } : row;
  });
}

function dayOf(at: number, { offsetMinutes }: Conversation): number {
  return Math.floor((at + offsetMinutes * 60_000) / 86_400_000);
}
