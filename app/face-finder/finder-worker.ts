import { detectFaces } from "./detect-faces";
import { startFinder } from "./finder";
import { retryAfterFailure } from "./retry-after-failure";
import { isPixels, type FaceRegion, type FinderRequest, type FinderResponse } from "./worker-protocol";

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
    const bitmap = await toBitmap(photo);
    await search(id, bitmap).finally(() => bitmap.close());
  } catch (error) {
    respond({ kind: "failed", id, message: error instanceof Error ? error.message : String(error) });
  }
}

async function toBitmap(photo: (FinderRequest & { kind: "find" })["photo"]): Promise<ImageBitmap> {
  if (photo instanceof Blob) return createImageBitmap(photo, { imageOrientation: "from-image" });
  if (!isPixels(photo)) return photo;
  const { data, width, height } = photo;
  // Transferred, so not shared.
  return createImageBitmap(new ImageData(data as Uint8ClampedArray<ArrayBuffer>, width, height));
}

async function search(id: number, photo: ImageBitmap): Promise<void> {
  const start = performance.now();
  const { tier, backend, runPass } = await loadFinder();
  let regions: FaceRegion[] = [];
  for await (const progress of detectFaces({ photo, tier, runPass: (pass) => runPass(photo, pass) })) {
    await macrotask();
    if (cancelled.delete(id)) return;
    respond({ kind: "progress", id, ...progress });
    regions = progress.regions;
  }
  respond({ kind: "found", id, report: { regions, tier, backend, durationMs: performance.now() - start } });
}

function respond(response: FinderResponse): void {
  self.postMessage(response);
}

/** Lets a cancel message in, which a promise alone does not. */
function macrotask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
