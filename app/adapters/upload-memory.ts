import type { UploadMemory } from "~/domain/ports";

/** Bytes that the uploads of an isolate hold before their copies are decoded: five of the largest. */
const maxHeldBytes = 32 * 1024 * 1024;

/** After this long without a byte an upload is gone: the platform ended its request, which then releases nothing. */
const forgottenMs = 60_000;

/** Returns the count of what the uploads of an isolate hold. */
export function createUploadMemory(now: () => number = Date.now): UploadMemory {
  const holders = new Map<object, { bytes: number; at: number }>();
  return {
    hold(upload, bytes) {
      let others = 0;
      for (const [holder, held] of holders) {
        if (now() - held.at > forgottenMs) holders.delete(holder);
        else if (holder !== upload) others += held.bytes;
      }
      if (others + bytes > maxHeldBytes) return false;
      holders.set(upload, { bytes, at: now() });
      return true;
    },
    release: (upload) => void holders.delete(upload),
  };
}
