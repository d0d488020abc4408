import type { UnsentMessage } from "./outbox";

/** The part of a sync event that the service worker uses: TypeScript's DOM types lack it, as not all browsers have it (Firefox, Safari). */
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
