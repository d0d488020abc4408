import { abortOf, askOnce } from "~/composer/workers/ask-once";

/** Whatever decodes a photo in this page, one after the other: two at once would take twice the memory, and a phone's tab ends. */
let queue: Promise<unknown> = Promise.resolve();

/**
 * Asks a worker of its own one question, when it is its turn.
 * @throws {Error} when the worker fails; the signal's reason when aborted, also while the question waits for its turn
 */
export function askWorker<Answer>(asked: Parameters<typeof askOnce>[0]): Promise<Answer> {
  const answer = queue.then(() => askOnce<Answer>(asked));
  queue = answer.catch(() => undefined);
  const { signal } = asked;
  return signal ? Promise.race([answer, abortOf(signal)]) : answer;
}
