/** Passes what rooms say of conversations from the line to the lists that show them. */
import type { ConversationChanged } from "~/contract/inbox";

const listeners = new Set<(changed: ConversationChanged) => void>();

export function announceConversation(changed: ConversationChanged): void {
  for (const listener of listeners) listener(changed);
}

/** Calls back with what changes from now on. Returns the way to stop it. */
export function onConversationChanged(listener: (changed: ConversationChanged) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
