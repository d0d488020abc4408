import { detectFaces } from "./detect-faces";
import { startFinder } from "./finder";
import { macrotask } from "./macrotask";
import { levelsOf, type PhotoLevels } from "./photo-levels";
import { retryAfterFailure } from "./retry-after-failure";
import type { FaceRegion, FinderRequest, FinderResponse } from "./worker-protocol";

const loadFinder = retryAfterFailure(startFinder);
const cancelled = new Set<number>();
/** Searches run one after the other: two at once would be no faster, and take twice the memory. */
let queue: Promise<void> = Promise.resolve();

self.addEventListener("message", ({ data }: MessageEvent<FinderRequest>) => {
  if (data.kind === "cancel") cancelled.add(data.id);
  else queue = queue.then(() => find(data));
});

async function find({ id, photo }: FinderRequest & { kind: "find" }): Promise<void> {
  try {
    await search(id, levelsOf(photo));
  } catch (error) {
    respond({ kind: "failed", id, message: error instanceof Error ? error.message : String(error) });
  }
}

async function search(id: number, photo: PhotoLevels): Promise<void> {
  const start = performance.now();
  const { tier, backend, passesOver } = await loadFinder();
  const passes = passesOver(photo);
  let regions: FaceRegion[] = [];
  try {
    for await (const progress of detectFaces({ photo, tier, passes })) {
      await macrotask();
      if (cancelled.delete(id)) return;
      respond({ kind: "progress", id, ...progress });
      regions = progress.regions;
    }
  } finally {
    passes.end();
  }
  respond({ kind: "found", id, report: { regions, tier, backend, durationMs: performance.now() - start } });
}

function respond(response: FinderResponse): void {
  self.postMessage(response);
}
