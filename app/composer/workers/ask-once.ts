interface Question {
  startWorker: () => Worker;
  question: unknown;
  signal?: AbortSignal | undefined;
  /** The message of the error when the worker ends without an answer. */
  failure: string;
}

/**
 * Asks a worker of its own one question, and ends it: the memory of its work goes with it.
 * @throws {Error} when the worker fails; the signal's reason when aborted
 */
export async function askOnce<Answer>({ startWorker, question, signal, failure }: Question): Promise<Answer> {
  signal?.throwIfAborted();
  const worker = startWorker();
  const answered = new Promise<Answer>((resolve, reject) => {
    worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => resolve(data));
    worker.addEventListener("error", () => reject(new Error(failure)));
    worker.postMessage(question);
  });
  const ended = signal ? Promise.race([answered, abortOf(signal)]) : answered;
  return ended.finally(() => worker.terminate());
}

/** Rejects as soon as the signal is aborted. */
export function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const abort = () => reject(signal.reason as Error); // whatever the caller gave as the reason
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  });
}
