/**
 * Returns a function that loads once and then answers with the same result. A failure is not kept: it may have been the
 * network's, so the next call loads again.
 */
export function retryAfterFailure<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | null = null;
  return () => {
    loaded ??= load().catch((error: unknown) => {
      loaded = null;
      throw error;
    });
    return loaded;
  };
}
