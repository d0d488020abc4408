import type { Pixels } from "~/contract/photo";
import type { FinderProgress, FinderReport, FinderRequest, FinderResponse } from "./worker-protocol";

export type { FaceRegion, FinderProgress, FinderReport } from "./worker-protocol";

/** The finder could not run; `cause` is the reason. */
export class FaceFinderError extends Error {
  override readonly name = "FaceFinderError";

  constructor(cause: string) {
    super("The face finder could not run.", { cause });
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
 * Finds the faces of a photo in a worker; nothing leaves the device. The pixels are transferred: they are gone here.
 * @throws {FaceFinderError} when the finder cannot run; the signal's reason (an AbortError) when aborted
 */
export async function findFaces(
  photo: Pixels,
  { signal, onProgress }: { signal?: AbortSignal; onProgress?: (progress: FinderProgress) => void } = {},
): Promise<FinderReport> {
  signal?.throwIfAborted();
  const id = ++lastId;
  const cancel = () => {
    searches.get(id)?.reject(signal?.reason);
    if (searches.delete(id)) send({ kind: "cancel", id });
  };
  signal?.addEventListener("abort", cancel, { once: true });
  try {
    return await new Promise<FinderReport>((resolve, reject) => {
      searches.set(id, { resolve, reject, onProgress });
      send({ kind: "find", id, photo });
    });
  } finally {
    searches.delete(id);
    signal?.removeEventListener("abort", cancel);
  }
}

/** Ends the worker and frees its memory, up to 300 MB; searches that still run reject, and the next starts a new worker. */
export function releaseFinder(): void {
  terminate("The finder was released.");
}

function send(request: FinderRequest): void {
  worker ??= startWorker();
  worker.postMessage(request, request.kind === "find" ? [request.photo.data.buffer] : []);
}

function startWorker(): Worker {
  const started = new Worker(new URL("./finder-worker.ts", import.meta.url), { type: "module" });
  started.addEventListener("message", ({ data }: MessageEvent<FinderResponse>) => receive(data));
  started.addEventListener("error", ({ message }) => terminate(message));
  return started;
}

function receive(response: FinderResponse): void {
  const search = searches.get(response.id);
  switch (response.kind) {
    case "progress":
      return search?.onProgress?.({ done: response.done, total: response.total, regions: response.regions });
    case "found":
      return search?.resolve(response.report);
    case "failed":
      return search?.reject(new FaceFinderError(response.message));
    default:
      return response satisfies never;
  }
}

function terminate(cause: string): void {
  worker?.terminate();
  worker = null;
  const pending = searches;
  searches = new Map();
  for (const { reject } of pending.values()) reject(new FaceFinderError(cause));
}
