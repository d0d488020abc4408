/** Changes of messages that the room does not have yet, as the viewer sees them already. Pure. */
import type { UnsentMessage } from "../outbox/outbox";

export interface PendingChanges {
  /** The new words, by the id of the message. */
  edits: ReadonlyMap<string, string>;
  /** The messages that are deleted for both. */
  deleted: ReadonlySet<string>;
  /** The emoji that the viewer reacts with; null takes the reaction back. */
  reactions: ReadonlyMap<string, string | null>;
  /** Those that the viewer deletes for themselves. */
  removed: ReadonlySet<string>;
}

/** Returns what the outbox does to messages that are in the log. */
export function pendingChanges(unsent: readonly UnsentMessage[]): PendingChanges {
  const [edits, reactions] = [new Map<string, string>(), new Map<string, string | null>()];
  const [deleted, removed] = [new Set<string>(), new Set<string>()];
  for (const { change } of unsent) {
    if (change?.type === "edit") edits.set(change.id, change.content);
    else if (change?.type === "reaction") reactions.set(change.id, change.emoji);
    else if (change) (change.for === "me" ? removed : deleted).add(change.id);
  }
  return { edits, reactions, deleted, removed };
}
