import type { UnsentMessage } from "./outbox";

/** What the service worker looks at of a sync event: browsers that have none (Firefox, Safari) are not in the types. */
export interface SyncEvent {
  tag: string;
  waitUntil: (work: Promise<unknown>) => void;
}

/** The name under which a page asks for a sync when messages wait. */
export const outboxTag = "heartfelt-outbox";

/**
 * Returns whether only a page can send this: photos are uploaded first, a change that the room refuses is explained, and
 * words that were replaced may be in the room already, which then is told to change them.
 */
export function needsPage({ photos, change, isRevised }: UnsentMessage): boolean {
  return photos !== undefined || change !== undefined || isRevised === true;
}
