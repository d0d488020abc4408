/** Events of this moment, from the line to whatever shows them. */
import type { InboxFrame } from "~/contract/inbox";

export type Happened = Extract<InboxFrame, { type: "happened" }>;

const listeners = new Set<(happened: Happened) => void>();

export function announce(happened: Happened): void {
  for (const listener of listeners) listener(happened);
}

/** Calls back with what happens from now on. Returns the way to stop it. */
export function onHappened(listener: (happened: Happened) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
