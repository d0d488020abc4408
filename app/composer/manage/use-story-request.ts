import { useState } from "react";

type StoryApi = typeof import("~/composer/publish/story-api");

/** After this long without an answer the author is told that none came. */
const answerTimeoutMs = 20_000;

/** Runs requests about a story, one at a time. `error` is that of the last one, null when it succeeded. */
export function useStoryRequest() {
  const [error, setError] = useState<Error | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  /** Resolves with whether the request succeeded. */
  const run = async (request: (api: StoryApi, signal: AbortSignal) => Promise<void>): Promise<boolean> => {
    setError(null);
    setIsBusy(true);
    try {
      await request(await import("~/composer/publish/story-api"), AbortSignal.timeout(answerTimeoutMs));
      return true;
    } catch (failure) {
      setError(failure instanceof Error ? failure : new Error(String(failure)));
      return false;
    } finally {
      setIsBusy(false);
    }
  };
  return { error, isBusy, run };
}
