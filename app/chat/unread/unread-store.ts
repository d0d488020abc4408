import type { UnreadCounts } from "~/contract/chat";
import { addUpdate, applyUpdates, type UnreadUpdate } from "./unread-updates";

export const noUnread: UnreadCounts = { counts: {}, total: 0, asks: 0, news: 0 };

/** The unread counts of the viewer: the server's, corrected by what open conversations know a moment earlier. */
export class UnreadStore {
  /** As the server sent them. */
  #fromServer: UnreadCounts;
  #counts: UnreadCounts;
  #updates: readonly UnreadUpdate[] = [];
  readonly #listeners = new Set<() => void>();

  constructor(counts: UnreadCounts) {
    this.#fromServer = counts;
    this.#counts = counts;
  }

  readonly counts = (): UnreadCounts => this.#counts;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Takes the server's counts, which may be older than an open conversation. `now` in milliseconds since 1970. */
  setServerCounts(counts: UnreadCounts, now: number): void {
    this.#fromServer = counts;
    this.recount(now);
  }

  /** Takes an update of an open conversation. `now` in milliseconds since 1970. */
  update(update: UnreadUpdate, now: number): void {
    this.#updates = addUpdate(this.#updates, update);
    this.recount(now);
  }

  /** Counts again: an update may have expired. `now` in milliseconds since 1970. */
  recount(now: number): void {
    this.#set(applyUpdates(this.#fromServer, this.#updates, now));
  }

  #set(counts: UnreadCounts): void {
    if (counts === this.#counts) return;
    this.#counts = counts;
    for (const listener of this.#listeners) listener();
  }
}
