/** Passes what the line brings to whatever on the page shows it. */
import type { ConversationChanged, InboxFrame } from "~/contract/inbox";

export type Happened = Extract<InboxFrame, { type: "happened" }>;

/** Events of one kind, from who announces them to all who follow. */
interface Announcements<Event> {
  announce: (event: Event) => void;
  /** Calls back with each event from now on. Returns the way to stop it. */
  follow: (listener: (event: Event) => void) => () => void;
}

function announcements<Event>(): Announcements<Event> {
  const listeners = new Set<(event: Event) => void>();
  return {
    announce: (event) => {
      for (const listener of listeners) listener(event);
    },
    follow: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** Something of this moment. */
export const happened = announcements<Happened>();

/** A room says how its conversation stands in a list. */
export const conversationChanged = announcements<ConversationChanged>();

/** The line is there again after it was gone: what was said in between came to nobody. */
export const lineBack = announcements<void>();
