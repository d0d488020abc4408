/** Decides who is told of a change: the one place where every way to reach a person begins. Pure. */
import { entriesOf } from "../../app/contract/entries";
import type { InboxEntryId, InboxKind } from "../../app/contract/inbox";
import type { ConnectionId } from "../../app/contract/ids";
import { messagesEntryId } from "./core/read";
import type { Happening, InboxState } from "./core/state";

/** The age from which news is listed as it is found, but not announced as something of now. */
const nowMs = 60_000;

/** `badge`: how much waits changed. `happened`: something of now, which an open page shows. */
export type Delivery =
  { kind: "badge" } | { kind: "happened"; id: InboxEntryId; about: InboxKind; connectionId: ConnectionId | null };

interface Change {
  before: InboxState;
  after: InboxState;
  news: readonly Happening[];
  /** Milliseconds since 1970. */
  now: number;
}

/** Returns what is to be delivered after a change; nothing when nothing that people see has changed. */
export function deliveriesOf({ before, after, news, now }: Change): Delivery[] {
  if (before === after) return [];
  const happened = news
    .filter(({ at, isSeen }) => !isSeen && now - at < nowMs)
    .map(({ id, kind, connectionId }): Delivery => ({ kind: "happened", id, about: kind, connectionId }));
  return [{ kind: "badge" }, ...happened, ...newMessages(before, after, now)];
}

function newMessages(before: InboxState, after: InboxState, now: number): Delivery[] {
  return entriesOf(after.rooms).flatMap(([connectionId, { lastSeq, unread, lastAt, status }]) => {
    const known = before.rooms[connectionId];
    const isNew = lastSeq > (known?.lastSeq ?? 0) && unread > (known?.unread ?? 0) && now - lastAt < nowMs;
    if (!isNew || status === "closed" || status === "gone") return [];
    return [{ kind: "happened", id: messagesEntryId(connectionId), about: "messages", connectionId }];
  });
}
