/** What was said last in conversations that are open in this browser: its lists show that a moment ahead of the server. */
import type { ConversationChanged } from "~/contract/inbox";
import type { ConnectionId } from "~/contract/ids";

/** The time after which the server's lists have what was said, in milliseconds. */
export const serverBehindMs = 10_000;

const channelName = "heartfelt-newest-entries";

interface Announced {
  changed: ConversationChanged;
  /** Milliseconds since 1970. */
  at: number;
}

/** From open conversations to the lists of all tabs, and to those that this tab opens a moment later. */
export class NewestEntries {
  readonly #now: () => number;
  readonly #newest = new Map<ConnectionId, Announced>();
  readonly #listeners = new Set<(changed: ConversationChanged) => void>();
  #tabs: BroadcastChannel | null = null;

  /** @param now milliseconds since 1970 */
  constructor(now: () => number = () => Date.now()) {
    this.#now = now;
  }

  readonly announce = (changed: ConversationChanged): void => {
    this.#take(changed);
    this.#openTabs().postMessage(changed);
  };

  /** Calls back with what the server may not know yet, at once, and with all from now on. Returns the way to stop it. */
  follow(listener: (changed: ConversationChanged) => void): () => void {
    this.#openTabs();
    const since = this.#now() - serverBehindMs;
    for (const { changed, at } of this.#newest.values()) if (at > since) listener(changed);
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  close(): void {
    this.#tabs?.close();
    this.#tabs = null;
  }

  #take(changed: ConversationChanged): void {
    this.#newest.set(changed.connection_id, { changed, at: this.#now() });
    for (const listener of this.#listeners) listener(changed);
  }

  /** Opened by the first use: a server that renders a page has no tabs. */
  #openTabs(): BroadcastChannel {
    if (this.#tabs) return this.#tabs;
    this.#tabs = new BroadcastChannel(channelName);
    this.#tabs.addEventListener("message", ({ data }: MessageEvent<ConversationChanged>) => this.#take(data));
    return this.#tabs;
  }
}

/** Those of this page. Signing out loads a new one. */
export const newestEntries = new NewestEntries();
