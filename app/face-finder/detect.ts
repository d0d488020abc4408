import type { FinderAnswer, FinderProgress, FinderReport, FinderRequest } from "./messages";

export type { FinderProgress, FinderReport } from "./messages";

/** The finder did not run; `message` is a sentence for the person, `cause` what was behind it. */
export class FinderFailed extends Error {
  override readonly name = "FinderFailed";

  constructor(cause: string) {
    super("Faces could not be looked for on this device. You can mark each face by hand.", { cause });
  }
}

interface Search {
  resolve(report: FinderReport): void;
  reject(error: unknown): void;
  onProgress: ((progress: FinderProgress) => void) | undefined;
}

let worker: Worker | null = null;
let searches = new Map<number, Search>();
let lastId = 0;

/**
 * Finds the faces of a photo in a worker; nothing leaves the device. The photo is copied, not taken.
 * @throws {FinderFailed} when the finder cannot run; the signal's reason (an AbortError) when aborted
 */
export async function findFaces(
  photo: ImageBitmap | Blob,
  { signal, onProgress }: { signal?: AbortSignal; onProgress?: (progress: FinderProgress) => void } = {},
): Promise<FinderReport> {
  signal?.throwIfAborted();
  const id = ++lastId;
  const stop = () => {
    searches.get(id)?.reject(signal?.reason);
    if (searches.delete(id)) ask({ kind: "stop", id });
  };
  signal?.addEventListener("abort", stop, { once: true });
  try {
    return await new Promise<FinderReport>((resolve, reject) => {
      searches.set(id, { resolve, reject, onProgress });
      ask({ kind: "find", id, photo });
    });
  } finally {
    searches.delete(id);
    signal?.removeEventListener("abort", stop);
  }
}

/** Ends the worker and gives its memory back, up to 300 MB; the next search starts a new one. */
export function releaseFinder(): void {
  end("The finder was ended.");
}

function ask(request: FinderRequest): void {
  worker ??= startWorker();
  worker.postMessage(request);
}

function startWorker(): Worker {
  const started = new Worker(new URL("./detect-worker.ts", import.meta.url), { type: "module" });
  started.addEventListener("message", ({ data }: MessageEvent<FinderAnswer>) => receive(data));
  started.addEventListener("error", ({ message }) => end(message));
  return started;
}

function receive(answer: FinderAnswer): void {
  const search = searches.get(answer.id);
  switch (answer.kind) {
    case "progress":
      return search?.onProgress?.({ done: answer.done, total: answer.total, findings: answer.findings });
    case "found":
      return search?.resolve(answer.report);
    case "failed":
      return search?.reject(new FinderFailed(answer.message));
    default:
      return answer satisfies never;
  }
}

function end(cause: string): void {
  worker?.terminate();
  worker = null;
  const left = searches;
  searches = new Map();
  for (const { reject } of left.values()) reject(new FinderFailed(cause));
}
