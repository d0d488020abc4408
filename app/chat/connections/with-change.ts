import type { Conversation } from "~/contract/conversation";
import type { ConversationChanged } from "~/contract/inbox";

/**
 * Returns a list of conversations, the newest first, after what the inbox said of one; null when only the server knows how the
 * list is then: it is not in it, or its last message disappeared.
 */
export function withChange(
  list: readonly Conversation[],
  changed: ConversationChanged,
): readonly Conversation[] | null {
  const { unread, last } = changed;
  const known = findIn(list, changed);
  if (!known || known.blocked || known.leaving !== null || timeOf(last) < timeOf(known.last)) return null;
  const isBack = known.archived && isNewer(list, changed) && !known.muted;
  const next = { ...known, unread, last, archived: known.archived && !isBack };
  if (!isNewer(list, changed)) return list.map((one) => (one === known ? next : one));
  return [next, ...list.filter((one) => one !== known)];
}

/** Returns whether something was said or revealed that a list does not have. */
export function isNewer(list: readonly Conversation[], changed: ConversationChanged): boolean {
  return timeOf(changed.last) > timeOf(findIn(list, changed)?.last ?? null);
}

function findIn(list: readonly Conversation[], { connection_id: id }: ConversationChanged): Conversation | undefined {
  return list.find((one) => one.id === id);
}

function timeOf(last: Conversation["last"]): number {
  return last === null ? 0 : Date.parse(last.at);
}
