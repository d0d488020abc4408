/** Bytes of a refused request's body that are read and dropped: the largest upload. */
const maxDroppedBytes = 26 * 1024 * 1024;

/** The time that a sender may take for them. */
const maxDroppingMs = 5_000;

/**
 * Reads and drops what a refused request still sends. Otherwise the connection is closed under a client that is sending, and
 * the client sees a network failure in place of the refusal. A body of two lengths is left unread, so that what follows it
 * is never taken for a request. Never rejects.
 */
export async function dropUnreadBody({ body, bodyUsed, headers }: Request): Promise<void> {
  if (!body || bodyUsed || body.locked) return;
  if (headers.has("Content-Length") && headers.has("Transfer-Encoding")) return;
  const reader = body.getReader();
  const giveUp = () => void reader.cancel().catch(() => {});
  const timer = setTimeout(giveUp, maxDroppingMs);
  try {
    let dropped = 0;
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      dropped += part.value.byteLength;
      if (dropped > maxDroppedBytes) return giveUp();
    }
  } catch {
    // The client went away.
  } finally {
    clearTimeout(timer);
  }
}
