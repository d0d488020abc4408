/** Messages that were edited or deleted, as the room and the history tell of them. Pure. */
import type { MessageChange } from "~/contract/chat";
import type { TimelineSource } from "./timeline";

/** The newest change of each message since the page was read, by its id. */
export type KnownChanges = ReadonlyMap<string, MessageChange>;

/** Returns the changes with one more, unless a newer one of the same message is known. */
export function addChange(changes: KnownChanges, change: MessageChange): KnownChanges {
  const before = changes.get(change.id)?.change_seq ?? 0;
  return change.change_seq > before ? new Map([...changes, [change.id, change]]) : changes;
}

/** Returns messages as they are after their changes, without those that the viewer deleted for themselves. */
export function withChanges(messages: readonly TimelineSource[], changes: KnownChanges): TimelineSource[] {
  if (changes.size === 0) return [...messages];
  return messages.flatMap((message) => {
    const change = changes.get(message.id);
    if (!change || change.change_seq <= (message.change_seq ?? 0)) return [message];
    return change.removed ? [] : [{ ...message, ...changedPart(change) }];
  });
}

/** Returns one message of two sources: what changed is taken from that with the newer change, all else from the second. */
export function mergeMessage(first: TimelineSource | undefined, second: TimelineSource): TimelineSource {
  if (!first) return second;
  const isOlder = (second.change_seq ?? 0) < (first.change_seq ?? 0);
  return { ...first, ...second, ...changedPart(isOlder ? first : second) };
}

function changedPart({ content, edited_at, deleted_at, reactions, change_seq }: Pick<TimelineSource, ChangedField>) {
  return { content, edited_at, deleted_at, reactions, change_seq };
}

type ChangedField = "content" | "edited_at" | "deleted_at" | "reactions" | "change_seq";
