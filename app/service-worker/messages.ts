/** The messages that a page posts to the service worker. */
export type WorkerMessage =
  /** The waiting version takes over. */
  | { type: "skip_waiting" }
  /**
   * A page is shown: to whom, null for a visitor, and its path with the query, null for one that is not to be kept. Pages that
   * were kept for anybody else go.
   */
  | { type: "page_shown"; account: string | null; path: string | null }
  /** Somebody composes: the composer is to work without a network from now on. */
  | { type: "keep_composer" };

/** Returns a message that this version knows; null for one of another version, which is ignored. */
export function parseMessage(data: unknown): WorkerMessage | null {
  if (typeof data !== "object" || data === null || !("type" in data)) return null;
  if (data.type === "skip_waiting" || data.type === "keep_composer") return { type: data.type };
  if (data.type !== "page_shown" || !("account" in data) || !("path" in data)) return null;
  const { type, account, path } = data;
  return isTextOrNull(account) && isTextOrNull(path) ? { type, account, path } : null;
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === "string";
}
