/** What a page says to the service worker. */
export interface WorkerMessage {
  /** The waiting version takes over. */
  type: "skip_waiting";
}

/** Returns a message that this version knows; null for one of another version, which is ignored. */
export function parseMessage(data: unknown): WorkerMessage | null {
  if (typeof data !== "object" || data === null || !("type" in data)) return null;
  return data.type === "skip_waiting" ? { type: data.type } : null;
}
