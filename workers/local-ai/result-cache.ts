/** Results by the bytes that they were computed from: the same picture is searched once. */

/**
 * Returns a function that computes a result, unless the same bytes had one lately.
 * @param maxEntries results that are kept: the oldest goes first
 */
export function createResultCache<Result>(maxEntries: number) {
  const results = new Map<string, Result>();
  return async (bytes: Uint8Array, compute: () => Promise<Result>): Promise<Result> => {
    const key = await digestOf(bytes);
    const known = results.get(key);
    if (known !== undefined) return known;
    const result = await compute();
    results.set(key, result);
    if (results.size > maxEntries) results.delete(results.keys().next().value ?? "");
    return result;
  };
}

async function digestOf(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytes.slice());
  return new Uint8Array(digest).join(" ");
}
